//! The only place that reads a clock: measuring is what this program is for.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Started when made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

/// Seconds since 1970: what authenticator apps count by.
#[expect(clippy::disallowed_methods, reason = "apps follow the clock of the world")]
pub(crate) fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// The same, started that much later; until then nothing has elapsed.
    pub(crate) fn plus(self, later: Duration) -> Self {
        Self(self.0 + later)
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
