//! Erasing a person by the name that applications have for them.

use countersign_model::{Actor, EntitySid, Identity, ServiceSid};
use countersign_store::{
    End, StoreError, audit, entities, entity_purges, migrations, prompt_pushes, prompts, token_tries,
};

use super::EraseError;
use crate::Engine;

/// Challenges removed in one transaction: a few milliseconds of the writer's time.
const CHUNK: i64 = 100;

/// What was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ErasedIdentity {
    /// Entities, one a service at most.
    pub entities: u64,
    /// Their factors.
    pub factors: u64,
    /// Their challenges.
    pub challenges: u64,
    /// Events that webhooks had still to be told.
    pub events: u64,
}

impl Engine {
    /// Erases everything about a person in every service: the entities of this identity, however it is written, their
    /// factors and challenges, and what webhooks have still to be told of them. `by` stands in the audit trail, with the identity's beginning. `told` hears now and then how
    /// far it is.
    ///
    /// Works behind all requests, in small transactions. What is asked for while it runs may stay: erase again once the
    /// application has forgotten the person too.
    ///
    /// # Errors
    /// See [`EraseError`].
    pub async fn erase_identity(
        &self,
        identity: &Identity,
        by: Actor,
        mut told: impl FnMut(&ErasedIdentity),
    ) -> Result<ErasedIdentity, EraseError> {
        let mut erased = ErasedIdentity::default();
        let asked = identity.clone();
        let found = self.0.store.report(move |tx| entities::of_identity(tx, &asked)).await?;
        for (service, sid) in found {
            erased.factors += self.erase_entity(service, sid, identity).await?;
            erased.entities += 1;
            loop {
                let chunk = self.0.store.write_behind(move |tx| {
                    entity_purges::remove_challenges(tx, sid, CHUNK).map(End::Commit)
                });
                let removed = chunk.await?;
                erased.challenges += removed;
                told(&erased);
                if removed == 0 {
                    break;
                }
            }
        }
        // Of prompts there are those of a day at most. They hold what the person was asked and what they typed.
        let asked = identity.clone();
        self.0.store.write_behind(move |tx| prompts::erase(tx, &asked).map(End::Commit)).await?;
        let asked = identity.clone();
        self.0.store.write_behind(move |tx| prompt_pushes::erase(tx, &asked).map(End::Commit)).await?;
        // Who only tried a token has no entity.
        let asked = identity.clone();
        self.0.store.write_behind(move |tx| token_tries::erase(tx, &asked).map(End::Commit)).await?;
        let whose = identity.clone();
        let is_meant = move |text: &str| whose.as_str().eq_ignore_ascii_case(text);
        erased.events = self.erase_events("entity_identity", is_meant).await?;
        let trail = self.audit_entry(self.now(), None, by, "identity.erased", format!("{identity:?}"));
        self.0.store.write_behind(move |tx| audit::add(tx, &trail).map(End::Commit)).await?;
        let later = self.0.store.read(migrations::later).await?;
        if later.is_empty() { Ok(erased) } else { Err(EraseError::Later(later)) }
    }

    /// Removes an entity and its factors; tells how many those were.
    async fn erase_entity(
        &self,
        service: ServiceSid,
        sid: EntitySid,
        identity: &Identity,
    ) -> Result<u64, StoreError> {
        let identity = identity.clone();
        self.0
            .store
            .write_behind(move |tx| entities::erase(tx, service, sid, &identity).map(End::Commit))
            .await
    }
}
