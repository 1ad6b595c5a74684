//! Deleting a service and everything under it.

use countersign_model::{AccountSid, Actor, ServiceSid};
use countersign_store::{
    End, StoreError, audit, messaging_configurations, purges, rate_limits, services, slots, webhooks,
};

use crate::Engine;

impl Engine {
    /// Deletes a service; tells whether there was one. What was made under it is out of reach at once and removed
    /// behind, a few rows at a time.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn delete_service(
        &self,
        account: AccountSid,
        sid: ServiceSid,
        by: Actor,
    ) -> Result<bool, StoreError> {
        let entry = self.audit_entry(self.now(), Some(account), by, "service.deleted", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                let Some(made) = services::delete(tx, account, sid)? else {
                    return Ok(End::Rollback(false));
                };
                slots::clear(tx, sid)?;
                rate_limits::clear(tx, sid)?;
                messaging_configurations::clear(tx, sid)?;
                webhooks::clear(tx, sid)?;
                purges::add(tx, sid, made)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(true))
            })
            .await
    }
}
