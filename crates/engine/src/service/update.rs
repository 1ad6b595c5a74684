//! Changing a service.

use countersign_model::{AccountSid, Actor, FriendlyName, Service, ServiceSid};
use countersign_store::{End, StoreError, audit, services};

use super::{BadPatch, ServicePatch};
use crate::Engine;

/// Why a service was not changed.
#[derive(Debug)]
pub enum UpdateServiceError {
    /// The account has no such service.
    NotFound,
    /// The settings would contradict each other.
    Bad(BadPatch),
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for UpdateServiceError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Changes what `patch` and `friendly_name` name.
    ///
    /// # Errors
    /// See [`UpdateServiceError`].
    pub async fn update_service(
        &self,
        account: AccountSid,
        sid: ServiceSid,
        friendly_name: Option<FriendlyName>,
        patch: ServicePatch,
        by: Actor,
    ) -> Result<Service, UpdateServiceError> {
        let now = self.now();
        let entry = self.audit_entry(now, Some(account), by, "service.updated", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                let Some(mut service) = services::lock(tx, account, sid)? else {
                    return Ok(End::Rollback(Err(UpdateServiceError::NotFound)));
                };
                service.settings = match patch.apply(service.settings) {
                    Ok(settings) => settings,
                    Err(bad) => return Ok(End::Rollback(Err(UpdateServiceError::Bad(bad)))),
                };
                if let Some(name) = &friendly_name {
                    service.friendly_name = name.clone();
                }
                service.updated_at = now;
                services::update(tx, &service)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(Ok(service)))
            })
            .await?
    }
}
