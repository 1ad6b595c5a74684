//! Changing a bucket.

use countersign_model::{Actor, Bucket, BucketSid, BucketWindow};
use countersign_store::{End, StoreError, audit, buckets, rate_limits};

use super::Under;
use crate::Engine;

/// Why a bucket was not changed.
#[derive(Debug)]
pub enum UpdateBucketError {
    /// There is no such bucket.
    NotFound,
    /// The rate limit has another one of this interval.
    IntervalTaken,
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for UpdateBucketError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Changes what is named of a bucket: how many (`max`), in how many seconds. It holds from the next create on, for
    /// what was counted before too, as far back as the shorter of both intervals.
    ///
    /// # Errors
    /// See [`UpdateBucketError`].
    pub async fn update_bucket(
        &self,
        under: Under,
        sid: BucketSid,
        max: Option<i64>,
        seconds: Option<i64>,
        by: Actor,
    ) -> Result<Bucket, UpdateBucketError> {
        let now = self.now();
        let entry = self.audit_entry(now, Some(under.account), by, "bucket.updated", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                let limit = rate_limits::lock(tx, under.account, under.service, &under.rate_limit)?;
                let found = match limit {
                    Some(limit) => buckets::find(tx, limit.sid, sid)?,
                    None => None,
                };
                let Some(mut bucket) = found else {
                    return Ok(End::Rollback(Err(UpdateBucketError::NotFound)));
                };
                let (was, max) = (bucket.window, max.unwrap_or(bucket.window.max()));
                // What is out of bounds was refused at the door.
                bucket.window = BucketWindow::new(max, seconds.unwrap_or(was.seconds())).unwrap_or(was);
                let holder = buckets::of_seconds(tx, bucket.rate_limit_sid, bucket.window.seconds())?;
                if holder.is_some_and(|holder| holder != sid) {
                    return Ok(End::Rollback(Err(UpdateBucketError::IntervalTaken)));
                }
                bucket.updated_at = now;
                buckets::update(tx, &bucket)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(Ok(bucket)))
            })
            .await?
    }
}
