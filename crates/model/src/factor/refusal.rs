//! Why something about a factor or a challenge was not done (behaviour map 3.2).

use crate::{PasskeyRefusal, Timestamp};

/// A refusal with its evidence. A wrong answer is none of these: it is an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorRefusal {
    /// There is no such thing for this account, or it lies under something else than the path says.
    NotFound,
    /// A parameter is absent that this kind of factor needs.
    Missing(&'static str),
    /// A parameter can't be taken.
    Parameter(&'static str),
    /// The binding is not what this kind of factor takes.
    Binding,
    /// Another factor of the service has the same binding.
    BindingTaken,
    /// The person has as many factors of the kind as one may.
    MaxFactors,
    /// As many factors were made for the person today as may be.
    MaxFactorsToday {
        /// When one more may be made.
        frees_at: Timestamp,
    },
    /// Five wrong answers did not verify the factor.
    MaxEnrolments,
    /// The answer that would verify the factor is not its own: the signature doesn't fit.
    Unproven,
    /// What would let the device make the factor was used for another one before, or is over.
    TokenSpent,
    /// The factor was verified before.
    VerifiedAlready,
    /// The factor is not verified, so it can't be challenged.
    Unverified,
    /// The factor was challenged as often as it may be.
    MaxChallenges {
        /// When it may be challenged again.
        frees_at: Timestamp,
    },
    /// No answer is left: five were wrong for this challenge, or the factor is held after too many wrong ones.
    MaxAnswers {
        /// When the factor is free again; none when the challenge itself is used up.
        frees_at: Option<Timestamp>,
    },
    /// Nobody can wake the factor's device.
    NoDevice,
    /// As many notifications of the challenge were asked for as may be.
    MaxNotifications,
    /// The challenge was answered before.
    Answered,
    /// The challenge has expired.
    Expired,
    /// The answer proves nothing: its signature is not the factor's, or the challenge was not for this factor.
    Failed,
    /// The answer is right, and shows that somebody has a copy of the factor.
    Cloned,
    /// No factor is found by what the answer says of itself, or none that could be challenged.
    NoFactor,
    /// No challenge is found by what the answer says of itself.
    NoChallenge,
    /// The service has nobody of this identity.
    NoEntity,
    /// The verification that was to be the evidence isn't approved, or was too long ago.
    NotApproved,
    /// The verification was the evidence for a factor before.
    EvidenceUsed,
    /// No token that could be given to the person has this serial number and shows these codes. Which of it, nobody is told.
    NoToken,
    /// The token shows these codes, and is somebody's.
    TokenAssigned,
    /// Too many tokens were tried for the person today.
    MaxTokensTried {
        /// When another may be tried.
        frees_at: Timestamp,
    },
    /// Something about a passkey is absent or can't be taken.
    Passkey(PasskeyRefusal),
}
