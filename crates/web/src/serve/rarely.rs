//! What is worth telling, but not each time.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::Sleep;

/// Says yes at most once a period.
pub(super) struct Rarely {
    period: Duration,
    /// Until when the answer is no.
    quiet: Option<Pin<Box<Sleep>>>,
}

impl Rarely {
    pub(super) const fn new(period: Duration) -> Self {
        Self { period, quiet: None }
    }

    /// Whether the last yes is a period ago. Never waits.
    pub(super) async fn is_due(&mut self) -> bool {
        if let Some(quiet) = &mut self.quiet
            && poll_fn(|context| Poll::Ready(quiet.as_mut().poll(context).is_pending())).await
        {
            return false;
        }
        self.quiet = Some(Box::pin(tokio::time::sleep(self.period)));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_answer_is_yes_once_a_period() {
        let mut seldom = Rarely::new(Duration::from_secs(3600));
        assert!(seldom.is_due().await);
        assert!(!seldom.is_due().await && !seldom.is_due().await);
        let mut often = Rarely::new(Duration::from_millis(1));
        for _ in 0..3 {
            assert!(often.is_due().await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
