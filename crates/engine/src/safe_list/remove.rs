//! No longer vouching for a number.

use countersign_model::{AccountSid, Actor, Phone};
use countersign_store::{End, StoreError, audit, safe_list};

use crate::Engine;

impl Engine {
    /// Takes a number off an account's safe list; tells whether it was there.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn remove_from_safe_list(
        &self,
        account: AccountSid,
        number: Phone,
        by: Actor,
    ) -> Result<bool, StoreError> {
        let now = self.now();
        let entry = self.audit_entry(now, Some(account), by, "safe_list.removed", number.masked());
        self.0
            .store
            .write(move |tx| {
                if !safe_list::remove(tx, account, &number)? {
                    return Ok(End::Rollback(false));
                }
                audit::add(tx, &entry)?;
                Ok(End::Commit(true))
            })
            .await
    }
}
