//! Taking a token away from whoever has it, so that somebody else can be given it.

use countersign_model::{AccountSid, Actor, TokenHolder, TokenSerial};
use countersign_store::{End, StoreError, audit, factors, hardware_tokens};

use crate::Engine;
use crate::factor::Place;

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unassigned {
    /// It was somebody's, whose factor is deleted.
    From(TokenHolder),
    /// It was nobody's.
    Nobodys,
    /// The account has no such token.
    NotFound,
}

impl Engine {
    /// Takes a token away from whoever has it: their factor is deleted. What it has used stays used.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn unassign_token(
        &self,
        account: AccountSid,
        serial: TokenSerial,
        by: Actor,
    ) -> Result<Unassigned, StoreError> {
        let (now, since) = (self.now(), self.unverified_since());
        let entry = self.audit_entry(now, Some(account), by, "token.unassigned", serial.to_string());
        self.0
            .store
            .write(move |tx| {
                let Some(token) = hardware_tokens::find(tx, account, &serial)? else {
                    return Ok(End::Rollback(Unassigned::NotFound));
                };
                let Some(holder) = token.holder else { return Ok(End::Rollback(Unassigned::Nobodys)) };
                let TokenHolder { factor_sid, service_sid, identity } = holder.clone();
                let place = Place { account, service: service_sid, identity };
                // The factor before the token, as whoever answers by it locks them.
                let factor = factors::lock(tx, &place.owner(since), factor_sid)?;
                let is_theirs = |holder: &TokenHolder| holder.factor_sid == factor_sid;
                let token = hardware_tokens::lock(tx, account, &serial)?;
                let token = token.filter(|token| token.holder.as_ref().is_some_and(is_theirs));
                let (Some(factor), Some(token)) = (factor, token) else {
                    return Ok(End::Rollback(Unassigned::Nobodys));
                };
                factors::delete(tx, factor.sid)?;
                hardware_tokens::free(tx, token.sid)?;
                let mut entry = entry.clone();
                entry.detail = Some(factor.sid.to_string());
                audit::add(tx, &entry)?;
                Ok(End::Commit(Unassigned::From(holder)))
            })
            .await
    }
}
