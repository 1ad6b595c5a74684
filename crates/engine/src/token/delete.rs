//! Deleting a token that nobody has.

use countersign_model::{AccountSid, Actor, TokenHolder, TokenSerial};
use countersign_store::{End, StoreError, audit, hardware_tokens};

use crate::Engine;

/// It is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeletedToken;

/// Why it was not deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDeleted {
    /// The account has no such token.
    NotFound,
    /// It is somebody's.
    Assigned(TokenHolder),
}

impl Engine {
    /// Deletes a token with its seed. One that somebody has is taken away from them first.
    ///
    /// # Errors
    /// When the database gives no answer; the inner one says why it stays.
    pub async fn delete_token(
        &self,
        account: AccountSid,
        serial: TokenSerial,
        by: Actor,
    ) -> Result<Result<DeletedToken, NotDeleted>, StoreError> {
        let entry = self.audit_entry(self.now(), Some(account), by, "token.deleted", serial.to_string());
        self.0
            .store
            .write(move |tx| {
                let Some(token) = hardware_tokens::lock(tx, account, &serial)? else {
                    return Ok(End::Rollback(Err(NotDeleted::NotFound)));
                };
                if let Some(holder) = token.holder {
                    return Ok(End::Rollback(Err(NotDeleted::Assigned(holder))));
                }
                hardware_tokens::delete(tx, token.sid)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(Ok(DeletedToken)))
            })
            .await
    }
}
