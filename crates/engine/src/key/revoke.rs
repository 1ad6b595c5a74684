//! Revoking an API key.

use countersign_model::{AccountSid, Actor, ApiKeySid};
use countersign_store::{End, StoreError, accounts, audit};

use crate::Engine;

impl Engine {
    /// Revokes a key; tells whether there was one. Nodes remember credentials for a few seconds: it is refused
    /// everywhere once that time is over.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn revoke_key(
        &self,
        account: AccountSid,
        sid: ApiKeySid,
        by: Actor,
    ) -> Result<bool, StoreError> {
        let entry = self.audit_entry(self.now(), Some(account), by, "key.revoked", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                if !accounts::delete_key(tx, account, sid)? {
                    return Ok(End::Rollback(false));
                }
                audit::add(tx, &entry)?;
                Ok(End::Commit(true))
            })
            .await
    }
}
