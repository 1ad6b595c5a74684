//! How providers do at the moment, as this node sees it and as others told: what decides whether one may be asked now.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use countersign_delivery::{Admission, Breaker, Change, Position, Routes, Seat, Upstreams};
use countersign_model::{Fate, Timestamp};
use countersign_store::breakers::Seen;

use super::PLACES;

/// So many messages a provider may have without answering any.
const UNPROVEN: u32 = 64;
/// Messages that a provider may have while another could be asked: it never takes all places.
const MOST: u32 = (PLACES / 4 * 3) as u32;
/// How long an answer is waited for before a provider counts as silent, in milliseconds: twice as long as its last one
/// took, at least this; and at least this while it has answered none of the messages that it has.
const PATIENCE: i64 = 1_000;
const FIRST_PATIENCE: i64 = 500;

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
    /// When it last answered, or was last without a message.
    quiet_since: Option<Timestamp>,
    /// Whether it answered one since it was last without a message.
    answers: bool,
    /// How long its last answer took, in milliseconds.
    took_millis: i64,
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
        if state.in_flight.fetch_add(1, Ordering::Relaxed) == 0 {
            (watched.quiet_since, watched.answers) = (Some(now), false);
        }
        let taken = Taken(Some(&state.in_flight));
        if admission == Admission::Probe { Turn::ToProbe(taken) } else { Turn::Taken(taken) }
    }

    /// Whether `provider` has many messages and answers none: then the others are asked before it. A breaker can't know
    /// that yet, for no send has ended; and those that would be sent meanwhile would wait as long as the first.
    pub(crate) fn is_silent(&self, provider: &str, now: Timestamp) -> bool {
        let Some(state) = self.0.get(provider) else { return false };
        let has = state.in_flight.load(Ordering::Relaxed);
        if has < UNPROVEN {
            return false;
        }
        let watched = state.lock();
        let least = if watched.answers { PATIENCE } else { FIRST_PATIENCE };
        let patience = least.max(watched.took_millis.saturating_mul(2));
        has >= MOST || watched.quiet_since.is_some_and(|since| now.millis_since(since) >= patience)
    }

    /// When `provider`'s breaker lets a message through; now, if it does.
    pub(crate) fn free_at(&self, provider: &str, now: Timestamp) -> Timestamp {
        match self.0.get(provider).map(|state| state.lock().breaker.admits(now)) {
            Some(Admission::Not(until)) => until,
            _ => now,
        }
    }

    /// Takes in what became of a send, which took so many milliseconds.
    pub(crate) fn note(&self, provider: &str, fate: &Fate, took_millis: i64, now: Timestamp) -> Change {
        let Some(state) = self.0.get(provider) else { return Change::None };
        let mut watched = state.lock();
        // What ended without a word is no answer, and a word that leaves everything open is hardly one.
        if !matches!(fate, Fate::Ambiguous { .. }) {
            (watched.quiet_since, watched.answers, watched.took_millis) = (Some(now), true, took_millis);
        }
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
    use std::sync::Arc;

    use countersign_delivery::{Message, Provider, Sending, Terms};
    use countersign_model::Channel;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    struct Nobody;

    impl Provider for Nobody {
        fn name(&self) -> &str {
            "nobody"
        }
        fn channels(&self) -> &[Channel] {
            &Channel::ALL
        }
        fn send<'a>(&'a self, _: &'a Message, _: Timestamp) -> Sending<'a> {
            Box::pin(std::future::ready(Fate::accepted(None)))
        }
    }

    /// A desk with one provider that has so many messages.
    fn with(desk: &Desk, many: u32, now: Timestamp) -> Vec<Taken<'_>> {
        let seat = Seat { provider: Arc::new(Nobody), terms: Terms::default() };
        let turns = (0..many).map(|_| match desk.turn(&seat, now) {
            Turn::Taken(taken) => taken,
            _ => panic!("no turn"),
        });
        turns.collect()
    }

    fn desk() -> Desk {
        let nobody: Arc<dyn Provider> = Arc::new(Nobody);
        Desk::new(&Routes::new(&[nobody]), &countersign_delivery::Upstreams::default())
    }

    fn answer(desk: &Desk, took_millis: i64, now: Timestamp) {
        desk.note("nobody", &Fate::accepted(None), took_millis, now);
    }

    #[test]
    fn who_has_many_messages_and_answers_none_is_silent() {
        let desk = desk();
        let soon = NOW.plus_millis(FIRST_PATIENCE);
        let mut taken = with(&desk, UNPROVEN - 1, NOW);
        assert!(!desk.is_silent("nobody", soon));
        taken.extend(with(&desk, 1, NOW));
        assert!(!desk.is_silent("nobody", NOW), "they have only just come");
        assert!(desk.is_silent("nobody", soon));
        answer(&desk, 50, soon);
        assert!(!desk.is_silent("nobody", soon));
        assert!(desk.is_silent("nobody", soon.plus_millis(PATIENCE)), "it fell silent");
        drop(taken);
        let _taken = with(&desk, UNPROVEN, soon);
        assert!(
            desk.is_silent("nobody", soon.plus_millis(FIRST_PATIENCE)),
            "an answer to what went before proves nothing"
        );
    }

    #[test]
    fn a_time_out_is_no_answer() {
        let desk = desk();
        let _taken = with(&desk, UNPROVEN, NOW);
        let later = NOW.plus_millis(10_000);
        desk.note("nobody", &Fate::Ambiguous { reason: "no answer".to_owned() }, 10_000, later);
        assert!(desk.is_silent("nobody", later));
    }

    #[test]
    fn who_is_always_slow_is_not_silent_for_it() {
        let desk = desk();
        let _taken = with(&desk, UNPROVEN, NOW);
        answer(&desk, 3_000, NOW);
        assert!(!desk.is_silent("nobody", NOW.plus_millis(5_999)));
        assert!(desk.is_silent("nobody", NOW.plus_millis(6_000)));
    }

    #[test]
    fn nobody_takes_every_place_however_well_it_answers() {
        let desk = desk();
        let _taken = with(&desk, MOST, NOW);
        answer(&desk, 50, NOW);
        assert!(desk.is_silent("nobody", NOW));
        assert!((MOST as usize) < PLACES);
    }

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
