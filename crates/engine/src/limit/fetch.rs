//! How often one verification may be fetched: 60 a minute, 180 an hour, 250 a day (behaviour map 4.4).
//!
//! Counted per node and in memory, so that a GET writes nothing. With several nodes a caller gets the limit once from
//! each: it guards against polling loops, not against guessing.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use countersign_model::{Timestamp, VerificationSid};

/// Length of a window in milliseconds, and how many fetches it holds.
const WINDOWS: [(i64, u32); 3] = [(60_000, 60), (3_600_000, 180), (86_400_000, 250)];

/// Verifications that are remembered; beyond it those whose windows are over are forgotten, then all.
const REMEMBERED: usize = 50_000;

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
pub struct FetchLimit(Mutex<HashMap<VerificationSid, [Window; 3]>>);

impl FetchLimit {
    /// Spends one fetch. A refused one is not counted.
    ///
    /// # Errors
    /// When a window is full.
    pub fn spend(&self, sid: VerificationSid, now: Timestamp) -> Result<(), FetchRefused> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= REMEMBERED && !counts.contains_key(&sid) {
            let (minute, _) = WINDOWS[0];
            counts.retain(|_, windows| now.millis_since(windows[0].began) < minute);
            if counts.len() >= REMEMBERED {
                counts.clear();
            }
        }
        let windows = counts.entry(sid).or_insert([Window { began: now, used: 0 }; 3]);
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

    #[test]
    fn another_verification_has_its_own_count_and_memory_is_bounded() {
        let limit = FetchLimit::default();
        let dice = MockDice::new(1);
        for _ in 0..REMEMBERED + 10 {
            assert_eq!(limit.spend(VerificationSid::new(START, &dice), START), Ok(()));
        }
        assert!(limit.0.lock().unwrap().len() <= REMEMBERED);
    }
}
