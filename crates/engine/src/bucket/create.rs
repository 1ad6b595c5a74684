//! Making a bucket.

use countersign_model::{Actor, Bucket, BucketSid, BucketWindow};
use countersign_store::{End, StoreError, audit, buckets, rate_limits};

use super::Under;
use crate::Engine;

/// Why a bucket was not made.
#[derive(Debug)]
pub enum CreateBucketError {
    /// There is no such rate limit.
    NoRateLimit,
    /// The rate limit has as many as it may.
    Enough,
    /// The rate limit has one of this interval.
    IntervalTaken,
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for CreateBucketError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Makes a bucket. It counts from now on.
    ///
    /// # Errors
    /// See [`CreateBucketError`].
    pub async fn create_bucket(
        &self,
        under: Under,
        window: BucketWindow,
        by: Actor,
    ) -> Result<Bucket, CreateBucketError> {
        let now = self.now();
        let sid = BucketSid::new(now, self.dice());
        let most = i64::from(self.0.limits.rate_limits.buckets);
        let entry = self.audit_entry(now, Some(under.account), by, "bucket.created", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                let limit = rate_limits::lock(tx, under.account, under.service, &under.rate_limit)?;
                let Some(limit) = limit else {
                    return Ok(End::Rollback(Err(CreateBucketError::NoRateLimit)));
                };
                if buckets::of_seconds(tx, limit.sid, window.seconds())?.is_some() {
                    return Ok(End::Rollback(Err(CreateBucketError::IntervalTaken)));
                }
                if buckets::count(tx, limit.sid)? >= most {
                    return Ok(End::Rollback(Err(CreateBucketError::Enough)));
                }
                let bucket = Bucket {
                    sid,
                    rate_limit_sid: limit.sid,
                    service_sid: limit.service_sid,
                    account_sid: limit.account_sid,
                    window,
                    created_at: now,
                    updated_at: now,
                };
                buckets::insert(tx, &bucket)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(Ok(bucket)))
            })
            .await?
    }
}
