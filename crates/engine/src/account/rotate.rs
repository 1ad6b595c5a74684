//! Changing an account's token without a flag day: a second token is good beside the first until it takes its place.

use countersign_model::{Account, AccountSid, Actor};
use countersign_store::{End, StoreError, accounts, audit};

use crate::Engine;

/// A step of a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// Make a secondary token; both are good.
    Begin,
    /// The secondary takes the primary's place; the old primary is refused.
    Finish,
    /// Drop the secondary.
    Abandon,
}

impl Rotation {
    /// What the audit trail calls it.
    const fn word(self) -> &'static str {
        match self {
            Self::Begin => "token.rotation_begun",
            Self::Finish => "token.rotation_finished",
            Self::Abandon => "token.rotation_abandoned",
        }
    }
}

/// Why a step was not taken.
#[derive(Debug)]
pub enum RotateError {
    /// No such account.
    NotFound,
    /// There is a secondary token already.
    AlreadyBegun,
    /// There is no secondary token.
    NotBegun,
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for RotateError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Takes one step; [`Rotation::Begin`] gives the new token, in clear, this once.
    ///
    /// Nodes remember credentials for a few seconds: a token is refused everywhere once that time is over.
    ///
    /// # Errors
    /// See [`RotateError`].
    pub async fn rotate_token(
        &self,
        sid: AccountSid,
        step: Rotation,
        by: Actor,
    ) -> Result<Option<String>, RotateError> {
        let entry = self.audit_entry(self.now(), Some(sid), by, step.word(), sid.to_string());
        let token = (step == Rotation::Begin).then(|| self.dice().secret());
        let keys = self.sealing_keys().await?;
        let kept = token.as_deref().map(|token| self.0.keep_token(&keys, &sid.to_string(), token));
        self.0
            .store
            .write(move |tx| {
                let Some(mut account) = accounts::lock(tx, sid)? else {
                    return Ok(End::Rollback(Err(RotateError::NotFound)));
                };
                let turned = match (&kept, step) {
                    (Some(kept), _) if account.secondary.is_none() => {
                        account.secondary = Some(kept.hash.clone());
                        account.secondary_sealed = Some(kept.sealed.clone());
                        Ok(())
                    }
                    (Some(_), _) => Err(RotateError::AlreadyBegun),
                    (None, Rotation::Finish) => promote(&mut account),
                    (None, _) => drop_secondary(&mut account),
                };
                if let Err(refused) = turned {
                    return Ok(End::Rollback(Err(refused)));
                }
                accounts::set_tokens(tx, &account)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(Ok(())))
            })
            .await??;
        Ok(token)
    }
}

fn promote(account: &mut Account) -> Result<(), RotateError> {
    let (Some(hash), Some(sealed)) = (account.secondary.take(), account.secondary_sealed.take()) else {
        return Err(RotateError::NotBegun);
    };
    account.primary = hash;
    account.primary_sealed = sealed;
    Ok(())
}

fn drop_secondary(account: &mut Account) -> Result<(), RotateError> {
    account.secondary_sealed = None;
    account.secondary.take().map(drop).ok_or(RotateError::NotBegun)
}
