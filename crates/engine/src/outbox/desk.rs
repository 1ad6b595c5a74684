//! How providers do at the moment, as this node sees it and as others told: what decides whether one may be asked now.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use countersign_delivery::{Admission, Breaker, Change, Position, Routes, Seat, Upstreams};
use countersign_model::{Fate, Timestamp};
use countersign_store::breakers::Seen;

/// Every provider's present state.
pub(crate) struct Desk(HashMap<String, State>);

#[derive(Default)]
struct State {
    watched: Mutex<Watched>,
    in_flight: AtomicU32,
}

#[derive(Default)]
struct Watched {
    breaker: Breaker,
    /// When this node last saw it open or close.
    changed_at: Option<Timestamp>,
    pace: Pace,
}

/// Whether a provider may be asked now.
pub(crate) enum Turn<'d> {
    /// It may; the turn lasts until it is dropped.
    Taken(Taken<'d>),
    /// It may if no other node is asking it already.
    ToProbe(Taken<'d>),
    /// Not now, and why.
    Later(&'static str),
}

/// A place among a provider's messages in flight.
pub(crate) struct Taken<'d>(Option<&'d AtomicU32>);

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if let Some(in_flight) = self.0 {
            in_flight.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Desk {
    pub(crate) fn new(routes: &Routes, upstreams: &Upstreams) -> Self {
        let seats = routes.seats().iter().chain(upstreams.seats());
        Self(seats.map(|seat| (seat.provider.name().to_owned(), State::default())).collect())
    }

    /// Asks for a turn at a provider.
    pub(crate) fn turn(&self, seat: &Seat, now: Timestamp) -> Turn<'_> {
        // Every seat of the routes has a state; one that hasn't is under nobody's terms.
        let Some(state) = self.0.get(seat.provider.name()) else { return Turn::Taken(Taken(None)) };
        let mut watched = state.lock();
        let admission = watched.breaker.admits(now);
        if let Admission::Not(_) = admission {
            return Turn::Later("it is left alone for now");
        }
        if let Some(most) = seat.terms.in_flight
            && state.in_flight.load(Ordering::Relaxed) >= most
        {
            return Turn::Later("it has as many messages in flight as it may");
        }
        if let Some(per_second) = seat.terms.per_second
            && watched.pace.take(per_second, now).is_err()
        {
            return Turn::Later("it was handed as many messages this second as it may");
        }
        state.in_flight.fetch_add(1, Ordering::Relaxed);
        let taken = Taken(Some(&state.in_flight));
        if admission == Admission::Probe { Turn::ToProbe(taken) } else { Turn::Taken(taken) }
    }

    /// When `provider`'s breaker lets a message through; now, if it does.
    pub(crate) fn free_at(&self, provider: &str, now: Timestamp) -> Timestamp {
        match self.0.get(provider).map(|state| state.lock().breaker.admits(now)) {
            Some(Admission::Not(until)) => until,
            _ => now,
        }
    }

    /// Takes in what became of a send.
    pub(crate) fn note(&self, provider: &str, fate: &Fate, now: Timestamp) -> Change {
        let Some(state) = self.0.get(provider) else { return Change::None };
        let mut watched = state.lock();
        let change = watched.breaker.note(fate, now);
        if change != Change::None {
            watched.changed_at = Some(now);
        }
        change
    }

    /// Takes over what other nodes told, where it is newer than what this one saw.
    pub(crate) fn follow(&self, seen: &[Seen]) {
        for told in seen {
            let Some(state) = self.0.get(&told.provider) else { continue };
            let mut watched = state.lock();
            if watched.changed_at.is_some_and(|mine| mine >= told.changed_at) {
                continue;
            }
            watched.changed_at = Some(told.changed_at);
            let position = told.open_until.map_or(Position::Closed, |until| Position::Open { until });
            watched.breaker.follow(position);
        }
    }

    /// Until when this node leaves `provider` alone, if it does.
    pub(crate) fn open_until(&self, provider: &str) -> Option<Timestamp> {
        match self.0.get(provider)?.lock().breaker.position() {
            Position::Open { until } => Some(until),
            Position::Closed => None,
        }
    }

    /// How many messages of this node `provider` has not answered yet.
    pub(crate) fn in_flight(&self, provider: &str) -> u32 {
        self.0.get(provider).map_or(0, |state| state.in_flight.load(Ordering::Relaxed))
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Watched> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How fast messages are handed over: a bucket that holds a second's worth and fills evenly.
#[derive(Default)]
struct Pace {
    /// When the bucket would have been empty, in thousandths of milliseconds: each message moves it on.
    next: i64,
}

impl Pace {
    /// Takes one, or says when there will be one.
    fn take(&mut self, per_second: u32, now: Timestamp) -> Result<(), Timestamp> {
        let each = 1_000_000 / i64::from(per_second.max(1));
        let now_fine = now.millis().saturating_mul(1000);
        let next = self.next.max(now_fine - 1_000_000 + each);
        if next > now_fine {
            return Err(Timestamp::from_millis(next.div_euclid(1000) + 1));
        }
        self.next = next + each;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    #[test]
    fn a_second_s_worth_goes_at_once_and_then_they_go_evenly() {
        let mut pace = Pace::default();
        let taken = (0..10).filter(|_| pace.take(5, NOW).is_ok()).count();
        assert_eq!(taken, 5);
        let Err(until) = pace.take(5, NOW) else { panic!("a sixth") };
        assert!(until.millis_since(NOW) <= 201, "{until:?}");
        assert!(pace.take(5, until).is_ok());
        assert!(pace.take(5, until).is_err());
        let hour_later = NOW.plus_millis(3_600_000);
        let taken = (0..10).filter(|_| pace.take(5, hour_later).is_ok()).count();
        assert_eq!(taken, 5, "rest is not saved up");
    }
}
