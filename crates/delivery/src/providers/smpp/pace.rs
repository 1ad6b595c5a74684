//! No more messages a second than were agreed with the centre.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// Lets one message through in every span of time. What was not used is not saved up: a centre that counts by the
/// second would refuse the burst.
#[derive(Debug)]
pub(super) struct Pace {
    span: Duration,
    /// Made at the first message, for a timer needs the runtime.
    interval: Mutex<Option<Interval>>,
}

impl Pace {
    pub(super) fn new(span: Duration) -> Self {
        Self { span, interval: Mutex::default() }
    }

    /// Returns when it is the next message's turn.
    pub(super) async fn turn(&self) {
        let mut interval = self.interval.lock().await;
        interval.get_or_insert_with(|| started(self.span)).tick().await;
    }
}

fn started(span: Duration) -> Interval {
    let mut interval = interval(span);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

#[cfg(test)]
mod tests {
    use tokio::time::{advance, timeout};

    use super::*;

    /// Whether it is somebody's turn within `millis`, on a clock that jumps.
    async fn turns(pace: &Pace, millis: u64) -> bool {
        timeout(Duration::from_millis(millis), pace.turn()).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn one_message_a_span_and_nothing_is_saved_up() {
        let pace = Pace::new(Duration::from_millis(100));
        assert!(turns(&pace, 1).await, "the first at once");
        assert!(!turns(&pace, 90).await, "the second not before its span");
        assert!(turns(&pace, 20).await);
        advance(Duration::from_secs(60)).await;
        assert!(turns(&pace, 1).await, "after a rest at once");
        assert!(!turns(&pace, 90).await, "and not all that were missed");
    }
}
