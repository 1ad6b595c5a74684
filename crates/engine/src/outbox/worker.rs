//! The worker: takes errands as they are made on this node, and looks every quarter of a second for what else is due.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use countersign_model::Timestamp;
use countersign_model::reach;
use countersign_store::{End, breakers, outbox};
use countersign_traces::Span;
use tokio::sync::Semaphore;

use super::LEASE_MILLIS;
use crate::Engine;

/// Sends under way at once.
const IN_FLIGHT: usize = 256;
/// Rows taken at once.
const CLAIM: usize = 64;
/// How often rows are looked for that nobody told us of: retries, and what other nodes left.
const POLL: Duration = Duration::from_millis(250);

/// Tells that the worker lives; dropped when it ends, however it ends.
struct Beat<'b>(&'b AtomicI64);

impl Beat<'_> {
    fn at(&self, now: Timestamp) {
        self.0.store(now.millis(), Ordering::Relaxed);
    }
}

impl Drop for Beat<'_> {
    fn drop(&mut self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

impl Engine {
    /// Sends until `stop` completes, then lets what is under way end. One per engine: the second call returns at once.
    pub async fn run_worker(&self, stop: impl Future<Output = ()> + Send) {
        let taken = self.0.errands.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut errands) = taken else { return };
        let places = Arc::new(Semaphore::new(IN_FLIGHT));
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        tokio::pin!(stop);
        let beat = Beat(&self.0.beat);
        loop {
            beat.at(self.now());
            // A place first: while all are taken, errands wait where they are safe.
            let place = tokio::select! {
                place = Arc::clone(&places).acquire_owned() => place,
                () = &mut stop => break,
            };
            let Ok(place) = place else { break };
            tokio::select! {
                direct = errands.recv() => {
                    let Some(direct) = direct else { break };
                    let engine = self.clone();
                    tokio::spawn(async move {
                        engine.deliver_direct(direct).await;
                        drop(place);
                    });
                }
                _ = poll.tick() => {
                    drop(place);
                    self.follow_breakers().await;
                    self.take_fallbacks().await;
                    self.take_due(&places).await;
                    self.take_notifications(&places).await;
                }
                () = self.0.woken.notified() => {
                    drop(place);
                    self.take_fallbacks().await;
                    self.take_due(&places).await;
                    self.take_notifications(&places).await;
                }
                () = &mut stop => break,
            }
        }
        // What was handed over directly but not begun is freed at the next start, or when its lease is over.
        let all = u32::try_from(IN_FLIGHT).unwrap_or(u32::MAX);
        let _ = tokio::time::timeout(Duration::from_secs(12), places.acquire_many(all)).await;
    }

    /// Hears which providers other nodes found failing, or working again.
    async fn follow_breakers(&self) {
        match self.0.store.read(breakers::all).await {
            Ok(seen) => self.0.desk.follow(&seen),
            // Each node finds out by itself, only later.
            Err(error) => tracing::debug!(%error, "the breakers could not be read"),
        }
    }

    /// Takes what is due and sends it.
    async fn take_due(&self, places: &Arc<Semaphore>) {
        loop {
            let now = self.now();
            // Under a backlog this loop is the worker's whole life.
            self.0.beat.store(now.millis(), Ordering::Relaxed);
            // A look costs no write; most looks find nothing.
            match self.0.store.read(outbox::next_due).await {
                Ok(Some(due)) if due <= now => {}
                Ok(_) => return,
                Err(error) => return tracing::warn!(%error, "the outbox could not be read"),
            }
            let most = places.available_permits().min(CLAIM);
            if most == 0 {
                return;
            }
            let node = self.0.node.clone();
            let claimed = self
                .0
                .store
                .write(move |tx| {
                    let lease = outbox::Lease { owner: &node, until: now.plus_millis(LEASE_MILLIS) };
                    let errands = outbox::claim(tx, lease, now, i64::try_from(most).unwrap_or(1))?;
                    reach("worker.claim_written");
                    Ok(End::Commit(errands))
                })
                .await;
            let claimed = match claimed {
                Ok(claimed) => claimed,
                Err(error) => return tracing::warn!(%error, "the outbox could not be read"),
            };
            if claimed.is_empty() {
                return;
            }
            reach("worker.claimed");
            for errand in claimed {
                let Ok(place) = Arc::clone(places).acquire_owned().await else { return };
                let engine = self.clone();
                tokio::spawn(async move {
                    // Whoever asked for it has their answer long since: a trace of its own.
                    let trace = countersign_traces::root("deliver");
                    let delivered = engine.deliver(errand, now.plus_millis(LEASE_MILLIS), None);
                    countersign_traces::within(trace.as_ref().map(Span::context), delivered).await;
                    drop(place);
                });
            }
        }
    }
}
