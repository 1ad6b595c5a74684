//! Making an account.

use countersign_model::{Account, AccountSid};
use countersign_store::{End, StoreError, accounts};

use crate::Engine;

/// A new account and its token, which is shown this once.
pub struct NewAccount {
    /// The account.
    pub account: Account,
    /// Its primary auth token, in clear.
    pub token: String,
}

impl Engine {
    /// An account and its token, not written yet.
    pub(super) async fn draft_account(&self, friendly_name: &str) -> Result<NewAccount, StoreError> {
        let keys = self.sealing_keys().await?;
        let now = self.now();
        let sid = AccountSid::new(now, self.dice());
        let token = self.dice().secret();
        let kept = self.0.keep_token(&keys, &sid.to_string(), &token);
        let account = Account {
            sid,
            friendly_name: friendly_name.to_owned(),
            primary: kept.hash,
            secondary: None,
            primary_sealed: kept.sealed,
            secondary_sealed: None,
            created_at: now,
        };
        Ok(NewAccount { account, token })
    }

    /// Makes an account. `friendly_name` is for people only.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn create_account(&self, friendly_name: &str) -> Result<NewAccount, StoreError> {
        let new = self.draft_account(friendly_name).await?;
        let account = new.account.clone();
        self.0
            .store
            .write(move |tx| {
                accounts::insert(tx, &account)?;
                Ok(End::Commit(()))
            })
            .await?;
        Ok(new)
    }
}
