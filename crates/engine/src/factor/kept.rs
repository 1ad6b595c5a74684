//! What a kind keeps of a factor, between its row and the kind.

use std::sync::Arc;

use countersign_factors::{Kept, Kind, KindError};
use countersign_keyring::{Keyring, Place};
use countersign_model::{Dice, Factor, FactorKind, FactorRefusal};
use countersign_store::DbError;

use crate::engine::Inner;

/// The kind of a factor or a challenge. A row of a kind that this version doesn't know was made by a later one.
pub(crate) fn kind_of(kind: &FactorKind) -> Result<&'static dyn Kind, DbError> {
    countersign_factors::find(kind.as_str()).ok_or_else(|| DbError::unreadable("factors.kind"))
}

/// What a kind said: an outcome, a refusal, or that the row is not its own.
pub(crate) fn told<T>(said: Result<T, KindError>) -> Result<Result<T, FactorRefusal>, DbError> {
    match said {
        Ok(outcome) => Ok(Ok(outcome)),
        Err(KindError::Refused(refusal)) => Ok(Err(refusal)),
        Err(KindError::Unreadable) => Err(DbError::unreadable("factors.public")),
    }
}

/// Where a factor's secret is sealed. All that says whose it is is in the place: a row that was copied or moved to another
/// person, service or account doesn't open. As `sealed.rs` of the store has it.
fn row(factor: &Factor) -> String {
    let Factor { sid, account_sid, service_sid, entity_sid, identity, .. } = factor;
    format!("{sid}{account_sid}{service_sid}{entity_sid}{identity}")
}

const fn place(row: &str) -> Place<'_> {
    Place { table: "factors", row, column: "secret_sealed" }
}

/// The chance of one sealing, drawn before the transaction. It may seal twice in runs of which one is kept, and the cipher
/// is one that bears that.
#[derive(Clone, Copy)]
pub(crate) struct Drawn([u8; 12]);

impl Drawn {
    pub(crate) fn from(dice: &dyn Dice) -> Self {
        Self(dice.draw())
    }

    /// For the name of the one event that a transaction writes; that a nonce is known harms nothing.
    pub(crate) const fn bytes(self) -> [u8; 12] {
        self.0
    }
}

impl Dice for Drawn {
    fn fill(&self, bytes: &mut [u8]) {
        for (byte, drawn) in bytes.iter_mut().zip(self.0.iter().cycle()) {
            *byte = *drawn;
        }
    }
}

/// What the kind keeps of `factor`, for whoever only reads.
///
/// # Errors
/// When the secret doesn't open: its key is gone, or the row was changed.
pub(crate) fn open(inner: &Inner, factor: &Factor) -> Result<Kept, DbError> {
    let open = |sealed: &String| inner.opening_keys().open(place(&row(factor)), sealed);
    let secret = factor.sealed.as_ref().map(open).transpose();
    Ok(Kept {
        public: factor.public.clone(),
        secret: secret.map_err(|_| DbError::unreadable("factors.secret_sealed"))?,
        lookup: factor.lookup.clone(),
    })
}

/// What opens and seals what kinds keep secret, in one transaction.
pub(crate) struct Keeper {
    inner: Arc<Inner>,
    sealing: Arc<Keyring>,
    drawn: Drawn,
}

impl Keeper {
    pub(crate) fn new(inner: &Arc<Inner>, sealing: Arc<Keyring>, drawn: Drawn) -> Self {
        Self { inner: Arc::clone(inner), sealing, drawn }
    }

    /// What the kind keeps of `factor`.
    ///
    /// # Errors
    /// When the secret doesn't open: its key is gone, or the row was changed.
    pub(crate) fn open(&self, factor: &Factor) -> Result<Kept, DbError> {
        open(&self.inner, factor)
    }

    /// Puts back what the kind made of it; tells whether more changed than what stands in clear.
    pub(crate) fn put(&self, factor: &mut Factor, was: &Kept, kept: Kept) -> bool {
        let is_more = kept.secret != was.secret || kept.lookup != was.lookup;
        if kept.secret != was.secret {
            factor.sealed = kept.secret.as_ref().map(|secret| self.seal(factor, secret));
        }
        factor.lookup = kept.lookup;
        factor.public = kept.public;
        is_more
    }

    /// What was drawn for this transaction.
    pub(crate) const fn drawn(&self) -> Drawn {
        self.drawn
    }

    /// A secret sealed for a factor whose names are all known.
    pub(crate) fn seal(&self, factor: &Factor, secret: &[u8]) -> String {
        self.sealing.seal(place(&row(factor)), secret, &self.drawn)
    }
}
