//! Making an account.

use countersign_model::{Account, AccountSid, Actor, AuditEntry};
use countersign_store::{End, StoreError, accounts, audit};

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

    /// The audit trail's line about a new account.
    pub(super) fn account_created(&self, account: &Account, by: Actor) -> AuditEntry {
        let subject = account.sid.to_string();
        self.audit_entry(account.created_at, Some(account.sid), by, "account.created", subject)
    }

    /// Makes an account. `friendly_name` is for people only.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn create_account(&self, friendly_name: &str, by: Actor) -> Result<NewAccount, StoreError> {
        let new = self.draft_account(friendly_name).await?;
        let entry = self.account_created(&new.account, by);
        let account = new.account.clone();
        self.0
            .store
            .write(move |tx| {
                accounts::insert(tx, &account)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(()))
            })
            .await?;
        Ok(new)
    }
}
