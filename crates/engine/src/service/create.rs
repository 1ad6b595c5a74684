//! Making a service.

use countersign_model::{AccountSid, Actor, FriendlyName, Service, ServiceSettings, ServiceSid};
use countersign_store::{End, StoreError, audit, services};

use crate::Engine;

/// The SID that was asked for belongs to a service already.
#[derive(Debug)]
pub enum CreateServiceError {
    /// Another service has it, or had it and is still being removed.
    SidTaken,
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for CreateServiceError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Makes a service under a SID that an application already has in its environment.
    ///
    /// # Errors
    /// See [`CreateServiceError`].
    pub async fn create_service_as(
        &self,
        sid: ServiceSid,
        account: AccountSid,
        friendly_name: FriendlyName,
        settings: ServiceSettings,
        by: Actor,
    ) -> Result<Service, CreateServiceError> {
        let now = self.now();
        let service =
            Service { sid, account_sid: account, friendly_name, settings, created_at: now, updated_at: now };
        let entry = self.audit_entry(now, Some(account), by, "service.created", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                if services::is_taken(tx, sid)? {
                    return Ok(End::Rollback(Err(CreateServiceError::SidTaken)));
                }
                services::insert(tx, &service)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(Ok(service.clone())))
            })
            .await?
    }

    /// Makes a service for `account`.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn create_service(
        &self,
        account: AccountSid,
        friendly_name: FriendlyName,
        settings: ServiceSettings,
        by: Actor,
    ) -> Result<Service, StoreError> {
        let now = self.now();
        let sid = ServiceSid::new(now, self.dice());
        let service =
            Service { sid, account_sid: account, friendly_name, settings, created_at: now, updated_at: now };
        let entry = self.audit_entry(now, Some(account), by, "service.created", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                services::insert(tx, &service)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(service.clone()))
            })
            .await
    }
}
