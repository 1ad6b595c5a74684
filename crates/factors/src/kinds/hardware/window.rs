//! Which counters or steps a code may be of.

use std::ops::RangeInclusive;

use countersign_model::Timestamp;
use subtle::ConstantTimeEq;

use super::{Public, TokenCodes};
use crate::otp;

/// How far behind the next counter a code may be: the button is pressed in a pocket now and then (RFC 4226, section 7.4).
const AHEAD: i64 = 10;
/// The same once so many codes were wrong in a day: guessing then gets no more out of a code than an app's clock gives.
const AHEAD_WHEN_GUESSED_AT: i64 = 2;
/// Wrong codes in a day that are taken for guessing.
const GUESSES: usize = 5;
/// How far ahead two codes in a row may be.
const TWO_AHEAD: i64 = 100;
/// The same where the token is given to somebody: it may have lain in a drawer, and been played with.
const TWO_AHEAD_ASSIGNING: i64 = 1000;
/// Steps that a clock's code may be off, beside the drift that is known.
pub(super) const SKEW: i64 = 1;
/// Steps that two codes in a row may be off: ten minutes where a step is half a minute.
const TWO_SKEW: i64 = 20;
/// The same where the token is given to somebody, and nobody knows its clock yet.
const TWO_SKEW_ASSIGNING: i64 = 100;

/// For one code at a login.
pub(super) fn one(public: &Public, wrong: usize, now: Timestamp) -> RangeInclusive<i64> {
    let ahead = if wrong < GUESSES { AHEAD } else { AHEAD_WHEN_GUESSED_AT };
    around(public, SKEW, ahead, now)
}

/// For the first of two codes at a login.
pub(super) fn two(public: &Public, now: Timestamp) -> RangeInclusive<i64> {
    around(public, TWO_SKEW, TWO_AHEAD - 1, now)
}

/// For the first of two codes by which a token is given to somebody.
pub(super) fn assigning(public: &Public, now: Timestamp) -> RangeInclusive<i64> {
    around(public, TWO_SKEW_ASSIGNING, TWO_AHEAD_ASSIGNING - 1, now)
}

/// What is good around now, and how many steps around that a code is looked for that was wrong.
pub(super) fn told(public: &Public, now: Timestamp) -> (RangeInclusive<i64>, i64) {
    match public.step_at(now) {
        None => (public.next..=public.next.saturating_add(AHEAD), AHEAD),
        Some(step) => {
            let middle = step.saturating_add(public.drift);
            (middle.saturating_sub(SKEW)..=middle.saturating_add(SKEW), TWO_SKEW)
        }
    }
}

/// Never anything that was used.
fn around(public: &Public, skew: i64, ahead: i64, now: Timestamp) -> RangeInclusive<i64> {
    match public.step_at(now) {
        None => public.next..=public.next.saturating_add(ahead),
        Some(step) => {
            let middle = step.saturating_add(public.drift);
            public.next.max(middle.saturating_sub(skew))..=middle.saturating_add(skew)
        }
    }
}

impl Public {
    fn code(&self, seed: &[u8], counter: i64) -> Option<String> {
        u64::try_from(counter).ok().map(|counter| otp::code(self.alg, seed, counter, self.digits))
    }

    /// The counter whose code `given` is. Should it be the code of several, the latest: the same digits are then not good
    /// once more. Every one is looked at, so that the time it takes doesn't tell which one it was.
    pub(super) fn find(&self, seed: &[u8], given: &str, within: RangeInclusive<i64>) -> Option<i64> {
        let is_it = |counter: &i64| {
            self.code(seed, *counter).is_some_and(|code| code.as_bytes().ct_eq(given.as_bytes()).into())
        };
        within.filter(is_it).max()
    }

    /// The counter of the second of two codes in a row, of which the first lies within these.
    pub(super) fn find_pair(
        &self,
        seed: &[u8],
        given: &TokenCodes,
        within: RangeInclusive<i64>,
    ) -> Option<i64> {
        let mut first = self.code(seed, *within.start());
        let mut found = None;
        for counter in within {
            let second = self.code(seed, counter + 1);
            if let (Some(one), Some(two)) = (&first, &second) {
                let is_first = one.as_bytes().ct_eq(given.first.as_bytes());
                let is_second = two.as_bytes().ct_eq(given.second.as_bytes());
                if bool::from(is_first & is_second) {
                    found = Some(counter + 1);
                }
            }
            first = second;
        }
        found
    }
}
