//! Erasing an address.

use std::sync::Arc;

use countersign_model::{Actor, Recipient, Timestamp};
use countersign_store::erasures::{self, Forgotten, Found, Removed};
use countersign_store::{End, StoreError, audit, factor_addresses, migrations};

use crate::Engine;
use crate::factor::address_hash;

/// Verifications looked at at once: a few milliseconds of a connection that reports use.
const STRETCH: i64 = 2000;
/// Verifications removed in one transaction: a few milliseconds of the writer's time.
const CHUNK: usize = 25;
/// A SID carries the moment it was drawn, and is written a little later: so far back history is walked once more, in
/// milliseconds.
const STRAGGLERS: i64 = 60_000;

/// What was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Rows of verifications and what hangs on them.
    pub removed: Removed,
    /// What was counted against the address.
    pub forgotten: Forgotten,
    /// Factors that were the address.
    pub factors: u64,
    /// Events that webhooks had still to be told.
    pub events: u64,
    /// Messages that a provider kept: the inbox of `dev`.
    pub messages: u64,
    /// Verifications that were looked at.
    pub looked_at: i64,
}

/// Why not all was erased. What was, stays so; the same can be asked for again.
#[derive(Debug)]
pub enum EraseError {
    /// A provider can't remove what it keeps: its own sentence.
    Provider(String),
    /// The database has these migrations of a later version, whose tables this one doesn't look into. Everything else was
    /// erased.
    Later(Vec<String>),
    /// The database gave no answer.
    Store(StoreError),
}

impl std::fmt::Display for EraseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Provider(sentence) => f.write_str(sentence),
            Self::Later(names) => write!(
                f,
                "a later version has used this database, and what it keeps by itself ({}) is not looked at by this one: \
                 erase with that version too",
                names.join(", ")
            ),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for EraseError {}

impl From<StoreError> for EraseError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Erases everything about an address, in whatever spelling it was given: verifications with their sends, live
    /// slots and what waits to be sent, factors that are the address, counts of wrong codes and sends, entries of safe lists,
    /// what webhooks have still to be told, mails that wait for it, and what providers keep.
    /// `by` stands in the audit trail, where the address is masked. `told` hears now and then how far it is.
    ///
    /// Works behind all requests, in small transactions. What is asked for while it runs may stay: erase again once
    /// the application has forgotten the person too.
    ///
    /// # Errors
    /// See [`EraseError`].
    pub async fn erase_address(
        &self,
        recipient: &Recipient,
        by: Actor,
        mut told: impl FnMut(&Erased),
    ) -> Result<Erased, EraseError> {
        let begun = self.now();
        let mut erased = Erased::default();
        self.erase_behind(recipient, String::new(), &mut erased, &mut told).await?;
        let stragglers = Timestamp::from_millis((begun.millis() - STRAGGLERS).max(0));
        self.erase_behind(recipient, erasures::place_of(stragglers.millis()), &mut erased, &mut told).await?;
        erased.factors = self.erase_factors(recipient).await?;
        let counted = recipient.clone();
        let trail = self.audit_entry(self.now(), None, by, "address.erased", recipient.masked());
        erased.forgotten = self
            .0
            .store
            .write_behind(move |tx| {
                let forgotten = erasures::forget(tx, &counted)?;
                audit::add(tx, &trail)?;
                Ok(End::Commit(forgotten))
            })
            .await?;
        let key = recipient.budget_key();
        let whose = key.clone();
        erased.events = self.erase_events("to", move |to| is_meant(&whose, to)).await?;
        let whose = key.clone();
        self.erase_notices(move |to| is_meant(&whose, to)).await?;
        erased.messages = self.0.routes.forget(&|text| is_meant(&key, text)).map_err(EraseError::Provider)?;
        let later = self.0.store.read(migrations::later).await?;
        if later.is_empty() { Ok(erased) } else { Err(EraseError::Later(later)) }
    }

    /// Removes the factors that are the address. What nobody has as one was never hashed.
    async fn erase_factors(&self, recipient: &Recipient) -> Result<u64, StoreError> {
        let (inner, recipient) = (Arc::clone(&self.0), recipient.clone());
        self.0
            .store
            .write_behind(move |tx| match address_hash(&inner, tx, &recipient)? {
                Some(hash) => factor_addresses::erase(tx, &hash).map(End::Commit),
                None => Ok(End::Rollback(0)),
            })
            .await
    }

    async fn erase_behind(
        &self,
        recipient: &Recipient,
        mut place: String,
        erased: &mut Erased,
        told: &mut impl FnMut(&Erased),
    ) -> Result<(), StoreError> {
        loop {
            let (from, key) = (place.clone(), recipient.budget_key());
            let stretch = self
                .0
                .store
                .report(move |tx| erasures::look(tx, &from, STRETCH, |text| is_meant(&key, text)))
                .await?;
            erased.looked_at += stretch.looked_at;
            let mut found = stretch.found;
            found.sort();
            for chunk in found.chunks(CHUNK) {
                erased.removed += self.erase_chunk(chunk.to_vec()).await?;
            }
            told(erased);
            match stretch.last {
                Some(last) if stretch.looked_at == STRETCH => place = last,
                _ => return Ok(()),
            }
        }
    }

    async fn erase_chunk(&self, found: Vec<Found>) -> Result<Removed, StoreError> {
        self.0.store.write_behind(move |tx| erasures::remove(tx, &found).map(End::Commit)).await
    }
}

/// Whether `text`, as the database or the inbox holds it, is an address with this budget key.
fn is_meant(key: &str, text: &str) -> bool {
    // Most rows are somebody else's: a phone number is compared as it stands.
    if text.starts_with('+') && !text.contains('@') {
        return text == key;
    }
    Recipient::from_stored(text).is_some_and(|recipient| recipient.budget_key() == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_mailbox_is_meant_and_no_other_address() {
        let key = Recipient::parse("Jo.Ann+shop@gmail.com").map(|recipient| recipient.budget_key()).unwrap();
        for text in ["joann@gmail.com", "JoAnn+1@googlemail.com", "j.o.a.n.n@gmail.com"] {
            assert!(is_meant(&key, text), "{text}");
        }
        for text in ["joann2@gmail.com", "joann@example.com", "+15017122661", "", "joann"] {
            assert!(!is_meant(&key, text), "{text}");
        }
        assert!(is_meant("+15017122661", "+15017122661") && !is_meant("+1501712266", "+15017122661"));
    }
}
