//! Accounts and who calls for them.

mod create;
mod first;
mod rotate;

use countersign_keyring::{Keyring, Place, hash_token};
use countersign_model::TokenHash;

use crate::engine::Inner;

pub use create::NewAccount;
pub use first::{FirstAccount, FirstAccountError};
pub use rotate::{RotateError, Rotation};

/// A token as it stands in the database: hashed for login, sealed because webhooks are signed with it.
pub(crate) struct KeptToken {
    pub(crate) hash: TokenHash,
    pub(crate) sealed: String,
}

/// Where an account's tokens are sealed. Both slots share one place: finishing a rotation moves the secondary token
/// into the primary's column, and it has to open there.
pub(crate) const fn place(sid: &str) -> Place<'_> {
    Place { table: "accounts", row: sid, column: "token" }
}

impl Inner {
    pub(crate) fn keep_token(&self, keys: &Keyring, sid: &str, token: &str) -> KeptToken {
        KeptToken {
            hash: TokenHash(hash_token(token)),
            sealed: keys.seal(place(sid), token.as_bytes(), &*self.dice),
        }
    }
}
