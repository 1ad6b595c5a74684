//! A device that shows one-time passwords and nothing else, by the number on its back.

use std::fmt;

use crate::{AccountSid, FactorSid, HardwareTokenSid, Identity, OtpAlgorithm, ServiceSid, Timestamp};

/// The number on a token's back: 1 to 40 letters and digits. It is read as people copy it, in either case and with blanks and
/// dashes anywhere; leading zeros count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenSerial(String);

/// The text can't be a serial number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadTokenSerial;

impl TokenSerial {
    /// Reads a serial number.
    ///
    /// # Errors
    /// When nothing or too much is left once blanks and dashes are out, or another character is in it.
    pub fn parse(text: &str) -> Result<Self, BadTokenSerial> {
        // Whoever pastes a page gets no answer about each letter of it.
        if text.len() > 200 {
            return Err(BadTokenSerial);
        }
        let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let fits = (1..=40).contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits { Ok(Self(plain.to_ascii_uppercase())) } else { Err(BadTokenSerial) }
    }

    /// The one spelling that is kept and compared: capitals and digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for TokenSerial {
    type Err = BadTokenSerial;

    fn from_str(text: &str) -> Result<Self, BadTokenSerial> {
        Self::parse(text)
    }
}

impl fmt::Display for TokenSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TokenSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a token's codes go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// By how often its button was pressed (RFC 4226).
    Hotp,
    /// By its clock (RFC 6238).
    Totp {
        /// How long a code is shown, in seconds.
        period: u32,
    },
}

impl TokenKind {
    /// In the database and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hotp => "hotp",
            Self::Totp { .. } => "totp",
        }
    }

    /// How long a code is shown, in seconds; none where no clock is.
    #[must_use]
    pub const fn period(self) -> Option<u32> {
        match self {
            Self::Hotp => None,
            Self::Totp { period } => Some(period),
        }
    }

    /// What a row holds; none for a row that is not ours.
    #[must_use]
    pub fn from_row(name: &str, period: Option<i64>) -> Option<Self> {
        match (name, period) {
            ("hotp", None) => Some(Self::Hotp),
            ("totp", Some(period)) => {
                Some(Self::Totp { period: u32::try_from(period).ok().filter(|it| *it > 0)? })
            }
            _ => None,
        }
    }
}

/// How far a token has come: whoever gets it next goes on from here, so that no code is good for two people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TokenProgress {
    /// The smallest counter, or step of time, whose code may still be good.
    pub next: i64,
    /// How many steps its clock is ahead of ours.
    pub drift: i64,
}

/// Who has a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenHolder {
    /// The factor that it was given as.
    pub factor_sid: FactorSid,
    /// In which service.
    pub service_sid: ServiceSid,
    /// The application's name for the person.
    pub identity: Identity,
}

/// A token, without its seed.
#[derive(Clone, PartialEq, Eq)]
pub struct HardwareToken {
    /// Its name in the database.
    pub sid: HardwareTokenSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// The number on its back.
    pub serial: TokenSerial,
    /// What its codes go by.
    pub kind: TokenKind,
    /// The hash.
    pub algorithm: OtpAlgorithm,
    /// How many digits a code has.
    pub digits: u8,
    /// How far it has come.
    pub progress: TokenProgress,
    /// Its seed, sealed.
    pub sealed: String,
    /// Who made it, as its file says.
    pub manufacturer: Option<String>,
    /// Who has it; nobody once the factor is gone that it was given as.
    pub holder: Option<TokenHolder>,
    /// When it was imported.
    pub imported_at: Timestamp,
}

/// Nothing of its seed.
impl fmt::Debug for HardwareToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HardwareToken").field("serial", &self.serial).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_serial_is_read_as_people_copy_it() {
        for text in ["GALT-0014 2337", "galt00142337", " GALT00142337\n"] {
            assert_eq!(TokenSerial::parse(text).unwrap().as_str(), "GALT00142337");
        }
        assert_ne!(TokenSerial::parse("0012"), TokenSerial::parse("12"));
        let longest = "7".repeat(40);
        assert!(TokenSerial::parse(&longest).is_ok());
        for text in ["", " - ", &"7".repeat(41), "1;2", "12\u{e4}", "1/2", "'"] {
            assert_eq!(TokenSerial::parse(text), Err(BadTokenSerial), "{text}");
        }
    }

    #[test]
    fn a_row_says_what_codes_go_by() {
        for kind in [TokenKind::Hotp, TokenKind::Totp { period: 60 }] {
            assert_eq!(TokenKind::from_row(kind.as_str(), kind.period().map(i64::from)), Some(kind));
        }
        for (name, period) in [("hotp", Some(30)), ("totp", None), ("totp", Some(0)), ("", None)] {
            assert_eq!(TokenKind::from_row(name, period), None, "{name} {period:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_reads_back(text in "\\PC{0,60}") {
            if let Ok(serial) = TokenSerial::parse(&text) {
                prop_assert_eq!(TokenSerial::parse(serial.as_str()), Ok(serial));
            }
        }
    }
}
