//! Changing a rate limit.

use countersign_model::{AccountSid, Actor, Description, RateLimit, RateLimitTarget, ServiceSid};
use countersign_store::{End, StoreError, audit, rate_limits};

use crate::Engine;

impl Engine {
    /// Changes a rate limit's description if one is named, and clears it if what is named is none; none when the service
    /// has no such limit.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn update_rate_limit(
        &self,
        account: AccountSid,
        service: ServiceSid,
        target: RateLimitTarget,
        description: Option<Option<Description>>,
        by: Actor,
    ) -> Result<Option<RateLimit>, StoreError> {
        let now = self.now();
        let entry = self.audit_entry(now, Some(account), by, "rate_limit.updated", String::new());
        self.0
            .store
            .write(move |tx| {
                let Some(mut limit) = rate_limits::lock(tx, account, service, &target)? else {
                    return Ok(End::Rollback(None));
                };
                if let Some(description) = &description {
                    limit.description.clone_from(description);
                }
                limit.updated_at = now;
                rate_limits::update(tx, &limit)?;
                let mut entry = entry.clone();
                entry.subject = limit.sid.to_string();
                audit::add(tx, &entry)?;
                Ok(End::Commit(Some(limit)))
            })
            .await
    }
}
