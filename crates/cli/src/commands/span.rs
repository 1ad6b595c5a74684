//! A length of time as people write it: `30m`, `12h`, `7d`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A length of time: a whole number and one of `s`, `m`, `h`, `d`. More than nothing, ten years at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span(i64);

/// Ten years of 365 days.
const MOST_SECONDS: i64 = 10 * 365 * 86_400;

/// The text is no length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadSpan;

impl fmt::Display for BadSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a length of time is a number and one of s, m, h, d, such as 30m, 12h or 7d; ten years at most",
        )
    }
}

impl std::error::Error for BadSpan {}

impl Span {
    /// In milliseconds.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0 * 1000
    }
}

impl FromStr for Span {
    type Err = BadSpan;

    fn from_str(text: &str) -> Result<Self, BadSpan> {
        let unit = match text.chars().last() {
            Some('s') => 1,
            Some('m') => 60,
            Some('h') => 3600,
            Some('d') => 86_400,
            _ => return Err(BadSpan),
        };
        let digits = &text[..text.len() - 1];
        // `parse` alone would take a sign.
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(BadSpan);
        }
        let seconds = digits.parse::<i64>().ok().and_then(|count| count.checked_mul(unit)).ok_or(BadSpan)?;
        if (1..=MOST_SECONDS).contains(&seconds) { Ok(Self(seconds)) } else { Err(BadSpan) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_unit_are_a_length_of_time() {
        for (text, seconds) in [("90s", 90), ("30m", 1800), ("12h", 43_200), ("7d", 604_800)] {
            assert_eq!(text.parse::<Span>().map(Span::millis), Ok(seconds * 1000), "{text}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        for text in
            ["", "h", "12", "0m", "-1h", "+1h", "1.5h", "12 h", "1w", "3651d", "99999999999999999999d", "1µ"]
        {
            assert_eq!(text.parse::<Span>(), Err(BadSpan), "{text}");
        }
    }
}
