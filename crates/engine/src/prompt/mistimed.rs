//! What a person is told whose code was wrong because of when it was made.
//!
//! Whoever guesses must not gain by it. That a code was used, or is of minutes ago, helps nobody: neither is ever good again.
//! Of a code that is to come only the second is told, for one that was hit by chance would be good soon; two that are each
//! right for a time of their own nobody hits. A used code is no guess, and costs the prompt nothing; the factor counts it,
//! so that it isn't tried for ever.

use std::sync::Arc;

use countersign_factors::Mistimed;
use countersign_model::{FactorSid, Method, Trouble};
use countersign_store::{StoreError, factors};

use super::claim::Claimed;
use super::settle::Came;
use crate::Engine;
use crate::factor::{kind_of, seen, told};

impl Engine {
    /// What came of a wrong code, if there is more to say than that.
    pub(super) async fn wrong_code(
        &self,
        it: &Claimed,
        factor: FactorSid,
        method: Method,
        typed: &str,
    ) -> Result<Option<Came>, StoreError> {
        // Nobody can set a token's clock; it is found again by two codes.
        let off = if method == Method::Totp { Trouble::ClockOff } else { Trouble::TokenOff };
        Ok(self.mistimed(it, factor, typed).await?.map(|found| match found {
            Mistimed::Used => Came::Back(Trouble::UsedCode),
            Mistimed::OneOfTwo => Came::Back(Trouble::TokenOff),
            Mistimed::Behind => Came::Wrong(off),
            Mistimed::Ahead(step) => Came::Early(step, off),
        }))
    }

    /// What a wrong code was right for.
    pub(super) async fn mistimed(
        &self,
        it: &Claimed,
        factor: FactorSid,
        typed: &str,
    ) -> Result<Option<Mistimed>, StoreError> {
        let (now, since, place, typed) = (self.now(), self.unverified_since(), it.place(), typed.to_owned());
        let inner = Arc::clone(&self.0);
        let found = self.0.store.read(move |tx| {
            let Some(factor) = factors::find(tx, &place.owner(since), factor)? else { return Ok(None) };
            let kind = kind_of(&factor.kind)?;
            Ok(told(kind.mistimed(&seen(&inner, &factor), &typed, now))?.unwrap_or_default())
        });
        found.await
    }
}
