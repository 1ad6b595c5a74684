//! When to leave a failing provider alone: a circuit breaker, and a rest after too many messages. Pure; who keeps it
//! hands in the time.
//!
//! ```text
//!  closed ── 5 faults in a row, or 10 of the last 20 ──▶ open, for 5 s, doubling up to 2 minutes
//!     ▲                                                    │ that is over: one message is let through, to see
//!     └───── it was taken ────────── half-open ◀───────────┘ (another fault: open again, for longer)
//! ```
//!
//! Only the provider's own faults count ([`Fate::is_providers_fault`]): a wrong number says nothing about it. Refused
//! credentials and an empty account open it at once.

use countersign_model::{Fate, Timestamp};

/// Faults in a row that open it.
const IN_A_ROW: u32 = 5;
/// Of this many last sends …
const REMEMBERED: u32 = 20;
/// … this many faults open it too.
const FAULTS: u32 = 10;
/// How long it stays open the first time, in milliseconds.
const FIRST: i64 = 5_000;
/// How long at most: an OTP lives minutes.
const LONGEST: i64 = 120_000;
/// How long after refused credentials or an empty account: somebody has to mend it, and is quick when alarmed.
const MENDING: i64 = 60_000;
/// A rest after a refusal for rate that names no time, in milliseconds; doubling.
const REST: i64 = 1_000;
/// How long such a rest is at most; a provider that names a time is believed.
const LONGEST_REST: i64 = 60_000;

/// A provider's breaker, as one node sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breaker {
    position: Position,
    /// The last sends, newest in the lowest bit; a set bit is a fault.
    history: u32,
    /// How many sends the history holds.
    known: u32,
    /// How often it opened since it last closed.
    opened: u32,
    /// Until when the provider asked for a rest.
    resting_until: Option<Timestamp>,
    /// Refusals for rate in a row.
    rests: u32,
}

/// Where the breaker stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Position {
    /// Messages go through.
    #[default]
    Closed,
    /// None goes through until then; after that one may, to see.
    Open {
        /// When the next one may be let through.
        until: Timestamp,
    },
}

/// Whether a message may go to the provider now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It may.
    Free,
    /// One may, to see whether it works again; whoever asks has to be the only one.
    Probe,
    /// Not before then.
    Not(Timestamp),
}

/// What a send's fate changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing that others must know.
    None,
    /// It opened, until then.
    Opened(Timestamp),
    /// It closed again.
    Closed,
}

impl Breaker {
    /// Where it stands.
    #[must_use]
    pub const fn position(&self) -> Position {
        self.position
    }

    /// Whether a message may go now.
    #[must_use]
    pub fn admits(&self, now: Timestamp) -> Admission {
        if let Some(until) = self.resting_until.filter(|until| *until > now) {
            return Admission::Not(until);
        }
        match self.position {
            Position::Closed => Admission::Free,
            Position::Open { until } if until > now => Admission::Not(until),
            Position::Open { .. } => Admission::Probe,
        }
    }

    /// Takes in what became of a send.
    pub fn note(&mut self, fate: &Fate, now: Timestamp) -> Change {
        if let Fate::Throttled { retry_after_millis } = fate {
            let doubling = (REST << self.rests.min(6)).min(LONGEST_REST);
            self.rests += 1;
            let rest = retry_after_millis.unwrap_or(doubling).max(0);
            self.resting_until = Some(now.plus_millis(rest));
            // It answers, and only wants peace: what it was opened for is over.
            return self.close();
        }
        self.rests = 0;
        if !fate.is_providers_fault() {
            let change = self.close();
            self.remember(false);
            return change;
        }
        self.remember(true);
        let in_a_row = self.history.trailing_ones() >= IN_A_ROW;
        let share = self.known == REMEMBERED && self.history.count_ones() >= FAULTS;
        let at_once = matches!(fate, Fate::BadCredentials { .. } | Fate::NoFunds { .. });
        let was_open = matches!(self.position, Position::Open { .. });
        // A send that began before it opened ends badly too: that is no news.
        if matches!(self.position, Position::Open { until } if until > now) {
            return Change::None;
        }
        if !(was_open || in_a_row || share || at_once) {
            return Change::None;
        }
        let pause = if at_once { MENDING } else { (FIRST << self.opened.min(5)).min(LONGEST) };
        self.opened += 1;
        let until = now.plus_millis(pause);
        self.position = Position::Open { until };
        Change::Opened(until)
    }

    /// Takes over what another node found out: open until then, or closed.
    pub fn follow(&mut self, position: Position) {
        match (self.position, position) {
            (Position::Closed, Position::Open { .. }) => self.opened += 1,
            (Position::Open { .. }, Position::Closed) => {
                let _ = self.close();
                return;
            }
            _ => {}
        }
        self.position = position;
    }

    fn close(&mut self) -> Change {
        let was_open = matches!(self.position, Position::Open { .. });
        if was_open {
            self.position = Position::Closed;
            (self.opened, self.history, self.known) = (0, 0, 0);
            return Change::Closed;
        }
        Change::None
    }

