//! Making an API key.

use countersign_keyring::hash_token;
use countersign_model::{AccountSid, Actor, ApiKey, ApiKeySid, TokenHash};
use countersign_store::{End, StoreError, accounts, audit};

use crate::Engine;

/// A new key and its secret, which is shown this once.
pub struct NewKey {
    /// The key.
    pub key: ApiKey,
    /// Its secret, in clear.
    pub secret: String,
}

impl Engine {
    /// Makes a key for `account`; `None` when there is no such account. `friendly_name` is for people only.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn create_key(
        &self,
        account: AccountSid,
        friendly_name: &str,
        by: Actor,
    ) -> Result<Option<NewKey>, StoreError> {
        let now = self.now();
        let secret = self.dice().secret();
        let key = ApiKey {
            sid: ApiKeySid::new(now, self.dice()),
            account_sid: account,
            friendly_name: friendly_name.to_owned(),
            secret: TokenHash(hash_token(&secret)),
            created_at: now,
        };
        let entry = self.audit_entry(now, Some(account), by, "key.created", key.sid.to_string());
        let made = self
            .0
            .store
            .write(move |tx| {
                if accounts::lock(tx, account)?.is_none() {
                    return Ok(End::Rollback(None));
                }
                accounts::insert_key(tx, &key)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(Some(key.clone())))
            })
            .await?;
        Ok(made.map(|key| NewKey { key, secret }))
    }
}
