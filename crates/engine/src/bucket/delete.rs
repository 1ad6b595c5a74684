//! Deleting a bucket.

use countersign_model::{Actor, BucketSid};
use countersign_store::{End, StoreError, audit, buckets, rate_limits};

use super::Under;
use crate::Engine;

impl Engine {
    /// Deletes a bucket; tells whether there was one. What was counted in it is removed behind.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn delete_bucket(&self, under: Under, sid: BucketSid, by: Actor) -> Result<bool, StoreError> {
        let entry = self.audit_entry(self.now(), Some(under.account), by, "bucket.deleted", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                let limit = rate_limits::lock(tx, under.account, under.service, &under.rate_limit)?;
                let found = match limit {
                    Some(limit) => buckets::find(tx, limit.sid, sid)?,
                    None => None,
                };
                if found.is_none() {
                    return Ok(End::Rollback(false));
                }
                buckets::delete(tx, sid)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(true))
            })
            .await
    }
}
