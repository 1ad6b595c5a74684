//! A challenge: a person is asked to show one of their factors (behaviour map 8.4).
//!
//! ```text
//!  pending ── right answer ─▶ approved        five wrong answers: pending, and no answer is looked at any more
//!     ├────── "it wasn't me" ─▶ denied
//!     └────── its time is over ─▶ expired (computed when read)
//! ```

mod details;

use std::fmt;

use serde_json::Value;

use crate::{
    AccountSid, ChallengeSid, EntitySid, FactorKind, FactorRefusal, FactorSid, Identity, ServiceSid,
    StringMap, Timestamp,
};

pub use details::{BadDetails, DetailField, Details};

/// Wrong answers that are looked at for one challenge.
pub const MAX_WRONG_ANSWERS: i64 = 5;
/// How long a challenge lives when nobody says, in milliseconds.
pub const CHALLENGE_MILLIS: i64 = 5 * 60 * 1000;
/// How long it may live, in milliseconds.
pub const MAX_CHALLENGE_MILLIS: i64 = 60 * 60 * 1000;

/// What a person says to a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is them, and they want it.
    Approved,
    /// They don't.
    Denied,
}

impl Answer {
    /// On the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Denied => "denied",
        }
    }
}

/// Where a challenge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengeStatus {
    /// Nobody has answered.
    Pending,
    /// It was answered.
    Answered {
        /// How.
        how: Answer,
        /// When.
        at: Timestamp,
    },
    /// Nobody answered in time.
    Expired {
        /// When its time was over.
        at: Timestamp,
    },
}

impl ChallengeStatus {
    /// Every word for it, on the wire.
    pub const NAMES: [&'static str; 4] = ["pending", "expired", "approved", "denied"];

    /// On the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Answered { how, .. } => how.as_str(),
            Self::Expired { .. } => "expired",
        }
    }

    /// When it was answered.
    #[must_use]
    pub const fn answered_at(self) -> Option<Timestamp> {
        match self {
            Self::Answered { at, .. } => Some(at),
            Self::Pending | Self::Expired { .. } => None,
        }
    }

    /// From a row; expiry is computed, so no row says it. `None` for what no row of ours holds.
    #[must_use]
    pub fn from_row(status: &str, answered_at: Option<Timestamp>) -> Option<Self> {
        let answered = |how| answered_at.map(|at| Self::Answered { how, at });
        match status {
            "pending" => Some(Self::Pending),
            "approved" => answered(Answer::Approved),
            "denied" => answered(Answer::Denied),
            _ => None,
        }
    }
}

/// A challenge.
#[derive(Clone, PartialEq, Eq)]
pub struct Challenge {
    /// Its name on the wire.
    pub sid: ChallengeSid,
    /// Whose service it is.
    pub account_sid: AccountSid,
    /// The service.
    pub service_sid: ServiceSid,
    /// Who is asked; nobody yet where the answer tells who it is.
    pub entity: Option<(EntitySid, Identity)>,
    /// Which factor is asked for; none yet where the answer tells.
    pub factor_sid: Option<FactorSid>,
    /// Which kind of factor.
    pub kind: FactorKind,
    /// Where it stands, expiry left out: see [`Challenge::status_at`].
    pub status: ChallengeStatus,
    /// Answers that were wrong.
    pub wrong: i64,
    /// What the person is shown.
    pub details: Option<Details>,
    /// What the application wants back.
    pub hidden_details: Option<StringMap>,
    /// What the device put beside its answer.
    pub metadata: Option<StringMap>,
    /// What the factor's kind keeps of it, in clear; only the kind reads it.
    pub public: Value,
    /// What it is found by where nobody names it; one challenge of a service has it. The kind's name stands in front.
    pub lookup: Option<String>,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last answered, rightly or not.
    pub updated_at: Timestamp,
}

/// Shows nothing of what was asked and of whom.
impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenge")
            .field("sid", &self.sid)
            .field("kind", &self.kind)
            .field("status", &self.status)
            .field("wrong", &self.wrong)
            .finish_non_exhaustive()
    }
}

impl Challenge {
    /// Where it stands at `now`.
    #[must_use]
    pub fn status_at(&self, now: Timestamp) -> ChallengeStatus {
        match self.status {
            ChallengeStatus::Pending if self.expires_at <= now => {
                ChallengeStatus::Expired { at: self.expires_at }
            }
            status => status,
        }
    }

