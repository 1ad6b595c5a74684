//! Revoking an API key.

use countersign_model::{AccountSid, ApiKeySid};
use countersign_store::{End, StoreError, accounts};

use crate::Engine;

impl Engine {
    /// Revokes a key; tells whether there was one. Nodes remember credentials for a few seconds: it is refused
    /// everywhere once that time is over.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn revoke_key(&self, account: AccountSid, sid: ApiKeySid) -> Result<bool, StoreError> {
        self.0.store.write(move |tx| Ok(End::Commit(accounts::delete_key(tx, account, sid)?))).await
    }
}
