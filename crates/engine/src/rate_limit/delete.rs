//! Deleting a rate limit with its buckets.

use countersign_model::{AccountSid, Actor, RateLimitTarget, ServiceSid};
use countersign_store::{End, StoreError, audit, rate_limits};

use crate::Engine;

impl Engine {
    /// Deletes a rate limit; tells whether there was one. From then on creates that name it are refused. What was counted
    /// is removed behind.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn delete_rate_limit(
        &self,
        account: AccountSid,
        service: ServiceSid,
        target: RateLimitTarget,
        by: Actor,
    ) -> Result<bool, StoreError> {
        let entry = self.audit_entry(self.now(), Some(account), by, "rate_limit.deleted", String::new());
        self.0
            .store
            .write(move |tx| {
                let Some(limit) = rate_limits::lock(tx, account, service, &target)? else {
                    return Ok(End::Rollback(false));
                };
                rate_limits::delete(tx, limit.sid)?;
                let mut entry = entry.clone();
                entry.subject = limit.sid.to_string();
                audit::add(tx, &entry)?;
                Ok(End::Commit(true))
            })
            .await
    }
}
