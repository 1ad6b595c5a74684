//! An end to what may wait for a webhook: one that takes nothing must not fill the database.
//!
//! The newest is what isn't kept: what is told stays without a gap up to there, and not to write costs nothing. How much waits
//! is counted behind, so the bound is passed by what happens between two looks.

use countersign_metrics::Counter;
use countersign_store::{End, StoreError, webhooks};

use crate::Engine;

/// Events that may wait for a webhook.
pub const MOST_WAITING: i64 = 100_000;

/// Webhooks that became full, and that had room again.
pub(crate) static FILLINGS: Counter<1> = Counter::new(
    "countersign_webhook_fillings_total",
    "Webhooks that too much waits for, by outcome: full (what happens from now on it never hears of), or room (it hears \
     of new things again).",
    ["outcome"],
);

impl Engine {
    /// Has nothing new kept for webhooks that `most` events wait for, until a tenth of them has been told.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn mind_full_webhooks(&self, most: i64) -> Result<(), StoreError> {
        let now = self.now();
        for counted in self.0.store.report(move |tx| webhooks::counted(tx, most)).await? {
            let sid = counted.sid;
            if !counted.is_full && counted.waiting >= most {
                if self.0.store.write_behind(move |tx| webhooks::fill(tx, sid, now).map(End::Commit)).await? {
                    FILLINGS.add(["full"]);
                    let waiting = counted.waiting;
                    tracing::error!(webhook.sid = %sid, waiting, "a webhook is full: what happens from now on it never hears of");
                }
            } else if counted.is_full && counted.waiting <= most - most / 10 {
                let made = self.0.store.write_behind(move |tx| webhooks::make_room(tx, sid).map(End::Commit));
                if made.await? {
                    FILLINGS.add(["room"]);
                    tracing::warn!(webhook.sid = %sid, "a webhook has room again: it missed what happened meanwhile");
                }
            }
        }
        Ok(())
    }
}
