//! The keys that a running engine holds.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use countersign_keyring::Keyring;
use countersign_model::Timestamp;
use countersign_store::keys::{self, KeyState};
use countersign_store::{DbError, StoreError};

use super::{FRESH_MILLIS, KeySource};
use crate::Engine;
use crate::engine::Inner;

/// The keys, changed only as a whole.
pub(crate) struct Held {
    ring: RwLock<Arc<Keyring>>,
    /// When the database last said which key is active.
    as_of: AtomicI64,
    /// Where they are read again from.
    pub(super) source: OnceLock<Arc<dyn KeySource>>,
    /// Held by whoever changes them: what an older look found must not replace what a newer one did.
    pub(super) turn: tokio::sync::Mutex<()>,
}

impl Held {
    pub(crate) fn new(ring: Keyring, now: Timestamp) -> Self {
        Self {
            ring: RwLock::new(Arc::new(ring)),
            as_of: AtomicI64::new(now.millis()),
            source: OnceLock::new(),
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// All keys as they are now; later changes don't touch it.
    pub(crate) fn ring(&self) -> Arc<Keyring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the keys; under the turn.
    pub(super) fn set(&self, ring: Keyring) {
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
    }

    /// The database said at `now` which key is active, and that is the one; under the turn and after [`Held::set`].
    pub(super) fn confirmed(&self, now: Timestamp) {
        self.as_of.store(now.millis(), Ordering::Release);
    }

    fn is_fresh(&self, now: Timestamp) -> bool {
        now.millis() - self.as_of.load(Ordering::Acquire) <= FRESH_MILLIS
    }
}

impl Engine {
    /// Names the file that the keys are read again from; the first call counts.
    pub fn use_key_file(&self, source: Arc<dyn KeySource>) {
        // A second file would mean two opinions on what this node holds.
        let _ = self.0.keys.source.set(source);
    }

    /// The keys, for sealing and deriving. A node that was cut off or asleep may have missed a promotion: it asks
    /// first.
    ///
    /// # Errors
    /// When the database gives no answer, or this node lacks the active key.
    pub(crate) async fn sealing_keys(&self) -> Result<Arc<Keyring>, StoreError> {
        if !self.0.keys.is_fresh(self.now()) {
            self.look_again().await?;
        }
        Ok(self.0.keys.ring())
    }

    async fn look_again(&self) -> Result<(), StoreError> {
        let held = &self.0.keys;
        let _turn = held.turn.lock().await;
        let now = self.now();
        if held.is_fresh(now) {
            return Ok(());
        }
        let known = self.0.store.read(keys::list).await?;
        let active = known.iter().find(|key| key.state == KeyState::Active);
        let turned = active.and_then(|key| held.ring().with_active(&key.key_id).ok());
        let Some(turned) = turned else {
            tracing::error!("this node lacks the active key: copy its line from another node's key file");
            return Err(DbError::unreadable("keys.state").into());
        };
        held.set(turned);
        held.confirmed(now);
        Ok(())
    }
}

impl Inner {
    /// The keys, for opening and for deriving what a row names the key of.
    pub(crate) fn opening_keys(&self) -> Arc<Keyring> {
        self.keys.ring()
    }
}
