//! What every verb needs, built once and handed down.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use countersign_delivery::outside::{Allowed, Outside};
use countersign_delivery::{Routes, Upstreams};
use countersign_keyring::Keyring;
use countersign_messages::Texts;
use countersign_model::{ChannelOrders, Clock, Dice, Limits, TestNumbers, Timestamp};
use countersign_store::{End, Store, StoreError, notices, notifications, outbox, webhook_events};
use tokio::sync::{Notify, mpsc};

use crate::conversion::Approved;
use crate::limit::FetchLimit;
use crate::outbox::Direct;
use crate::outbox::desk::Desk;
use crate::receipt::Callbacks;
use crate::retention::Retention;
use crate::secrets::{Held, KeyError, Mismatch, Shown, key_file, meet, report};

/// Errands that a creating node hands its own worker without asking the database; beyond it they wait as rows.
const DIRECT: usize = 1024;

/// How messages travel.
#[derive(Clone, Default)]
pub struct Delivery {
    /// The providers, and who is asked when.
    pub routes: Routes,
    /// The servers of the same API that carry out a share of the verifications.
    pub upstreams: Upstreams,
    /// Which channel comes after which.
    pub channel_orders: ChannelOrders,
    /// Where providers can call this server; nothing without a public URL.
    pub callbacks: Option<Callbacks>,
    /// The numbers that nothing is sent to.
    pub test_numbers: TestNumbers,
    /// Where webhooks may lead.
    pub webhooks: Allowed,
}

impl From<Routes> for Delivery {
    fn from(routes: Routes) -> Self {
        Self { routes, ..Self::default() }
    }
}

/// What an engine is built from.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The keys.
    pub keyring: Keyring,
    /// How messages travel.
    pub delivery: Delivery,
    /// What may be sent at all.
    pub limits: Limits,
    /// How long things are kept.
    pub retention: Retention,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub dice: Arc<dyn Dice>,
    /// This node's name; the same after a restart, so that what it held when it died is freed at once.
    pub node: String,
}

/// The verbs' common ground. Cloning is cheap: all clones are one engine.
#[derive(Clone)]
pub struct Engine(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) keys: Held,
    pub(crate) texts: Texts,
    pub(crate) routes: Routes,
    pub(crate) upstreams: Upstreams,
    pub(crate) desk: Desk,
    pub(crate) channel_orders: ChannelOrders,
    pub(crate) callbacks: Option<Callbacks>,
    pub(crate) test_numbers: TestNumbers,
    pub(crate) outside: Outside,
    pub(crate) limits: Limits,
    pub(crate) retention: Retention,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) dice: Arc<dyn Dice>,
    pub(crate) node: String,
    pub(crate) fetch_limit: FetchLimit,
    /// Errands on their way to this node's own worker.
    pub(crate) direct: mpsc::Sender<Direct>,
    /// The worker's end, until the worker takes it.
    pub(crate) errands: std::sync::Mutex<Option<mpsc::Receiver<Direct>>>,
    /// Told when a row was left in the outbox for whoever comes first.
    pub(crate) woken: Notify,
    /// What was approved and is not counted yet.
    pub(crate) approved: Approved,
    /// When the worker last went round, in milliseconds; 0 before it began and after it ended.
    pub(crate) beat: AtomicI64,
    /// Before this moment, in milliseconds, no hour of attempts is worth looking at.
    pub(crate) count_from: AtomicI64,
}

/// Why an engine can't start.
#[derive(Debug)]
pub enum StartError {
    /// A key has the id of another one that sealed what the database holds.
    WrongKey {
        /// The id.
        key_id: String,
    },
    /// The keys lack one that this database needs.
    MissingKey {
        /// The id.
        key_id: String,
    },
    /// The database gave no answer.
    Store(StoreError),
}

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::WrongKey { key_id } => KeyError::WrongKey(key_id.clone()).fmt(f),
            Self::MissingKey { key_id } => KeyError::MissingKey(key_id.clone()).fmt(f),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StartError {}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Builds the engine: proves that the keys are those of the database, tells what this node holds, and frees what it
    /// held when it died. Which key is active is for the database to say.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(parts: Parts) -> Result<Self, StartError> {
        let Parts { store, keyring, delivery, limits, retention, clock, dice, node } = parts;
        let Delivery { routes, upstreams, channel_orders, callbacks, test_numbers, webhooks } = delivery;
        let (now, owner) = (clock.now(), node.clone());
        let shown = Shown::of(&keyring, &key_file(), &node, now, &*dice);
        let met = store
            .write(move |tx| {
                let active = match meet(tx, &shown, now)? {
                    Ok(active) => active,
                    Err(mismatch) => return Ok(End::Rollback(Err(mismatch))),
                };
                // In the same transaction: from here on no promotion overlooks this node.
                report(tx, &owner, &shown, &active, now)?;
                outbox::free(tx, &owner, now)?;
                webhook_events::free(tx, &owner, now)?;
                notifications::free(tx, &owner, now)?;
                notices::free(tx, &owner, now)?;
                Ok(End::Commit(Ok(active)))
            })
            .await?;
        let keyring = match met {
            Ok(active) => keyring
                .with_active(&active)
                .map_err(|missing| StartError::MissingKey { key_id: missing.0 })?,
            Err(Mismatch::Wrong(key_id)) => return Err(StartError::WrongKey { key_id }),
            Err(Mismatch::Missing(key_id)) => return Err(StartError::MissingKey { key_id }),
        };
        crate::measure::expect();
        let (direct, errands) = mpsc::channel(DIRECT);
        Ok(Self(Arc::new(Inner {
            store,
            keys: Held::new(keyring, now),
            texts: Texts::new(),
            desk: Desk::new(&routes, &upstreams),
            routes,
            upstreams,
            channel_orders,
            callbacks,
            test_numbers,
            outside: Outside::new(webhooks),
            limits,
            retention,
            clock,
            dice,
            node,
            fetch_limit: FetchLimit::default(),
            direct,
            errands: std::sync::Mutex::new(Some(errands)),
            woken: Notify::new(),
            approved: Approved::default(),
            beat: AtomicI64::new(0),
            count_from: AtomicI64::new(0),
        })))
    }

    /// The database, for reads that need no verb.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The providers, and who is asked when.
    #[must_use]
    pub fn routes(&self) -> &Routes {
        &self.0.routes
    }

    /// The servers of the same API that carry out a share of the verifications.
    #[must_use]
    pub fn upstreams(&self) -> &Upstreams {
        &self.0.upstreams
    }

    /// Which channel comes after which.
    #[must_use]
    pub fn channel_orders(&self) -> &ChannelOrders {
        &self.0.channel_orders
    }

    /// The limit on fetching a verification.
    #[must_use]
    pub fn fetch_limit(&self) -> &FetchLimit {
        &self.0.fetch_limit
    }

    /// When the worker last went round; nothing before it began and after it ended.
    #[must_use]
    pub fn worker_beat(&self) -> Option<Timestamp> {
        let beat = self.0.beat.load(Ordering::Relaxed);
        (beat != 0).then(|| Timestamp::from_millis(beat))
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Where webhooks may lead.
    #[must_use]
    pub fn webhooks_allowed(&self) -> &Allowed {
        self.0.outside.allowed()
    }

    pub(crate) fn dice(&self) -> &dyn Dice {
        &*self.0.dice
    }
}
