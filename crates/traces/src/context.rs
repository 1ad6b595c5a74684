//! Which span a piece of work belongs to.

use std::time::Duration;

use countersign_model::Timestamp;

tokio::task_local! {
    static CURRENT: Context;
}

/// The span that what runs now belongs to; small, so that it can be handed to another task.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    pub(crate) trace: u128,
    pub(crate) span: u64,
    /// The moment at which the clock's ticks stood so: spans of one trace are told by the ticks alone, so that none
    /// begins before the one above it.
    pub(crate) anchor: (Timestamp, Duration),
}

impl Context {
    /// Nanoseconds since 1970.
    pub(crate) fn nanos(&self, ticks: Duration) -> u64 {
        let (moment, then) = self.anchor;
        let since = u64::try_from(ticks.saturating_sub(then).as_nanos()).unwrap_or(u64::MAX);
        u64::try_from(moment.millis()).unwrap_or(0).saturating_mul(1_000_000).saturating_add(since)
    }
}

/// The span at hand; none when nobody records this work.
#[must_use]
pub fn current() -> Option<Context> {
    if !crate::recorder::is_on() {
        return None;
    }
    CURRENT.try_with(|context| *context).ok()
}

/// Does the work as part of a span, or of none.
pub async fn within<F: Future>(context: Option<Context>, work: F) -> F::Output {
    match context {
        Some(context) => Box::pin(CURRENT.scope(context, work)).await,
        None => work.await,
    }
}
