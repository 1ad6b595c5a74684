//! Deleting a factor.

use countersign_model::{Actor, Change, EventType, Factor, FactorSid, FactorStatus, PageRequest};
use countersign_store::{DbError, End, StoreError, WriteTx, access_tokens, audit, entities, factors};

use super::{Drawn, Place};
use crate::Engine;
use crate::webhook::Event;

/// More factors than a person has.
const FACTORS: u16 = 200;

impl Engine {
    /// Deletes a factor; tells whether there was one. Challenges that ask for it can't be answered any more; they stay as
    /// history.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn delete_factor(&self, place: Place, sid: FactorSid, by: Actor) -> Result<bool, StoreError> {
        self.delete_unless(place, sid, by, |_, _| Ok(false)).await
    }

    /// As [`Engine::delete_factor`], but the last of a person's verified factors that `counts` stays: of two that are deleted
    /// at once one is it.
    pub(crate) async fn delete_but_the_last(
        &self,
        place: Place,
        sid: FactorSid,
        by: Actor,
        counts: fn(&Factor) -> bool,
    ) -> Result<bool, StoreError> {
        let (owned, since) = (place.clone(), self.unverified_since());
        let is_last = move |tx: &mut WriteTx<'_>, it: &Factor| {
            let owner = owned.owner(since);
            let there = factors::list(tx, &owner, &PageRequest::first(FACTORS))?.rows;
            let is_verified = |it: &&Factor| matches!(it.status, FactorStatus::Verified { .. });
            Ok(counts(it) && there.iter().filter(is_verified).filter(|it| counts(it)).count() <= 1)
        };
        self.delete_unless(place, sid, by, is_last).await
    }

    async fn delete_unless(
        &self,
        place: Place,
        sid: FactorSid,
        by: Actor,
        stays: impl Fn(&mut WriteTx<'_>, &Factor) -> Result<bool, DbError> + Send + 'static,
    ) -> Result<bool, StoreError> {
        let (now, since) = (self.now(), self.unverified_since());
        let drawn = Drawn::from(self.dice()).bytes();
        let teller = self.teller(&by).await?;
        let entry = self.audit_entry(now, Some(place.account), by, "factor.deleted", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                // What whoever held it has begun on a page ends with it. Before all: so does who uses a permission.
                access_tokens::void_of_prompts(tx, place.service, &place.identity)?;
                // The person first, as whoever makes a factor does: what they have stays as it is until the end.
                if entities::lock(tx, place.account, place.service, &place.identity)?.is_none() {
                    return Ok(End::Rollback(false));
                }
                let Some(factor) = factors::lock(tx, &place.owner(since), sid)? else {
                    return Ok(End::Rollback(false));
                };
                if stays(tx, &factor)? {
                    return Ok(End::Rollback(false));
                }
                if let Some(teller) = &teller {
                    teller.changed(tx, Change::Removed, Some(&factor))?;
                }
                factors::delete(tx, sid)?;
                audit::add(tx, &entry)?;
                Event::of_factor(EventType::FactorDeleted, &factor, drawn, now).write_of(tx, &factor)?;
                Ok(End::Commit(true))
            })
            .await
    }
}
