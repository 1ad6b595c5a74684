//! Deleting an entity and everything that is theirs.

use countersign_model::{AccountSid, Actor, Identity, ServiceSid};
use countersign_store::{End, StoreError, audit, entities};

use crate::Engine;

impl Engine {
    /// Deletes an entity; tells whether there was one. Its factors go with it, its challenges are out of reach at once and
    /// removed behind.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn delete_entity(
        &self,
        account: AccountSid,
        service: ServiceSid,
        identity: Identity,
        by: Actor,
    ) -> Result<bool, StoreError> {
        let entry = self.audit_entry(self.now(), Some(account), by, "entity.deleted", String::new());
        self.0
            .store
            .write(move |tx| {
                let Some(entity) = entities::lock(tx, account, service, &identity)? else {
                    return Ok(End::Rollback(false));
                };
                entities::delete(tx, &entity)?;
                let mut entry = entry.clone();
                entry.subject = entity.sid.to_string();
                audit::add(tx, &entry)?;
                Ok(End::Commit(true))
            })
            .await
    }
}
