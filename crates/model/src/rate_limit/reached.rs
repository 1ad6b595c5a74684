use serde_json::{Value, json};

use super::{BucketWindow, UniqueName};
use crate::{BucketSid, RateLimitSid, Timestamp};

/// Why a create is refused by its service's own rate limit, with the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The rate limit.
    pub rate_limit: RateLimitSid,
    /// Its name.
    pub unique_name: UniqueName,
    /// Which of its buckets; of several that are full, the one that keeps waiting longest.
    pub bucket: BucketSid,
    /// What that one allows.
    pub window: BucketWindow,
    /// When there is room again.
    pub frees_at: Timestamp,
}

impl Reached {
    /// A sentence for the developer who reads the answer. Holds nothing of the value.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!(
            "the rate limit {} allows {} in {} seconds for one value",
            self.unique_name,
            self.window.max(),
            self.window.seconds()
        )
    }

    /// The answer's `details`.
    #[must_use]
    pub fn details(&self) -> Value {
        json!({
            "rule": "rate_limit",
            "reason": self.sentence(),
            "rate_limit": self.unique_name.as_str(),
            "rate_limit_sid": self.rate_limit.to_string(),
            "bucket_sid": self.bucket.to_string(),
            "max": self.window.max(),
            "interval": self.window.seconds(),
            "until": self.frees_at.to_string(),
        })
    }
}
