//! A service's rate limits: how often its application's creates may name one value (behaviour map 7).

mod reached;
mod tally;
#[cfg(test)]
mod tally_tests;
mod unique_name;
mod value;

pub use reached::Reached;
pub use tally::{BucketWindow, Tally};
pub use unique_name::{BadUniqueName, RateLimitTarget, UniqueName};
pub use value::{MOST_NAMED, RateLimitValue};

use crate::{AccountSid, BucketSid, RateLimitSid, ServiceSid, Timestamp};

/// A rate limit. Without buckets it limits nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Its SID.
    pub sid: RateLimitSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// The service whose creates may name it.
    pub service_sid: ServiceSid,
    /// The name that creates use; it never changes.
    pub unique_name: UniqueName,
    /// What it is for.
    pub description: Option<Description>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// One of the windows of a rate limit. All of them hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its SID.
    pub sid: BucketSid,
    /// The rate limit it belongs to.
    pub rate_limit_sid: RateLimitSid,
    /// That one's service.
    pub service_sid: ServiceSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// How many creates in how many seconds.
    pub window: BucketWindow,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// What a rate limit is for, in its maker's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description(String);

/// The text is too long for a description, or has line breaks or other control characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadDescription;

impl Description {
    /// Reads up to 255 characters; the empty text is no description.
    ///
    /// # Errors
    /// [`BadDescription`].
    pub fn parse(text: &str) -> Result<Option<Self>, BadDescription> {
        let fits = text.chars().count() <= 255 && !text.chars().any(char::is_control);
        if !fits {
            return Err(BadDescription);
        }
        Ok((!text.is_empty()).then(|| Self(text.to_owned())))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_one_line_of_bounded_length_and_none_when_empty() {
        assert_eq!(Description::parse(""), Ok(None));
        assert_eq!(Description::parse("By IP").unwrap().unwrap().as_str(), "By IP");
        assert!(Description::parse(&"é".repeat(255)).is_ok());
        for text in ["é".repeat(256), "a\nb".to_owned(), "\u{7}".to_owned()] {
            assert_eq!(Description::parse(&text), Err(BadDescription));
        }
    }
}
