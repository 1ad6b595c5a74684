//! Making an entity.

use countersign_model::{AccountSid, Actor, Entity, EntitySid, Identity, ServiceSid};
use countersign_store::entities::{self, Newcomer};
use countersign_store::{End, StoreError, audit};

use crate::Engine;

/// Why no entity was made.
#[derive(Debug)]
pub enum CreateEntityError {
    /// The account has no such service.
    NotFound,
    /// There is one of this identity.
    Exists,
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for CreateEntityError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Makes an entity.
    ///
    /// # Errors
    /// See [`CreateEntityError`].
    pub async fn create_entity(
        &self,
        account: AccountSid,
        service: ServiceSid,
        identity: Identity,
        by: Actor,
    ) -> Result<Entity, CreateEntityError> {
        let now = self.now();
        let sid = EntitySid::new(now, self.dice());
        let entry = self.audit_entry(now, Some(account), by, "entity.created", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                let newcomer = Newcomer { account, service, identity: &identity, sid };
                match entities::ensure(tx, &newcomer, now)? {
                    None => Ok(End::Rollback(Err(CreateEntityError::NotFound))),
                    Some(entity) if entity.sid != sid => Ok(End::Rollback(Err(CreateEntityError::Exists))),
                    Some(entity) => {
                        audit::add(tx, &entry)?;
                        Ok(End::Commit(Ok(entity)))
                    }
                }
            })
            .await?
    }
}
