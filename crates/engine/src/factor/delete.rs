//! Deleting a factor.

use countersign_model::{Actor, Change, EventType, FactorSid};
use countersign_store::{End, StoreError, audit, factors};

use super::{Drawn, Place};
use crate::Engine;
use crate::webhook::Event;

impl Engine {
    /// Deletes a factor; tells whether there was one. Challenges that ask for it can't be answered any more; they stay as
    /// history.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn delete_factor(&self, place: Place, sid: FactorSid, by: Actor) -> Result<bool, StoreError> {
        let (now, since) = (self.now(), self.unverified_since());
        let drawn = Drawn::from(self.dice()).bytes();
        let teller = self.teller(&by).await?;
        let entry = self.audit_entry(now, Some(place.account), by, "factor.deleted", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                let Some(factor) = factors::lock(tx, &place.owner(since), sid)? else {
                    return Ok(End::Rollback(false));
                };
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
