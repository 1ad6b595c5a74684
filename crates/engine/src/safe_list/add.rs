//! Vouching for a number.

use countersign_model::{AccountSid, Actor, Phone, SafeListSid};
use countersign_store::{End, StoreError, audit, safe_list};

use crate::Engine;

impl Engine {
    /// Puts a number on an account's safe list; none when it stands there already.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn add_to_safe_list(
        &self,
        account: AccountSid,
        number: Phone,
        by: Actor,
    ) -> Result<Option<SafeListSid>, StoreError> {
        let now = self.now();
        let sid = SafeListSid::new(now, self.dice());
        let entry = self.audit_entry(now, Some(account), by, "safe_list.added", number.masked());
        self.0
            .store
            .write(move |tx| {
                if !safe_list::add(tx, account, &number, sid, now)? {
                    return Ok(End::Rollback(None));
                }
                audit::add(tx, &entry)?;
                Ok(End::Commit(Some(sid)))
            })
            .await
    }
}
