//! What a person reads off a token.

use std::fmt;

use zeroize::Zeroizing;

/// The longest text that may be codes, in octets.
const LONGEST: usize = 100;

/// Two codes that a token showed one after the other.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenCodes {
    pub(super) first: Zeroizing<String>,
    pub(super) second: Zeroizing<String>,
}

/// Neither of them.
impl fmt::Debug for TokenCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCodes")
    }
}

impl TokenCodes {
    /// Reads two codes, with whatever blanks; `None` where one of them can't be a code.
    #[must_use]
    pub fn parse(first: &str, second: &str) -> Option<Self> {
        let code = |text| digits(text).filter(|code| (6..=8).contains(&code.len()));
        Some(Self { first: code(first)?, second: code(second)? })
    }
}

/// The digits of a text that has nothing else in it but blanks.
fn digits(text: &str) -> Option<Zeroizing<String>> {
    if text.len() > LONGEST {
        return None;
    }
    let mut plain = Zeroizing::new(String::with_capacity(LONGEST));
    plain.extend(text.chars().filter(|c| !c.is_whitespace()));
    plain.bytes().all(|b| b.is_ascii_digit()).then_some(plain)
}

/// What a person typed at a login.
#[derive(PartialEq, Eq)]
pub(super) enum Given {
    /// The code that the token shows.
    One(Zeroizing<String>),
    /// Two in a row.
    Two(TokenCodes),
}

impl Given {
    /// Reads a code of so many digits, or two of them; `None` for anything else.
    pub(super) fn parse(text: &str, length: u8) -> Option<Self> {
        let (plain, length) = (digits(text)?, usize::from(length));
        if plain.len() == length {
            return Some(Self::One(plain));
        }
        let (first, second) = plain.split_at_checked(length)?;
        (second.len() == length).then(|| {
            Self::Two(TokenCodes {
                first: Zeroizing::new(first.to_owned()),
                second: Zeroizing::new(second.to_owned()),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_code_or_two_are_read_with_whatever_blanks() {
        for text in ["123456", " 123 456\n", "12 34 56"] {
            assert!(
                matches!(Given::parse(text, 6), Some(Given::One(code)) if code.as_str() == "123456"),
                "{text}"
            );
        }
        for text in ["123456654321", "123456 654321", "123 456  654 321"] {
            let both = TokenCodes::parse("123456", "654321");
            assert!(
                matches!(Given::parse(text, 6), Some(Given::Two(codes)) if Some(&codes) == both.as_ref()),
                "{text}"
            );
        }
        let long = "1".repeat(101);
        for text in ["", "12345", "1234567", "12345x", "123-456", "\u{661}23456", &long] {
            assert!(Given::parse(text, 6).is_none(), "{text}");
        }
        assert!(Given::parse("12345678", 8).is_some() && Given::parse("123456", 8).is_none());
        assert!(
            TokenCodes::parse("12345", "123456").is_none()
                && TokenCodes::parse("123456", "123456789").is_none()
        );
    }
}
