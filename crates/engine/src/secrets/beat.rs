//! The heartbeat: a node reads its key file again, tells what it holds and hears which key is active.

use std::time::Duration;

use countersign_model::Actor;
use countersign_store::{End, StoreError, nodes};

use super::meet::checks;
use super::{KeyError, Shown, key_file, meet, report};
use crate::Engine;

/// Between two heartbeats.
const PAUSE: Duration = Duration::from_secs(3);
/// A node that was not seen for so long, in milliseconds, is removed from the list.
const FORGOTTEN_MILLIS: i64 = 3_600_000;

impl Engine {
    /// Keeps the keys up to date until `stop` completes.
    pub async fn run_keys(&self, stop: impl Future<Output = ()> + Send) {
        tokio::pin!(stop);
        let mut told = String::new();
        loop {
            let problem = self.beat().await.err().map(|error| error.to_string()).unwrap_or_default();
            // Once, not every few seconds until somebody mends it.
            if problem != told && !problem.is_empty() {
                tracing::error!(problem, "the keys could not be brought up to date");
            }
            told = problem;
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = &mut stop => return,
            }
        }
    }

    /// One heartbeat. Requests don't wait for it, and it doesn't wait behind them either: a node that is busy is not
    /// dead.
    ///
    /// # Errors
    /// See [`KeyError`]. Whatever is wrong with the file, the keys at hand stay and are told of.
    pub async fn beat(&self) -> Result<(), KeyError> {
        let held = &self.0.keys;
        let _turn = held.turn.lock().await;
        let read = self.read_file(&key_file()).await;
        let ring = held.ring();
        let (now, node) = (self.now(), self.0.node.clone());
        let mine = Shown::of(&ring, &key_file(), &node, now, self.dice());
        let seals_with = ring.active_id().to_owned();
        let active = self
            .0
            .store
            .write(move |tx| {
                let active = match meet(tx, &mine, now)? {
                    Ok(active) => active,
                    Err(mismatch) => return Ok(End::Rollback(Err(mismatch))),
                };
                report(tx, &node, &mine, &seals_with, now)?;
                nodes::forget(tx, now.plus_millis(-FORGOTTEN_MILLIS))?;
                Ok(End::Commit(Ok(active)))
            })
            .await??;
        held.set(ring.with_active(&active).map_err(|missing| KeyError::MissingKey(missing.0))?);
        held.confirmed(now);
        read
    }

    /// Takes over what the key file holds now; under the turn. The audit trail will say that `by` brought what is new.
    /// Before anybody is told: who hears that a node holds a key may rely on it at once.
    pub(super) async fn read_file(&self, by: &Actor) -> Result<(), KeyError> {
        let held = &self.0.keys;
        let Some(source) = held.source.get() else { return Ok(()) };
        let (file, ring, now) = (source.read().map_err(KeyError::File)?, held.ring(), self.now());
        if checks(&file) == checks(&ring) {
            return Ok(());
        }
        let found = Shown::of(&file, by, &self.0.node, now, self.dice());
        let met = self.0.store.write(move |tx| {
            Ok(match meet(tx, &found, now)? {
                Ok(active) => End::Commit(Ok(active)),
                Err(mismatch) => End::Rollback(Err(mismatch)),
            })
        });
        let active = met.await??;
        // What it seals with changes when the heartbeat says so, but for a node that slept through more than that.
        let kept = file.with_active(ring.active_id()).or_else(|_| file.with_active(&active));
        held.set(kept.map_err(|missing| KeyError::MissingKey(missing.0))?);
        Ok(())
    }

    /// Tells that this node ends: nobody has to wait until it is taken for dead.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn leave(&self) -> Result<(), StoreError> {
        let node = self.0.node.clone();
        self.0.store.write(move |tx| nodes::left(tx, &node).map(End::Commit)).await
    }
}
