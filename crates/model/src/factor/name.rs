//! What people call a factor.

use std::fmt;

/// A factor's name: 1 to 64 characters, none of them a control character. It is shown to its owner and goes into the URI
/// that authenticator apps scan, never into a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorName(String);

/// The text can't be a factor's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadFactorName;

impl FactorName {
    /// Reads a name.
    ///
    /// # Errors
    /// When it is empty, blank, too long, or has a control character in it.
    pub fn parse(text: &str) -> Result<Self, BadFactorName> {
        let fits =
            !text.trim().is_empty() && text.chars().count() <= 64 && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(BadFactorName) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FactorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_1_to_64_characters_of_any_script() {
        let longest = "\u{e4}".repeat(64);
        for text in ["x", "John\u{2019}s Account Name", &longest, "+1 501 712 2661"] {
            assert_eq!(FactorName::parse(text).map(|name| name.to_string()), Ok(text.to_owned()));
        }
        let too_long = "x".repeat(65);
        for text in ["", "  ", &too_long, "a\nb", "a\0"] {
            assert_eq!(FactorName::parse(text), Err(BadFactorName), "{text:?}");
        }
    }
}
