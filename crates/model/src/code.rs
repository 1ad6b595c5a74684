//! Codes that people type, and how long they are.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The fewest characters a code may have (behaviour map 4.5 and 6).
const SHORTEST: u8 = 4;
/// The most characters a code may have.
const LONGEST: u8 = 10;

/// How many digits the codes of a service have: 4 to 10 (behaviour map 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct CodeLength(u8);

impl CodeLength {
    /// This many digits, if codes may have that many.
    #[must_use]
    pub const fn new(digits: u8) -> Option<Self> {
        if digits >= SHORTEST && digits <= LONGEST { Some(Self(digits)) } else { None }
    }

    /// A length as a request or the database writes it.
    ///
    /// # Errors
    /// [`BadCode::Length`] unless it is 4 to 10.
    pub fn parse(digits: i64) -> Result<Self, BadCode> {
        u8::try_from(digits).ok().and_then(Self::new).ok_or(BadCode::Length)
    }

    /// The number of digits.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

/// Six digits, as Twilio's default is.
impl Default for CodeLength {
    fn default() -> Self {
        Self(6)
    }
}

impl TryFrom<i64> for CodeLength {
    type Error = BadCode;

    fn try_from(digits: i64) -> Result<Self, BadCode> {
        Self::parse(digits)
    }
}

impl From<CodeLength> for i64 {
    fn from(length: CodeLength) -> Self {
        Self::from(length.0)
    }
}

/// Why a text can't be a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadCode {
    /// Fewer than 4 or more than 10 characters.
    Length,
    /// A character that no such code has.
    Characters,
}

impl fmt::Display for BadCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "a code has 4 to 10 characters",
            Self::Characters => "a code has letters and digits only",
        })
    }
}

impl std::error::Error for BadCode {}

/// A code of 4 to 10 characters: one that was sent, or one that a person typed.
///
/// It has no `==`: codes are compared in constant time, which is the keyring's work.
#[derive(Clone)]
pub struct Code(String);

impl Code {
    /// What a person typed. Anything printable is let through to be compared, and nothing is trimmed: a wrong
    /// character makes the code wrong, not the request.
    ///
    /// # Errors
    /// [`BadCode`] when it is too short, too long, or has control characters.
    pub fn parse_given(text: &str) -> Result<Self, BadCode> {
        // Bytes first: a long text is not worth counting.
        if text.len() > usize::from(LONGEST) * 4 || !has_code_length(text.chars().count()) {
            return Err(BadCode::Length);
        }
        if text.chars().any(char::is_control) {
            return Err(BadCode::Characters);
        }
        Ok(Self(text.to_owned()))
    }

    /// A code that the application chose (`CustomCode`): ASCII letters and digits, so that it survives every
    /// channel, the GSM alphabet and a voice included.
    ///
    /// # Errors
    /// [`BadCode`] when it is too short, too long, or has other characters.
    pub fn parse_custom(text: &str) -> Result<Self, BadCode> {
        if !has_code_length(text.chars().count()) {
            return Err(BadCode::Length);
        }
        if !text.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(BadCode::Characters);
        }
        Ok(Self(text.to_owned()))
    }

    /// A code that our own keyring derived: digits, as many as a [`CodeLength`] says.
    #[must_use]
    pub fn derived(text: String) -> Self {
        debug_assert!(has_code_length(text.len()) && text.bytes().all(|b| b.is_ascii_digit()));
        Self(text)
    }

    /// The code itself: for messages and comparison only, never for logs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(****)")
    }
}

fn has_code_length(characters: usize) -> bool {
    u8::try_from(characters).is_ok_and(|count| CodeLength::new(count).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn given(text: &str) -> Result<String, BadCode> {
        Code::parse_given(text).map(|code| code.as_str().to_owned())
    }

    fn custom(text: &str) -> Result<String, BadCode> {
        Code::parse_custom(text).map(|code| code.as_str().to_owned())
    }

    #[test]
    fn a_length_is_four_to_ten_and_six_by_default() {
        assert_eq!(CodeLength::default().get(), 6);
        assert_eq!(CodeLength::parse(4).map(CodeLength::get), Ok(4));
        assert_eq!(CodeLength::parse(10).map(CodeLength::get), Ok(10));
        for wrong in [3, 11, 0, -6, 262, i64::MIN, i64::MAX] {
            assert_eq!(CodeLength::parse(wrong), Err(BadCode::Length), "{wrong}");
        }
    }

    #[test]
    fn a_typed_code_keeps_every_character() {
        assert_eq!(given(" 123456 "), Ok(" 123456 ".to_owned()));
        assert_eq!(given("١٢٣٤"), Ok("١٢٣٤".to_owned()));
        assert_eq!(given("123"), Err(BadCode::Length));
        assert_eq!(given("12345678901"), Err(BadCode::Length));
        assert_eq!(given("1234\0"), Err(BadCode::Characters));
        assert_eq!(given("1234\n"), Err(BadCode::Characters));
    }

    #[test]
    fn a_custom_code_has_ascii_letters_and_digits_only() {
        assert_eq!(custom("aB3x"), Ok("aB3x".to_owned()));
        assert_eq!(custom("abc"), Err(BadCode::Length));
        assert_eq!(custom("12 456"), Err(BadCode::Characters));
        assert_eq!(custom("caf\u{e9}s"), Err(BadCode::Characters));
    }

    #[test]
    fn debug_output_hides_the_code() {
        assert_eq!(format!("{:?}", Code::derived("482910".to_owned())), "Code(****)");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_kept_as_it_was(text in "\\PC{0,12}|.{0,60}") {
            if let Ok(code) = Code::parse_given(&text) {
                prop_assert_eq!(code.as_str(), text.as_str());
                prop_assert!((4..=10).contains(&text.chars().count()));
            }
            prop_assert!(Code::parse_custom(&text).is_err() || Code::parse_given(&text).is_ok());
        }
    }
}
