//! Nobody: a provider that carries nothing and behaves as it is told to, so that routing, failover and receipts can be
//! watched without an account anywhere and without waiting for a bad day.
//!
//! What becomes of a message is said by its address (`endings`), else by a list that begins anew at its end (`script`),
//! else by luck (`outcomes`). Luck is drawn from the seed, the provider's name, the address and how many messages it had
//! for that before, and not from the time or the process: the same addresses in any order meet the same fates on every run.
//!
//! What it takes arrives in the inbox of `dev`, which is the only server that starts with it.

mod luck;
mod outcome;
mod receipts;
mod settings;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};
use tokio::sync::watch;

use self::luck::Luck;
use self::outcome::Outcome;
use self::receipts::{Arrival, Receipts};
use self::settings::Behaviour;
use super::{BadSettings, Inbox};
use crate::{Hearer, Living, Message, Provider, Sending};

pub use self::settings::SimulatedSettings;

/// Addresses whose messages are counted; beyond that all are counted anew.
const ADDRESSES: usize = 100_000;

/// Plays a provider.
pub struct Simulated {
    name: String,
    limit: Duration,
    behaviour: Behaviour,
    receipts: Receipts,
    /// Messages so far, for the script.
    asked: AtomicU64,
    /// Messages so far for each address, for luck.
    addresses: Mutex<HashMap<String, u64>>,
    inbox: OnceLock<Arc<Inbox>>,
}

impl Simulated {
    /// Makes the provider; a send that hangs ends after `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] for words and shares that make no sense.
    pub fn new(name: &str, settings: &SimulatedSettings, limit: Duration) -> Result<Self, BadSettings> {
        Ok(Self {
            name: name.to_owned(),
            limit,
            behaviour: settings.behaviour()?,
            receipts: Receipts::new(settings.receipts()?),
            asked: AtomicU64::new(0),
            addresses: Mutex::default(),
            inbox: OnceLock::new(),
        })
    }

    fn addresses(&self) -> MutexGuard<'_, HashMap<String, u64>> {
        self.addresses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// This message's luck.
    fn luck(&self, to: &str) -> Luck {
        let mut addresses = self.addresses();
        if addresses.len() >= ADDRESSES && !addresses.contains_key(to) {
            addresses.clear();
        }
        let before = addresses.entry(to.to_owned()).or_default();
        let luck = Luck::new(self.behaviour.seed, &self.name, to, *before);
        *before += 1;
        luck
    }

    async fn play(&self, message: &Message, now: Timestamp) -> Fate {
        let to = message.to.as_str();
        let luck = self.luck(to);
        let outcome = self.behaviour.outcome(to, self.asked.fetch_add(1, Ordering::Relaxed), &luck);
        let latency = self.behaviour.latency(&luck);
        if outcome == Outcome::Hang || latency >= self.limit {
            tokio::time::sleep(self.limit).await;
            return Fate::Ambiguous { reason: "no answer in time (simulated)".to_owned() };
        }
        tokio::time::sleep(latency).await;
        let id = format!("{}-{}", message.delivery_id, message.attempt);
        if outcome.is_taken() {
            let arrival = self.receipts.plan(&self.name, &id, &luck);
            if arrival == Arrival::Arrives
                && let Some(inbox) = self.inbox.get()
                && let Fate::Retryable { reason } = inbox.send(message, now).await
            {
                return Fate::Retryable { reason };
            }
        }
        outcome.fate(id, self.behaviour.retry_after_millis)
    }
}

impl Provider for Simulated {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &self.behaviour.channels
    }

    fn arrive_in(&self, inbox: &Arc<Inbox>) {
        // The first one stays: there is one inbox.
        let _ = self.inbox.set(Arc::clone(inbox));
    }

    fn forget(&self, is_meant: &dyn Fn(&str) -> bool) -> Result<u64, String> {
        // Only that there were messages; the inbox itself is asked by whoever asks this.
        self.addresses().retain(|address, _| !is_meant(address));
        Ok(0)
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        Box::pin(self.play(message, now))
    }

    fn tells(&self) -> bool {
        self.receipts.are_told()
    }

    fn tells_by_id(&self) -> bool {
        self.tells()
    }

    fn live(
        self: Arc<Self>,
        hearer: Arc<dyn Hearer>,
        stop: watch::Receiver<bool>,
    ) -> Option<Living<'static>> {
        let planned = self.receipts.take()?;
        Some(Box::pin(async move { receipts::tell(self.name.clone(), planned, hearer, stop).await }))
    }
}

#[cfg(test)]
mod tests;