    fn remember(&mut self, fault: bool) {
        self.history = (self.history << 1 | u32::from(fault)) & ((1 << REMEMBERED) - 1);
        self.known = (self.known + 1).min(REMEMBERED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn fault() -> Fate {
        Fate::Ambiguous { reason: "no answer".to_owned() }
    }

    fn broken(faults: u32) -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..faults {
            breaker.note(&fault(), NOW);
        }
        breaker
    }

    #[test]
    fn five_faults_in_a_row_open_it_and_four_do_not() {
        assert_eq!(broken(4).admits(NOW), Admission::Free);
        assert_eq!(broken(5).admits(NOW), Admission::Not(NOW.plus_millis(FIRST)));
    }

    #[test]
    fn half_of_the_last_twenty_open_it_and_a_third_does_not() {
        let mut breaker = Breaker::default();
        for n in 0..19 {
            breaker.note(&if n % 2 == 0 { fault() } else { Fate::accepted(None) }, NOW);
            assert_eq!(breaker.admits(NOW), Admission::Free, "after {n}");
        }
        assert!(matches!(breaker.note(&fault(), NOW), Change::Opened(_)));
        let mut breaker = Breaker::default();
        for n in 0..300 {
            breaker.note(&if n % 3 == 0 { fault() } else { Fate::accepted(None) }, NOW);
        }
        assert_eq!(breaker.admits(NOW), Admission::Free);
    }

    #[test]
    fn once_its_time_is_over_one_is_let_through_and_its_fate_decides() {
        let later = NOW.plus_millis(FIRST);
        let mut breaker = broken(5);
        assert_eq!(breaker.admits(later), Admission::Probe);
        assert_eq!(breaker.clone().note(&Fate::accepted(None), later), Change::Closed);
        let change = breaker.note(&fault(), later);
        assert_eq!(change, Change::Opened(later.plus_millis(FIRST * 2)), "for longer");
    }

    #[test]
    fn it_never_stays_open_longer_than_two_minutes() {
        let (mut breaker, mut now) = (broken(5), NOW);
        for _ in 0..40 {
            let Position::Open { until } = breaker.position() else { panic!("closed") };
            assert!(until.millis_since(now) <= LONGEST);
            now = until;
            breaker.note(&fault(), now);
        }
    }

    #[test]
    fn what_ends_badly_while_it_is_open_doesn_t_prolong_it() {
        let mut breaker = broken(5);
        assert_eq!(breaker.note(&fault(), NOW.plus_millis(1000)), Change::None);
        assert_eq!(breaker.admits(NOW), Admission::Not(NOW.plus_millis(FIRST)));
    }

    #[test]
    fn refused_credentials_and_an_empty_account_open_it_at_once() {
        for fate in
            [Fate::BadCredentials { reason: "no".to_owned() }, Fate::NoFunds { reason: "empty".to_owned() }]
        {
            assert_eq!(Breaker::default().note(&fate, NOW), Change::Opened(NOW.plus_millis(MENDING)));
        }
    }

    #[test]
    fn the_person_s_fault_says_nothing_about_the_provider() {
        let mut breaker = Breaker::default();
        for _ in 0..100 {
            breaker.note(&Fate::BadRecipient { reason: "landline".to_owned() }, NOW);
        }
        assert_eq!(breaker.admits(NOW), Admission::Free);
    }

    #[test]
    fn who_is_too_busy_rests_as_long_as_it_asks_and_longer_each_time_when_it_asks_for_nothing() {
        let mut breaker = Breaker::default();
        breaker.note(&Fate::Throttled { retry_after_millis: Some(7000) }, NOW);
        assert_eq!(breaker.admits(NOW), Admission::Not(NOW.plus_millis(7000)));
        assert_eq!(breaker.admits(NOW.plus_millis(7000)), Admission::Free);
        let mut breaker = Breaker::default();
        for rest in [1000, 2000, 4000] {
            breaker.note(&Fate::Throttled { retry_after_millis: None }, NOW);
            assert_eq!(breaker.admits(NOW), Admission::Not(NOW.plus_millis(rest)));
        }
    }

    fn fates() -> impl Strategy<Value = Vec<(u8, i64)>> {
        prop::collection::vec((0..6_u8, 0..20_000_i64), 0..80)
    }

    proptest! {
        #[test]
        fn whatever_happens_a_message_is_let_through_within_two_minutes(fates in fates()) {
            let (mut breaker, mut now) = (Breaker::default(), NOW);
            for (fate, pause) in fates {
                now = now.plus_millis(pause);
                let fate = match fate {
                    0 => Fate::accepted(None),
                    1 => Fate::Throttled { retry_after_millis: Some(pause) },
                    2 => Fate::NoFunds { reason: String::new() },
                    3 => Fate::BadMessage { reason: String::new() },
                    _ => fault(),
                };
                breaker.note(&fate, now);
                if let Admission::Not(until) = breaker.admits(now) {
                    prop_assert!(until.millis_since(now) <= LONGEST);
                    prop_assert_ne!(breaker.admits(until), Admission::Not(until));
                }
            }
        }
    }
}
