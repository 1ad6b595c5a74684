//! How often one verification may be fetched: 60 a minute, 180 an hour, 250 a day (behaviour map 4.4).
//!
//! Counted per node and in memory, so that a GET writes nothing. With several nodes a caller gets the limit once from
//! each: it guards against polling loops, not against guessing.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use countersign_model::{Timestamp, VerificationSid};

/// Length of a window in milliseconds, and how many fetches it holds.
const WINDOWS: [(i64, u32); 3] = [(60_000, 60), (3_600_000, 180), (86_400_000, 250)];

/// The index of the day among the windows.
const DAY: usize = 2;

/// Verifications that are remembered. Beyond it those whose day is over are forgotten, and if that is not enough the half
/// whose day began first.
const REMEMBERED: usize = 50_000;

/// Milliseconds between two looks through everything that is remembered. What is new in between, while there is no room,
/// is not counted: half of the room used up within a minute is no polling loop.
const LOOK_EVERY: i64 = 60_000;

#[derive(Clone, Copy)]
struct Window {
    began: Timestamp,
    used: u32,
}

/// Fetched too often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchRefused {
    /// Milliseconds until it may be fetched again.
    pub wait_millis: i64,
}

/// The counts.
#[derive(Default)]
pub struct FetchLimit(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    windows: HashMap<VerificationSid, [Window; 3]>,
    /// When room was last made.
    looked: Option<Timestamp>,
}

impl Counts {
    /// Whether there is room for one more, made if need be.
    fn has_room(&mut self, now: Timestamp) -> bool {
        if self.windows.len() < REMEMBERED {
            return true;
        }
        // A calendar that was set back doesn't stop it.
        if self.looked.is_some_and(|looked| (0..LOOK_EVERY).contains(&now.millis_since(looked))) {
            return false;
        }
        self.looked = Some(now);
        let (day, _) = WINDOWS[DAY];
        self.windows.retain(|_, windows| now.millis_since(windows[DAY].began) < day);
        if self.windows.len() >= REMEMBERED {
            let mut by_age: Vec<_> =
                self.windows.iter().map(|(sid, windows)| (windows[DAY].began, *sid)).collect();
            let (oldest, ..) = by_age.select_nth_unstable_by_key(REMEMBERED / 2, |(began, _)| *began);
            for (_, sid) in oldest {
                self.windows.remove(sid);
            }
        }
        true
    }
}

impl FetchLimit {
    /// Spends one fetch. A refused one is not counted.
    ///
    /// # Errors
    /// When a window is full.
    pub fn spend(&self, sid: VerificationSid, now: Timestamp) -> Result<(), FetchRefused> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !counts.windows.contains_key(&sid) && !counts.has_room(now) {
            return Ok(());
        }
        let windows = counts.windows.entry(sid).or_insert([Window { began: now, used: 0 }; 3]);
        for (window, (length, _)) in windows.iter_mut().zip(WINDOWS) {
            if now.millis_since(window.began) >= length {
                *window = Window { began: now, used: 0 };
            }
        }
        let wait_millis = windows
            .iter()
            .zip(WINDOWS)
            .filter(|(window, (_, most))| window.used >= *most)
            .map(|(window, (length, _))| length - now.millis_since(window.began))
            .max();
        if let Some(wait_millis) = wait_millis {
            return Err(FetchRefused { wait_millis });
        }
        for window in windows {
            window.used += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_model::MockDice;

    const START: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn spend_many(limit: &FetchLimit, sid: VerificationSid, at: Timestamp) -> usize {
        (0..1000).take_while(|_| limit.spend(sid, at).is_ok()).count()
    }

    #[test]
    fn sixty_a_minute_180_an_hour_250_a_day() {
        let (limit, sid) = (FetchLimit::default(), VerificationSid::new(START, &MockDice::new(1)));
        assert_eq!(spend_many(&limit, sid, START), 60);
        assert_eq!(limit.spend(sid, START.plus_millis(1000)), Err(FetchRefused { wait_millis: 59_000 }));
        assert_eq!(spend_many(&limit, sid, START.plus_millis(60_000)), 60);
        assert_eq!(spend_many(&limit, sid, START.plus_millis(120_000)), 60);
        assert_eq!(spend_many(&limit, sid, START.plus_millis(180_000)), 0);
        assert_eq!(spend_many(&limit, sid, START.plus_millis(3_600_000)), 60);
        assert_eq!(spend_many(&limit, sid, START.plus_millis(3_660_000)), 10);
        assert_eq!(spend_many(&limit, sid, START.plus_millis(86_400_000)), 60);
    }

    /// Fetches `many` verifications once each; gives their SIDs.
    fn spend_each(limit: &FetchLimit, dice: &MockDice, many: usize, at: Timestamp) -> Vec<VerificationSid> {
        let sids: Vec<_> = (0..many).map(|_| VerificationSid::new(at, dice)).collect();
        sids.iter().for_each(|sid| assert_eq!(limit.spend(*sid, at), Ok(())));
        sids
    }

    fn remembered(limit: &FetchLimit) -> usize {
        limit.0.lock().unwrap().windows.len()
    }

    #[test]
    fn another_verification_has_its_own_count_and_memory_is_bounded() {
        let (limit, dice) = (FetchLimit::default(), MockDice::new(1));
        spend_each(&limit, &dice, REMEMBERED, START);
        assert_eq!(remembered(&limit), REMEMBERED);
        spend_each(&limit, &dice, 10, START);
        assert_eq!(remembered(&limit), REMEMBERED / 2 + 10);
        // Full again within the minute: nobody looks again, and nobody is refused.
        spend_each(&limit, &dice, REMEMBERED, START.plus_millis(LOOK_EVERY - 1));
        assert_eq!(remembered(&limit), REMEMBERED);
        spend_each(&limit, &dice, 1, START.plus_millis(LOOK_EVERY));
        assert_eq!(remembered(&limit), REMEMBERED / 2 + 1);
    }

    #[test]
    fn a_count_of_the_day_outlives_the_crowd_that_came_before_it() {
        let (limit, dice) = (FetchLimit::default(), MockDice::new(1));
        spend_each(&limit, &dice, REMEMBERED - 1, START);
        let later = START.plus_millis(60_000);
        let sid = VerificationSid::new(later, &dice);
        for minute in 0..3 {
            assert_eq!(spend_many(&limit, sid, later.plus_millis(minute * 60_000)), 60);
        }
        let full = later.plus_millis(180_000);
        spend_each(&limit, &dice, 10, full);
        assert_eq!(remembered(&limit), REMEMBERED / 2 + 10);
        assert_eq!(spend_many(&limit, sid, full), 0, "the hour's count is remembered");
    }

    #[test]
    fn those_whose_day_is_over_are_forgotten_first() {
        let (limit, dice) = (FetchLimit::default(), MockDice::new(1));
        let day = 86_400_000;
        spend_each(&limit, &dice, REMEMBERED / 4, START);
        let kept = spend_each(&limit, &dice, REMEMBERED - REMEMBERED / 4, START.plus_millis(1));
        spend_each(&limit, &dice, 1, START.plus_millis(day));
        assert_eq!(remembered(&limit), REMEMBERED - REMEMBERED / 4 + 1);
        assert!(kept.iter().all(|sid| limit.0.lock().unwrap().windows.contains_key(sid)));
    }
}
