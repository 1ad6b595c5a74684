//! Deleting a webhook.

use countersign_model::{AccountSid, Actor, ServiceSid, WebhookSid};
use countersign_store::{End, StoreError, audit, services, webhooks};

use crate::Engine;

impl Engine {
    /// Deletes a webhook and what it has still to be told; tells whether there was one.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn delete_webhook(
        &self,
        account: AccountSid,
        service: ServiceSid,
        sid: WebhookSid,
        by: Actor,
    ) -> Result<bool, StoreError> {
        let entry = self.audit_entry(self.now(), Some(account), by, "webhook.deleted", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                // The service first: what its webhooks want together is noted with it.
                if services::lock(tx, account, service)?.is_none()
                    || webhooks::lock(tx, account, service, sid)?.is_none()
                {
                    return Ok(End::Rollback(false));
                }
                webhooks::delete(tx, sid)?;
                webhooks::note_wanted(tx, service)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(true))
            })
            .await
    }
}
