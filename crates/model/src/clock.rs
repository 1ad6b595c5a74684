//! Time, handed in so that a test can move it.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment `millis` milliseconds after the start of 1970.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the start of 1970.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This moment moved by `millis` milliseconds.
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Reads a moment with its offset, as in `2023-11-14T22:13:20Z` (RFC 3339). Nothing for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(|moment: jiff::Timestamp| Self(moment.as_millisecond()))
    }

    /// As HTTP's `Date` has it (RFC 9110, 5.6.7).
    #[must_use]
    pub fn to_http_date(self) -> String {
        let seconds = jiff::Timestamp::from_second(self.0.div_euclid(1000)).unwrap_or(jiff::Timestamp::MAX);
        jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&seconds).unwrap_or_default()
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is later.
    #[must_use]
    pub const fn millis_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// ISO 8601, UTC, whole seconds and `Z`: what every helper library parses (behaviour map 1.6).
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Rounded down, so that an answer never claims a moment that has not come yet.
        let seconds = jiff::Timestamp::from_second(self.0.div_euclid(1000)).unwrap_or(jiff::Timestamp::MAX);
        write!(f, "{seconds}")
    }
}

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// Time since some fixed moment, for measuring how long something takes. The system's never goes back, as its
    /// calendar may.
    fn ticks(&self) -> Duration {
        Duration::from_millis(self.now().0.unsigned_abs())
    }
}

/// A clock for tests: it stands still until told to move.
#[derive(Debug)]
pub struct MockClock(AtomicI64);

impl MockClock {
    /// A clock that shows `start`.
    #[must_use]
    pub fn new(start: Timestamp) -> Self {
        Self(AtomicI64::new(start.0))
    }

    /// Moves the clock on.
    pub fn advance_millis(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Moves the clock on by whole seconds.
    pub fn advance_seconds(&self, seconds: i64) {
        self.advance_millis(seconds * 1000);
    }
}

impl Clock for MockClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_whole_seconds_with_a_z() {
        assert_eq!(Timestamp::from_millis(1_438_286_400_999).to_string(), "2015-07-30T20:00:00Z");
        assert_eq!(Timestamp::from_millis(-1).to_string(), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn a_moment_is_read_with_its_offset_and_nothing_else_is() {
        let moment = Some(Timestamp::from_millis(1_438_286_400_250));
        assert_eq!(Timestamp::parse("2015-07-30T20:00:00.25Z"), moment);
        assert_eq!(Timestamp::parse("2015-07-30T22:00:00.25+02:00"), moment);
        for text in ["", "now", "2015-07-30", "2015-07-30T20:00:00", "1438286400"] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
