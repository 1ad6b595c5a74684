//! Making a service.

use countersign_model::{AccountSid, FriendlyName, Service, ServiceSettings, ServiceSid};
use countersign_store::{End, StoreError, services};

use crate::Engine;

impl Engine {
    /// Makes a service for `account`.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn create_service(
        &self,
        account: AccountSid,
        friendly_name: FriendlyName,
        settings: ServiceSettings,
    ) -> Result<Service, StoreError> {
        let now = self.now();
        let sid = ServiceSid::new(now, self.dice());
        let service =
            Service { sid, account_sid: account, friendly_name, settings, created_at: now, updated_at: now };
        self.0
            .store
            .write(move |tx| {
                services::insert(tx, &service)?;
                Ok(End::Commit(service.clone()))
            })
            .await
    }
}
