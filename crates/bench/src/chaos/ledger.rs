//! What was acknowledged to whom, and what arrived for them.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::stats::Latencies;
use crate::stopwatch::Stopwatch;

/// One verification.
struct Person {
    /// Since it was first asked for.
    began: Stopwatch,
    is_acknowledged: bool,
    /// When a provider first took its message, counted from the beginning.
    taken_after: Option<Duration>,
    /// How often a provider took a message for it.
    times: u64,
    code: Option<String>,
    waits: Option<oneshot::Sender<String>>,
    /// Its codes were not all the same.
    is_contradicted: bool,
    is_approved: bool,
    /// What the server said in place of that.
    refusal: Option<String>,
}

/// All verifications by number.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<HashMap<String, Person>>);

/// What a run came to.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) acknowledged: u64,
    /// Acknowledged, and no provider took a message before the code had expired.
    pub(crate) missing: u64,
    /// Acknowledged and arrived, and its code was not good: the server had lost it.
    pub(crate) lost: u64,
    /// What one of them was told.
    pub(crate) refusal: Option<String>,
    /// For which two different codes were sent.
    pub(crate) contradicted: u64,
    /// Messages that providers took beyond one a verification.
    pub(crate) duplicates: u64,
    /// From the first request until a provider took the message.
    pub(crate) latencies: Latencies,
    pub(crate) slowest: Duration,
}

impl Ledger {
    fn people(&self) -> MutexGuard<'_, HashMap<String, Person>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody asks for a code now; gives the code once a provider took it.
    pub(super) fn begins(&self, to: &str, began: Stopwatch) -> oneshot::Receiver<String> {
        let (waits, code) = oneshot::channel();
        let person = Person {
            began,
            is_acknowledged: false,
            taken_after: None,
            times: 0,
            code: None,
            waits: Some(waits),
            is_contradicted: false,
            is_approved: false,
            refusal: None,
        };
        self.people().insert(to.to_owned(), person);
        code
    }

    /// The server answered a create.
    pub(super) fn acknowledged(&self, to: &str) {
        if let Some(person) = self.people().get_mut(to) {
            person.is_acknowledged = true;
        }
    }

    /// The server said that the code is good.
    pub(super) fn approved(&self, to: &str) {
        if let Some(person) = self.people().get_mut(to) {
            person.is_approved = true;
        }
    }

    /// The server said something else.
    pub(super) fn refused(&self, to: &str, said: String) {
        if let Some(person) = self.people().get_mut(to) {
            person.refusal = Some(said);
        }
    }

    /// A provider took a message.
    pub(super) fn taken(&self, to: &str, code: &str) {
        let mut people = self.people();
        let Some(person) = people.get_mut(to) else { return };
        person.times += 1;
        person.taken_after.get_or_insert_with(|| person.began.elapsed());
        person.is_contradicted |= person.code.as_deref().is_some_and(|known| known != code);
        person.code.get_or_insert_with(|| code.to_owned());
        if let Some(waits) = person.waits.take() {
            // Whoever waited may have given up.
            let _ = waits.send(code.to_owned());
        }
    }

    /// Adds it all up; a code lives for `life`.
    pub(crate) fn tally(&self, life: Duration) -> Tally {
        let mut tally = Tally::default();
        for person in self.people().values() {
            tally.duplicates += person.times.saturating_sub(1);
            tally.contradicted += u64::from(person.is_contradicted);
            if !person.is_acknowledged {
                continue;
            }
            tally.acknowledged += 1;
            match person.taken_after.filter(|after| *after < life) {
                None => tally.missing += 1,
                Some(after) => {
                    tally.lost += u64::from(!person.is_approved);
                    tally.refusal = tally.refusal.or_else(|| person.refusal.clone());
                    tally.latencies.add(after);
                    tally.slowest = tally.slowest.max(after);
                }
            }
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFE: Duration = Duration::from_secs(600);

    #[test]
    fn who_was_told_yes_and_got_nothing_is_missing_and_whose_code_was_refused_is_lost() {
        let ledger = Ledger::default();
        for to in ["unasked", "missing", "lost", "well"] {
            drop(ledger.begins(to, Stopwatch::start()));
        }
        ["missing", "lost", "well"].into_iter().for_each(|to| ledger.acknowledged(to));
        ledger.taken("lost", "111111");
        ledger.taken("well", "222222");
        ledger.taken("well", "222222");
        ledger.approved("well");
        let tally = ledger.tally(LIFE);
        assert_eq!((tally.acknowledged, tally.missing, tally.lost), (3, 1, 1));
        assert_eq!((tally.duplicates, tally.contradicted, tally.latencies.len()), (1, 0, 2));
    }

    #[test]
    fn what_arrives_after_the_code_has_expired_is_missing() {
        let ledger = Ledger::default();
        drop(ledger.begins("late", Stopwatch::start()));
        ledger.acknowledged("late");
        ledger.taken("late", "111111");
        assert_eq!(ledger.tally(Duration::ZERO).missing, 1);
    }

    #[test]
    fn two_codes_for_one_verification_are_noticed() {
        let ledger = Ledger::default();
        drop(ledger.begins("twice", Stopwatch::start()));
        ledger.taken("twice", "111111");
        ledger.taken("twice", "222222");
        assert_eq!(ledger.tally(LIFE).contradicted, 1);
    }
}
