//! Buckets of rate limits: how many creates in how many seconds.

mod create;
mod delete;
mod update;

pub use create::CreateBucketError;
pub use update::UpdateBucketError;

use countersign_model::{AccountSid, RateLimitTarget, ServiceSid};

/// The rate limit that a bucket belongs to, as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Under {
    /// Whose it is.
    pub account: AccountSid,
    /// Its service.
    pub service: ServiceSid,
    /// Which of the service's.
    pub rate_limit: RateLimitTarget,
}
