//! What an operator has stopped.

use std::fmt;
use std::str::FromStr;

use crate::{AccountSid, Phone, Recipient, Timestamp};

/// The beginning of phone numbers, such as `+231`: `+` and 1 to 15 digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prefix(String);

/// The text is no beginning of a phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPrefix;

impl fmt::Display for BadPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a prefix is written like the beginning of a number: '+' and digits, such as +231")
    }
}

impl std::error::Error for BadPrefix {}

impl Prefix {
    /// The most digits: those of a whole number.
    pub const DIGITS: usize = 15;

    /// As text, with the `+`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Prefix {
    /// How many digits it has.
    #[must_use]
    pub fn digits(&self) -> i64 {
        i64::try_from(self.0.len()).unwrap_or(i64::MAX) - 1
    }
}

impl FromStr for Prefix {
    type Err = BadPrefix;

    fn from_str(text: &str) -> Result<Self, BadPrefix> {
        let digits = text.strip_prefix('+').ok_or(BadPrefix)?;
        let is_prefix = (1..=Self::DIGITS).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        is_prefix.then(|| Self(text.to_owned())).ok_or(BadPrefix)
    }
}

/// What is stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// Everything: a pause of the whole server.
    Everything,
    /// All that an account sends: its pause.
    Account(AccountSid),
    /// Messages and calls to numbers that begin so.
    Prefix(Prefix),
}

/// How [`Blocked::Everything`] is written.
const EVERYTHING: &str = "all";

impl Blocked {
    /// Whether it is a pause rather than a block of some numbers.
    #[must_use]
    pub const fn is_pause(&self) -> bool {
        !matches!(self, Self::Prefix(_))
    }

    /// Everything that would stop a message of `account` (its SID) to `recipient`, as [`Blocked`] is written: the
    /// server, the account, and each beginning of the number, shortest first.
    #[must_use]
    pub fn candidates<'a>(account: &'a str, recipient: &'a Recipient) -> Vec<&'a str> {
        let number = recipient.phone().map_or("", Phone::as_str);
        let beginnings = (2..=number.len()).map(|end| &number[..end]);
        [EVERYTHING, account].into_iter().chain(beginnings).collect()
    }
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => f.write_str(EVERYTHING),
            Self::Account(sid) => sid.fmt(f),
            Self::Prefix(prefix) => f.write_str(prefix.as_str()),
        }
    }
}

impl FromStr for Blocked {
    type Err = BadPrefix;

    fn from_str(text: &str) -> Result<Self, BadPrefix> {
        match text {
            EVERYTHING => Ok(Self::Everything),
            _ => text.parse().map(Self::Account).or_else(|_| text.parse().map(Self::Prefix)),
        }
    }
}

/// A block or a pause, with who made it and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What is stopped.
    pub what: Blocked,
    /// Until when; without an end it stays until it is taken away.
    pub until: Option<Timestamp>,
    /// Why, in the words of who made it. Stands in logs and listings, never in an answer.
    pub reason: Option<String>,
    /// Who made it.
    pub by: String,
    /// When.
    pub made_at: Timestamp,
}

impl Block {
    /// Whether it holds at `now`; one that is over needs no sweep to be harmless.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MockDice;

    #[test]
    fn a_prefix_is_a_plus_and_digits() {
        for text in ["+1", "+231", "+4915112345678"] {
            assert_eq!(text.parse::<Prefix>().map(|prefix| prefix.0).as_deref(), Ok(text));
        }
        for text in ["", "+", "231", "+0231", "+23a", "+1234567890123456", "all"] {
            assert_eq!(text.parse::<Prefix>(), Err(BadPrefix), "{text}");
        }
    }

    #[test]
    fn what_is_blocked_reads_back_as_written() {
        let account = AccountSid::new(Timestamp::from_millis(0), &MockDice::new(1));
        for what in [Blocked::Everything, Blocked::Account(account), Blocked::Prefix("+231".parse().unwrap())]
        {
            assert_eq!(what.to_string().parse(), Ok(what));
        }
    }

    #[test]
    fn every_beginning_of_a_number_is_a_candidate_and_an_email_has_none() {
        let (phone, email) =
            (Recipient::parse("+4520123456").unwrap(), Recipient::parse("ann@example.com").unwrap());
        let candidates = Blocked::candidates("AC1", &phone);
        assert_eq!(candidates[..5], ["all", "AC1", "+4", "+45", "+452"]);
        assert_eq!(candidates.last(), Some(&"+4520123456"));
        assert_eq!(Blocked::candidates("AC1", &email), ["all", "AC1"]);
    }

    #[test]
    fn a_block_ends_at_its_moment() {
        let at = Timestamp::from_millis;
        let block = |until| Block {
            what: Blocked::Everything,
            until,
            reason: None,
            by: "ops".into(),
            made_at: at(0),
        };
        assert!(block(None).holds(at(i64::MAX)));
        assert!(block(Some(at(10))).holds(at(9)));
        assert!(!block(Some(at(10))).holds(at(10)));
    }
}
