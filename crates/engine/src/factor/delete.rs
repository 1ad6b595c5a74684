//! Deleting a factor.

use countersign_model::{Actor, FactorSid};
use countersign_store::{End, StoreError, audit, factors};

use super::Place;
use crate::Engine;

impl Engine {
    /// Deletes a factor; tells whether there was one. Challenges that ask for it can't be answered any more; they stay as
    /// history.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn delete_factor(&self, place: Place, sid: FactorSid, by: Actor) -> Result<bool, StoreError> {
        let since = self.unverified_since();
        let entry = self.audit_entry(self.now(), Some(place.account), by, "factor.deleted", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                if factors::lock(tx, &place.owner(since), sid)?.is_none() {
                    return Ok(End::Rollback(false));
                }
                factors::delete(tx, sid)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(true))
            })
            .await
    }
}
