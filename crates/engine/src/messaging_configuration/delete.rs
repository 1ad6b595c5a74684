//! Leaving a country to the operator's routes again.

use countersign_model::{AccountSid, Actor, MessagingDestination, ServiceSid};
use countersign_store::{End, StoreError, audit, messaging_configurations, services};

use crate::Engine;

impl Engine {
    /// Removes a service's configuration for a country; tells whether there was one.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn delete_messaging_configuration(
        &self,
        account: AccountSid,
        service: ServiceSid,
        country: MessagingDestination,
        by: Actor,
    ) -> Result<bool, StoreError> {
        let subject = format!("{service} {country}");
        let entry =
            self.audit_entry(self.now(), Some(account), by, "messaging_configuration.deleted", subject);
        self.0
            .store
            .write(move |tx| {
                if services::lock(tx, account, service)?.is_none()
                    || !messaging_configurations::remove(tx, account, service, country)?
                {
                    return Ok(End::Rollback(false));
                }
                audit::add(tx, &entry)?;
                Ok(End::Commit(true))
            })
            .await
    }
}
