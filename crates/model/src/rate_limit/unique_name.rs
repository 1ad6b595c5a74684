use std::fmt;
use std::str::FromStr;

use crate::RateLimitSid;

/// The name of a rate limit, unique in its service: 1 to 255 letters, digits, `-`, `_` and `.`, as written.
///
/// A name stands in for the SID in a path, so what looks like a SID is no name, and neither are dots alone, which
/// clients take out of paths.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UniqueName(String);

/// The text is no such name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadUniqueName;

impl UniqueName {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UniqueName {
    type Err = BadUniqueName;

    fn from_str(text: &str) -> Result<Self, BadUniqueName> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        let well_formed = (1..=255).contains(&text.len()) && text.bytes().all(plain);
        let misleads = text.bytes().all(|b| b == b'.') || text.parse::<RateLimitSid>().is_ok();
        if well_formed && !misleads { Ok(Self(text.to_owned())) } else { Err(BadUniqueName) }
    }
}

impl fmt::Display for UniqueName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which rate limit of a service is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RateLimitTarget {
    /// The one with this SID.
    Sid(RateLimitSid),
    /// The one of this name.
    Name(UniqueName),
}

impl FromStr for RateLimitTarget {
    type Err = BadUniqueName;

    fn from_str(text: &str) -> Result<Self, BadUniqueName> {
        text.parse().map(Self::Sid).or_else(|_| text.parse().map(Self::Name))
    }
}

impl fmt::Display for RateLimitTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sid(sid) => sid.fmt(f),
            Self::Name(name) => name.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_digits_and_three_signs_make_a_name() {
        for text in ["a", "end_user_ip", "unique.name", "-", "7", ".a", &"x".repeat(255)] {
            assert_eq!(text.parse::<UniqueName>().map(|name| name.to_string()).as_deref(), Ok(text));
        }
        for text in ["", ".", "..", "...", "a b", "a/b", "é", "a\0", "a%", &"x".repeat(256)] {
            assert_eq!(text.parse::<UniqueName>(), Err(BadUniqueName), "{text}");
        }
    }

    #[test]
    fn what_looks_like_a_sid_is_one_and_never_a_name() {
        let sid = format!("RK{}", "0a".repeat(16));
        assert_eq!(sid.parse::<UniqueName>(), Err(BadUniqueName));
        assert!(matches!(sid.parse(), Ok(RateLimitTarget::Sid(_))));
        let short = &sid[..33];
        assert_eq!(short.parse(), Ok(RateLimitTarget::Name(short.parse().unwrap())));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_a_name_reads_back(text in "\\PC{0,40}") {
            if let Ok(name) = text.parse::<UniqueName>() {
                prop_assert_eq!(name.as_str(), &text);
                prop_assert!(http_safe(&text));
            }
        }
    }

    /// Names stand in a header of refusals.
    fn http_safe(text: &str) -> bool {
        text.bytes().all(|b| b.is_ascii_graphic())
    }
}