    /// Whether an answer may be looked at.
    ///
    /// # Errors
    /// [`FactorRefusal::Answered`], [`FactorRefusal::Expired`], or [`FactorRefusal::MaxAnswers`] after five wrong ones.
    pub fn may_answer(&self, now: Timestamp) -> Result<(), FactorRefusal> {
        match self.status_at(now) {
            ChallengeStatus::Answered { .. } => Err(FactorRefusal::Answered),
            ChallengeStatus::Expired { .. } => Err(FactorRefusal::Expired),
            ChallengeStatus::Pending if self.wrong >= MAX_WRONG_ANSWERS => {
                Err(FactorRefusal::MaxAnswers { frees_at: None })
            }
            ChallengeStatus::Pending => Ok(()),
        }
    }

    /// What an answer that was looked at makes of it; none is a wrong one.
    ///
    /// # Errors
    /// As [`Challenge::may_answer`].
    pub fn answered(mut self, answer: Option<Answer>, now: Timestamp) -> Result<Self, FactorRefusal> {
        self.may_answer(now)?;
        self.updated_at = now;
        match answer {
            Some(how) => self.status = ChallengeStatus::Answered { how, at: now },
            None => self.wrong += 1,
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MockDice;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + millis)
    }

    fn challenge() -> Challenge {
        let dice = MockDice::new(1);
        Challenge {
            sid: ChallengeSid::new(at(0), &dice),
            account_sid: AccountSid::new(at(0), &dice),
            service_sid: ServiceSid::new(at(0), &dice),
            entity: Some((EntitySid::new(at(0), &dice), Identity::parse("ann-00001").unwrap())),
            factor_sid: Some(FactorSid::new(at(0), &dice)),
            kind: "totp".parse().unwrap(),
            status: ChallengeStatus::Pending,
            wrong: 0,
            details: None,
            hidden_details: None,
            metadata: None,
            public: Value::Null,
            lookup: None,
            expires_at: at(CHALLENGE_MILLIS),
            created_at: at(0),
            updated_at: at(0),
        }
    }

    #[test]
    fn an_answer_ends_it_once() {
        for how in [Answer::Approved, Answer::Denied] {
            let answered = challenge().answered(Some(how), at(5)).unwrap();
            assert_eq!(
                answered.status_at(at(CHALLENGE_MILLIS)),
                ChallengeStatus::Answered { how, at: at(5) }
            );
            for again in [Some(Answer::Approved), Some(Answer::Denied), None] {
                assert_eq!(answered.clone().answered(again, at(6)), Err(FactorRefusal::Answered));
            }
        }
    }

    #[test]
    fn five_wrong_answers_use_it_up_and_leave_it_pending() {
        let mut challenge = challenge();
        for wrong in 1..=MAX_WRONG_ANSWERS {
            challenge = challenge.answered(None, at(wrong)).unwrap();
            assert_eq!((challenge.wrong, challenge.status), (wrong, ChallengeStatus::Pending));
        }
        let used_up = FactorRefusal::MaxAnswers { frees_at: None };
        assert_eq!(challenge.answered(Some(Answer::Approved), at(9)), Err(used_up));
    }

    #[test]
    fn it_expires_at_its_moment_and_not_before() {
        let challenge = challenge();
        assert_eq!(challenge.status_at(at(CHALLENGE_MILLIS - 1)), ChallengeStatus::Pending);
        let over = at(CHALLENGE_MILLIS);
        assert_eq!(challenge.status_at(over), ChallengeStatus::Expired { at: over });
        assert_eq!(challenge.answered(Some(Answer::Approved), over), Err(FactorRefusal::Expired));
    }

    #[test]
    fn a_row_says_how_it_was_answered_and_never_that_it_expired() {
        let answered = ChallengeStatus::Answered { how: Answer::Denied, at: at(1) };
        assert_eq!(ChallengeStatus::from_row("denied", Some(at(1))), Some(answered));
        assert_eq!(ChallengeStatus::from_row("pending", None), Some(ChallengeStatus::Pending));
        for status in ["expired", "approved", "", "x"] {
            assert_eq!(ChallengeStatus::from_row(status, None), None, "{status}");
        }
    }
}
