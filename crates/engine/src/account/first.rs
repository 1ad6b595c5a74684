//! The account that is made at first start.

use countersign_keyring::{Place, SealError, hash_token};
use countersign_model::{Account, AccountSid, TokenHash};
use countersign_store::{End, StoreError, accounts};

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

const fn place(sid: &str) -> Place<'_> {
    Place { table: "accounts", row: sid, column: "primary_sealed" }
}

impl Engine {
    /// The oldest account, made now if there is none.
    ///
    /// # Errors
    /// See [`FirstAccountError`].
    pub async fn first_account(&self) -> Result<FirstAccount, FirstAccountError> {
        let now = self.now();
        let sid = AccountSid::new(now, self.dice());
        let token = self.dice().secret();
        let fresh = Account {
            sid,
            friendly_name: "First account".to_owned(),
            primary: TokenHash(hash_token(&token)),
            secondary: None,
            primary_sealed: self.0.keyring.seal(place(&sid.to_string()), token.as_bytes(), self.dice()),
            secondary_sealed: None,
            created_at: now,
        };
        let account = self
            .0
            .store
            .write(move |tx| {
                if let Some(account) = accounts::oldest(tx)? {
                    return Ok(End::Rollback(account));
                }
                accounts::insert(tx, &fresh)?;
                Ok(End::Commit(fresh.clone()))
            })
            .await
            .map_err(FirstAccountError::Store)?;
        let opened = self
            .0
            .keyring
            .open(place(&account.sid.to_string()), &account.primary_sealed)
            .map_err(FirstAccountError::Sealed)?;
        let token = String::from_utf8_lossy(&opened).into_owned();
        Ok(FirstAccount { sid: account.sid, token })
    }
}
