//! The account that is made at first start.

use countersign_keyring::SealError;
use countersign_model::{AccountSid, Actor};
use countersign_store::{End, StoreError, accounts, audit};

use super::place;
use crate::Engine;

/// An account and its primary token, to be printed for the developer.
pub struct FirstAccount {
    /// Its name on the wire.
    pub sid: AccountSid,
    /// Its primary auth token, in clear.
    pub token: String,
}

/// Why there is none.
#[derive(Debug)]
pub enum FirstAccountError {
    /// The token in the database can't be opened.
    Sealed(SealError),
    /// The database gave no answer.
    Store(StoreError),
}

impl std::fmt::Display for FirstAccountError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sealed(error) => write!(f, "the account's token can't be opened: {error}"),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for FirstAccountError {}

impl Engine {
    /// The oldest account, made now if there is none.
    ///
    /// # Errors
    /// See [`FirstAccountError`].
    pub async fn first_account(&self) -> Result<FirstAccount, FirstAccountError> {
        let drafted = self.draft_account("First account").await;
        let fresh = drafted.map_err(FirstAccountError::Store)?.account;
        let entry = self.account_created(&fresh, Actor::Operator("first start".to_owned()));
        let account = self
            .0
            .store
            .write(move |tx| {
                if let Some(account) = accounts::oldest(tx)? {
                    return Ok(End::Rollback(account));
                }
                accounts::insert(tx, &fresh)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(fresh.clone()))
            })
            .await
            .map_err(FirstAccountError::Store)?;
        let opened = self
            .0
            .opening_keys()
            .open(place(&account.sid.to_string()), &account.primary_sealed)
            .map_err(FirstAccountError::Sealed)?;
        let token = String::from_utf8_lossy(&opened).into_owned();
        Ok(FirstAccount { sid: account.sid, token })
    }
}
