//! The only place that reads a clock: measuring is what this program is for.

use std::time::{Duration, Instant};

/// Started when made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

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
