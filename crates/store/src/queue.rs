//! The bounded line in which transactions wait for a thread, with a second line for work that can wait.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// After this many turns of requests, background work gets one, however many requests wait.
const TURNS_BEFORE_BEHIND: u32 = 16;

/// A queue of jobs `J`.
pub(crate) struct Queue<J> {
    lines: Mutex<Lines<J>>,
    ready: Condvar,
    capacity: usize,
}

struct Lines<J> {
    /// What a request waits for.
    urgent: VecDeque<J>,
    /// Sweeps, imports, re-sealing: chunks of a few milliseconds each.
    behind: VecDeque<J>,
    turns: u32,
    closed: bool,
    /// Threads that wait for work. Waking one is a call into the kernel, whether or not somebody sleeps.
    idle: usize,
}

/// Why a job was not taken; it is given back to be dropped.
pub(crate) enum NotTaken {
    Full,
    Closed,
}

impl<J> Queue<J> {
    pub(crate) fn new(capacity: usize) -> Self {
        let lines =
            Lines { urgent: VecDeque::new(), behind: VecDeque::new(), turns: 0, closed: false, idle: 0 };
        Self { lines: Mutex::new(lines), ready: Condvar::new(), capacity }
    }

    fn lines(&self) -> MutexGuard<'_, Lines<J>> {
        // Nothing that can panic runs under this lock.
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn push(&self, job: J, urgent: bool) -> Result<(), NotTaken> {
        let mut lines = self.lines();
        if lines.closed {
            return Err(NotTaken::Closed);
        }
        let line = if urgent { &mut lines.urgent } else { &mut lines.behind };
        if line.len() >= self.capacity {
            return Err(NotTaken::Full);
        }
        line.push_back(job);
        let is_awaited = lines.idle > 0;
        drop(lines);
        if is_awaited {
            self.ready.notify_one();
        }
        Ok(())
    }

    /// Waits for work and takes up to `most` urgent jobs, or one that can wait. `None` once closed and empty.
    pub(crate) fn take(&self, most: usize) -> Option<Vec<J>> {
        let mut lines = self.lines();
        loop {
            let turn_of_behind = lines.urgent.is_empty() || lines.turns >= TURNS_BEFORE_BEHIND;
            if turn_of_behind && let Some(job) = lines.behind.pop_front() {
                lines.turns = 0;
                return Some(vec![job]);
            }
            if !lines.urgent.is_empty() {
                lines.turns = lines.turns.saturating_add(1);
                let many = lines.urgent.len().min(most);
                return Some(lines.urgent.drain(..many).collect());
            }
            if lines.closed {
                return None;
            }
            lines.idle += 1;
            lines = self.ready.wait(lines).unwrap_or_else(PoisonError::into_inner);
            lines.idle -= 1;
        }
    }

    /// How many urgent jobs wait, and how many that can.
    pub(crate) fn waiting(&self) -> (usize, usize) {
        let lines = self.lines();
        (lines.urgent.len(), lines.behind.len())
    }

    /// Lets what waits be done, takes nothing more.
    pub(crate) fn close(&self) {
        self.lines().closed = true;
        self.ready.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_line_refuses_and_a_closed_one_empties_first() {
        let queue = Queue::new(2);
        assert!(queue.push(1, true).is_ok() && queue.push(2, true).is_ok());
        assert!(matches!(queue.push(3, true), Err(NotTaken::Full)));
        assert_eq!(queue.waiting(), (2, 0));
        queue.close();
        assert!(matches!(queue.push(4, true), Err(NotTaken::Closed)));
        assert_eq!(queue.take(10), Some(vec![1, 2]));
        assert_eq!(queue.take(10), None);
    }

    #[test]
    fn work_that_can_wait_is_not_starved_by_requests() {
        let queue = Queue::new(1000);
        assert!(queue.push(-1, false).is_ok());
        let mut turns = 0;
        loop {
            assert!(queue.push(1, true).is_ok());
            turns += 1;
            if queue.take(1) == Some(vec![-1]) {
                break;
            }
        }
        assert_eq!(turns, TURNS_BEFORE_BEHIND + 1);
    }
}
