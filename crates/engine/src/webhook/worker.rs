//! The worker of webhooks, beside that of codes and behind it: its own places, its own turns.

use std::sync::Arc;
use std::time::Duration;

use countersign_model::WebhookSid;
use countersign_store::{End, StoreError, webhook_events};
use tokio::sync::Semaphore;

use crate::Engine;
use crate::busy::Busy;

/// Posts under way at once.
const IN_FLIGHT: usize = 64;
/// Posts under way at once to one webhook: a slow one keeps the others from nothing.
const IN_FLIGHT_EACH: usize = 8;
/// How often it is looked for what is due.
const POLL: Duration = Duration::from_millis(250);
/// How long a row that was taken is nobody else's, in milliseconds: longer than a post may take.
const LEASE_MILLIS: i64 = 30_000;

impl Engine {
    /// Tells webhooks what happened until `stop` completes, then lets what is under way end.
    pub async fn run_webhooks(&self, stop: impl Future<Output = ()> + Send) {
        let (places, busy) = (Arc::new(Semaphore::new(IN_FLIGHT)), Busy::new(IN_FLIGHT_EACH));
        tokio::pin!(stop);
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = poll.tick() => {}
                () = &mut stop => break,
            }
            if let Err(error) = self.tell_due(&places, &busy).await {
                tracing::warn!(%error, "what webhooks are to be told could not be read");
            }
        }
        let all = u32::try_from(IN_FLIGHT).unwrap_or(u32::MAX);
        let _ = tokio::time::timeout(Duration::from_secs(12), places.acquire_many(all)).await;
    }

    /// Takes what is due and tells it, a few rows of each webhook at a time.
    async fn tell_due(&self, places: &Arc<Semaphore>, busy: &Busy<WebhookSid>) -> Result<(), StoreError> {
        let now = self.now();
        // A look costs no write; most looks find nothing.
        if self.0.store.read(webhook_events::next_due).await?.is_none_or(|due| due > now) {
            return Ok(());
        }
        for webhook in self.0.store.read(move |tx| webhook_events::due(tx, now)).await? {
            let most = busy.room(&webhook).min(places.available_permits());
            if most == 0 {
                continue;
            }
            let (node, until) = (self.0.node.clone(), now.plus_millis(LEASE_MILLIS));
            let claimed = self
                .0
                .store
                .write(move |tx| {
                    let most = i64::try_from(most).unwrap_or(1);
                    webhook_events::claim(tx, webhook, (&node, until), now, most).map(End::Commit)
                })
                .await?;
            for telling in claimed {
                let Ok(place) = Arc::clone(places).acquire_owned().await else { return Ok(()) };
                let (engine, begun) = (self.clone(), busy.begin(webhook));
                tokio::spawn(async move {
                    engine.tell(telling).await;
                    drop((begun, place));
                });
            }
        }
        Ok(())
    }
}
