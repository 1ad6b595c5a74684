//! Going through what was sent.

use std::ops::ControlFlow;

use countersign_model::{AttemptSid, Timestamp};
use countersign_store::StoreError;
use countersign_store::deliveries::{self, Delivery};

use crate::Engine;

/// Sends read at a time.
const PAGE: i64 = 1000;
/// How far another node's clock may be ahead of ours, in milliseconds, so that its sends are seen too.
const AHEAD: i64 = 60_000;

impl Engine {
    /// Shows `each` every send since `since`, newest first, until it has seen enough. Reads in pages on the connection for
    /// reports, so nobody waits for it, however many they are; what is made meanwhile isn't seen.
    ///
    /// # Errors
    /// What the database says.
    pub async fn walk_deliveries(
        &self,
        since: Timestamp,
        mut each: impl FnMut(Delivery) -> ControlFlow<()> + Send,
    ) -> Result<(), StoreError> {
        let after = AttemptSid::earliest(since);
        let mut before = AttemptSid::earliest(self.now().plus_millis(AHEAD));
        loop {
            let page = self.store().report(move |tx| deliveries::back(tx, before, after, PAGE)).await?;
            let Some(last) = page.last() else { return Ok(()) };
            before = last.attempt.sid;
            for delivery in page {
                if each(delivery).is_break() {
                    return Ok(());
                }
            }
        }
    }
}
