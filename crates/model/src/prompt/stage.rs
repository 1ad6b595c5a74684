//! Where in a prompt a person is.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{AccessTokenSid, ChallengeSid, Channel, FactorSid, Method, VerificationSid};

/// What is shown next. Moments are milliseconds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
#[expect(missing_docs, reason = "a factor or method is the one that the stage is about")]
pub enum Stage {
    /// Wherever the person's methods lead: nothing was decided yet.
    Start,
    /// A list: of other ways to prove oneself, or of what can be set up.
    Choose,
    /// One of the person's factors is to be shown.
    Prove {
        #[serde(with = "super::text")]
        factor: FactorSid,
    },
    /// A code for one of them is out.
    Sent {
        #[serde(with = "super::text")]
        factor: FactorSid,
        /// What checks it.
        #[serde(with = "super::text")]
        verification: VerificationSid,
        /// How it travels.
        #[serde(with = "super::text")]
        channel: Channel,
        /// When another may be sent; never again if not even then.
        again_at: Option<i64>,
    },
    /// One of their devices was asked, and shows a number.
    Asked {
        #[serde(with = "super::text")]
        factor: FactorSid,
        /// What it was asked by.
        #[serde(with = "super::text")]
        challenge: ChallengeSid,
        /// What it shows.
        number: String,
        /// When it may be asked again.
        again_at: i64,
    },
    /// The list of what is set up.
    Methods,
    /// An address is to be typed.
    Enter {
        method: Method,
        /// What was typed before.
        typed: String,
    },
    /// A code went to an address that is new.
    SentNew {
        method: Method,
        /// What checks it.
        #[serde(with = "super::text")]
        verification: VerificationSid,
        /// How it travels.
        #[serde(with = "super::text")]
        channel: Channel,
        /// Where to, in canonical form.
        to: String,
        /// When another may be sent; never again if not even then.
        again_at: Option<i64>,
    },
    /// An authenticator app is to scan this, and to show that it has.
    Authenticator {
        #[serde(with = "super::text")]
        factor: FactorSid,
        /// In base32.
        secret: String,
        /// `otpauth://…`
        uri: String,
    },
    /// A passkey is to be made.
    NewPasskey,
    /// A hardware token is to be set up.
    NewToken {
        /// Its serial as it was typed.
        serial: String,
    },
    /// A device is to be set up: an app on it makes a factor.
    NewDevice {
        /// The permission that the app is given.
        #[serde(with = "super::text")]
        permission: AccessTokenSid,
        /// The same as the app is given it.
        token: String,
        /// Until when it may be used.
        until: i64,
    },
    /// Recovery codes, until the person says that they are kept.
    RecoveryCodes {
        /// As they are to be typed.
        codes: Vec<String>,
    },
    /// A factor's new name is to be typed.
    Rename {
        #[serde(with = "super::text")]
        factor: FactorSid,
        /// What was typed before.
        typed: Option<String>,
    },
    /// Whether a factor is to be removed.
    Remove {
        #[serde(with = "super::text")]
        factor: FactorSid,
    },
}

/// Shows nothing of what was typed or is shown once.
impl fmt::Debug for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stage").field("factor", &self.factor()).finish_non_exhaustive()
    }
}

impl Stage {
    /// The person's factor that it is about.
    #[must_use]
    pub const fn factor(&self) -> Option<FactorSid> {
        match self {
            Self::Prove { factor }
            | Self::Sent { factor, .. }
            | Self::Asked { factor, .. }
            | Self::Rename { factor, .. }
            | Self::Remove { factor } => Some(*factor),
            _ => None,
        }
    }
}

/// What a browser's passkeys were last asked for: no other answer is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ceremony {
    /// To sign this challenge.
    Login(#[serde(with = "super::text")] ChallengeSid),
    /// To become this factor.
    Registration(#[serde(with = "super::text")] FactorSid),
}

/// What was wrong with what was done last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Nothing was typed.
    Missing,
    /// A wrong code.
    WrongCode,
    /// The code is over: its time, or its checks.
    CodeOver,
    /// Not a telephone number.
    BadPhone,
    /// Not an e-mail address.
    BadEmail,
    /// Nothing is sent there.
    NotServed,
    /// The person has it already.
    Known,
    /// The next message has to wait.
    TooSoon {
        /// Until then.
        until: i64,
    },
    /// Too many wrong answers.
    TooMany {
        /// Until then.
        until: i64,
    },
    /// The message couldn't be sent.
    NotSent,
    /// No token by this serial can be set up.
    BadSerial,
    /// Not two codes of the token.
    BadCodes,
    /// The passkey didn't work.
    Passkey,
    /// The device was asked, and nobody has approved yet.
    NotApproved,
    /// Nobody has answered on the device in time.
    NoAnswer,
    /// Not the number that the device shows.
    WrongNumber,
    /// No device has been set up yet.
    NoDevice,
    /// Not one of the recovery codes, or used.
    WrongRecoveryCode,
    /// Nobody said that the codes are kept.
    NotSaved,
    /// Not a name.
    BadName,
    /// The method is gone.
    Gone,
}

/// What was done last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// A message is on its way again.
    SentAgain,
    /// A device was asked again.
    AskedAgain,
    /// A method was set up.
    Added,
    /// It was renamed.
    Renamed,
    /// It was removed.
    Removed,
}
