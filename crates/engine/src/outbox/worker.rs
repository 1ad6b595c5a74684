//! The worker: takes errands as they are made on this node, and looks every quarter of a second for what else is due.
//!
//! Somebody looks at their phone for what was just made; what is due has waited already. So each has places of its own,
//! and what is due gives way: the more errands are made, the longer it pauses between two handfuls, but never so long
//! that a backlog would grow old.

use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use countersign_model::reach;
use countersign_store::{End, breakers, outbox};
use countersign_traces::Span;
use tokio::sync::{Semaphore, mpsc, watch};

use super::{Direct, LEASE_MILLIS, PLACES};
use crate::Engine;
use crate::notification::Notices;

/// Rows taken at once.
const CLAIM: usize = 64;
/// How often rows are looked for that nobody told us of: retries, and what other nodes left.
const POLL: Duration = Duration::from_millis(250);
/// How long what is due waits for each errand that was made meanwhile: above a thousand a second it pauses longer and
/// longer.
const GIVES_WAY: Duration = Duration::from_millis(1);
/// The longest pause between two handfuls: eight hundred a second go out, whatever else is sent.
const LONGEST_PAUSE: Duration = Duration::from_millis(75);
/// When what is due is looked at again after all its places were taken.
const NO_PLACE: Duration = Duration::from_millis(10);
/// How long sends under way are waited for in the end: longer than one may take.
const LAST_SENDS: Duration = Duration::from_secs(12);

/// Tells that the worker lives; dropped when it ends, however it ends.
struct Beat<'b>(&'b AtomicI64);

impl Drop for Beat<'_> {
    fn drop(&mut self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

/// What the two halves of the worker share.
struct Work {
    /// Sends under way of errands that were just made.
    direct: Arc<Semaphore>,
    /// Sends under way of rows that were due.
    due: Arc<Semaphore>,
    /// What devices are told: whoever enrols one may name a slow address, so codes share no place with it.
    notices: Notices,
    /// Errands that were made since what is due was last looked at.
    made: AtomicU32,
}

impl Engine {
    /// Sends until `stop` completes, then lets what is under way end. One per engine: the second call returns at once.
    pub async fn run_worker(&self, stop: impl Future<Output = ()> + Send) {
        let taken = self.0.errands.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(errands) = taken else { return };
        let work = Work {
            direct: Arc::new(Semaphore::new(PLACES)),
            due: Arc::new(Semaphore::new(PLACES)),
            notices: Notices::new(),
            made: AtomicU32::new(0),
        };
        let beat = Beat(&self.0.beat);
        let (tell, stopping) = watch::channel(false);
        tokio::join!(
            self.send_what_is_made(errands, &work, stopping.clone()),
            self.send_what_is_due(&work, stopping),
            async {
                stop.await;
                tell.send_replace(true);
            },
        );
        // What was handed over directly but not begun is freed at the next start, or when its lease is over.
        let all = u32::try_from(PLACES).unwrap_or(u32::MAX);
        let ended = async {
            tokio::join!(work.direct.acquire_many(all), work.due.acquire_many(all), work.notices.ended())
        };
        let _ = tokio::time::timeout(LAST_SENDS, ended).await;
        drop(beat);
    }

    /// Errands of this node's own making, as they come.
    async fn send_what_is_made(
        &self,
        mut errands: mpsc::Receiver<Direct>,
        work: &Work,
        mut stopping: watch::Receiver<bool>,
    ) {
        loop {
            // A place first: while all are taken, errands wait where they are safe.
            let next = async {
                let place = Arc::clone(&work.direct).acquire_owned().await.ok()?;
                Some((place, errands.recv().await?))
            };
            let (place, direct) = tokio::select! {
                next = next => match next {
                    Some(next) => next,
                    None => return,
                },
                () = told(&mut stopping) => return,
            };
            work.made.fetch_add(1, Ordering::Relaxed);
            let engine = self.clone();
            tokio::spawn(async move {
                engine.deliver_direct(direct).await;
                drop(place);
            });
        }
    }

    /// Rows that are due: retries, and what was left for whoever comes first.
    async fn send_what_is_due(&self, work: &Work, mut stopping: watch::Receiver<bool>) {
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut again = None;
        loop {
            self.beats();
            tokio::select! {
                _ = poll.tick() => {
                    self.follow_breakers().await;
                    self.take_fallbacks().await;
                    self.take_ends().await;
                    self.take_notifications(&work.notices).await;
                }
                () = self.0.woken.notified() => {
                    self.take_fallbacks().await;
                    self.take_ends().await;
                    self.take_notifications(&work.notices).await;
                }
                () = tokio::time::sleep(again.unwrap_or_default()), if again.is_some() => {}
                () = told(&mut stopping) => return,
            }
            again = self.take_due(work).await;
        }
    }

    fn beats(&self) {
        self.0.beat.store(self.now().millis(), Ordering::Relaxed);
    }

    /// Hears which providers other nodes found failing, or working again.
    async fn follow_breakers(&self) {
        match self.0.store.read(breakers::all).await {
            Ok(seen) => self.0.desk.follow(&seen),
            // Each node finds out by itself, only later.
            Err(error) => tracing::debug!(%error, "the breakers could not be read"),
        }
    }

    /// Takes a handful of what is due and begins to send it; tells when to look for more, if there may be more.
    async fn take_due(&self, work: &Work) -> Option<Duration> {
        let now = self.now();
        let most = work.due.available_permits().min(CLAIM);
        if most == 0 {
            return Some(NO_PLACE);
        }
        // A look costs no write; most looks find nothing.
        match self.0.store.read(outbox::next_due).await {
            Ok(Some(due)) if due <= now => {}
            Ok(_) => return None,
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be read");
                return None;
            }
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
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be read");
                return None;
            }
        };
        if claimed.is_empty() {
            return None;
        }
        reach("worker.claimed");
        for errand in claimed {
            // Nobody else takes these places: there are as many as rows were asked for.
            let place = Arc::clone(&work.due).acquire_owned().await.ok()?;
            let engine = self.clone();
            tokio::spawn(async move {
                // Whoever asked for it has their answer long since: a trace of its own.
                let trace = countersign_traces::root("deliver");
                let delivered = engine.deliver(errand, now.plus_millis(LEASE_MILLIS), None);
                countersign_traces::within(trace.as_ref().map(Span::context), delivered).await;
                drop(place);
            });
        }
        Some(pause(work.made.swap(0, Ordering::Relaxed)))
    }
}

/// Completes when the worker is told to stop.
async fn told(stopping: &mut watch::Receiver<bool>) {
    // An error means that nobody can tell any more, which is as good.
    let _ = stopping.wait_for(|told| *told).await;
}

/// How long what is due waits when so many errands were `made` meanwhile.
fn pause(made: u32) -> Duration {
    GIVES_WAY.saturating_mul(made).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_gives_way_to_what_is_made_and_never_stands_still() {
        assert_eq!(pause(0), Duration::ZERO);
        assert!(pause(3) < Duration::from_millis(5), "a few cost it next to nothing");
        assert_eq!(pause(u32::MAX), LONGEST_PAUSE);
        let least = CLAIM as f64 / LONGEST_PAUSE.as_secs_f64();
        assert!(least > 800.0, "{least} a second");
    }
}
