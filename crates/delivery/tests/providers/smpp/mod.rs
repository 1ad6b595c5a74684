//! The SMPP provider: against two real centres, and against one that misbehaves at every step.

mod bad_days;
mod binds;
mod centre;
mod node;
mod packets;
mod python;
mod receipts;
mod scripted;
mod settings;
mod stop;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use countersign_delivery::providers::{Smpp, SmppSettings};
use countersign_delivery::{Hearer, Keeping, Message, Provider, SEND_LIMIT};
use countersign_model::{Fate, Receipt};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::{NOW, assert_discreet, message};

const ALICE: &str = "+15017122661";

/// Settings for a centre at `port`, everything else as when left out.
fn settings(port: u16) -> SmppSettings {
    let table = format!(
        "url = 'smpp://127.0.0.1:{port}'\nsystem_id = 'acme'\npassword = 'hunter2'\nsender = 'Acme'\n\
         submits_per_second = 10000"
    );
    toml::from_str(&table).expect("settings")
}

/// A hearer that hands on what it hears, and now and then keeps nothing.
struct Ears {
    heard: mpsc::UnboundedSender<Receipt>,
    /// How many receipts are not kept before the first that is.
    deaf: AtomicUsize,
    /// Whether nothing is ever answered.
    hangs: bool,
}

impl Hearer for Ears {
    fn hear<'a>(&'a self, provider: &'a str, receipts: Vec<Receipt>) -> Keeping<'a> {
        assert_eq!(provider, "centre");
        Box::pin(async move {
            if self.hangs {
                std::future::pending::<()>().await;
            }
            let left = |deaf: usize| deaf.checked_sub(1);
            if self.deaf.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left).is_ok() {
                return false;
            }
            for receipt in receipts {
                self.heard.send(receipt).expect("somebody listens");
            }
            true
        })
    }
}

/// A provider whose connections are kept up.
struct Living {
    provider: Arc<Smpp>,
    heard: mpsc::UnboundedReceiver<Receipt>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Living {
    fn start(settings: &SmppSettings) -> Self {
        Self::limited(settings, SEND_LIMIT)
    }

    fn limited(settings: &SmppSettings, limit: Duration) -> Self {
        Self::hearing(settings, limit, 0, false)
    }

    fn hearing(settings: &SmppSettings, limit: Duration, deaf: usize, hangs: bool) -> Self {
        let provider = Arc::new(Smpp::new("centre", settings, limit).expect("a provider"));
        let (tell, heard) = mpsc::unbounded_channel();
        let (stop, told) = watch::channel(false);
        let ears = Arc::new(Ears { heard: tell, deaf: AtomicUsize::new(deaf), hangs });
        let living = Arc::clone(&provider).live(ears, told).expect("a connection of its own");
        Self { provider, heard, stop, task: tokio::spawn(living) }
    }

    /// Sends once there is a bind.
    async fn send(&self, message: &Message) -> Fate {
        sending(Arc::clone(&self.provider), message.clone()).await
    }

    /// Sends the message `number` in a task of its own.
    fn sending(self: &Arc<Self>, number: u32) -> JoinHandle<Fate> {
        let living = Arc::clone(self);
        tokio::spawn(async move { living.send(&message(ALICE, number)).await })
    }

    /// What is said while there is no bind, once it says `part`.
    async fn unbound(&self, part: &str) -> Fate {
        loop {
            let fate = self.provider.send(&message(ALICE, 1), NOW).await;
            assert_discreet(&fate);
            assert!(!format!("{fate:?}").contains("hunter2"), "{fate:?}");
            assert!(matches!(fate, Fate::Retryable { .. } | Fate::BadCredentials { .. }), "{fate:?}");
            if fate.reason().is_some_and(|reason| reason.contains(part)) {
                return fate;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn receipt(&mut self) -> Receipt {
        self.heard.recv().await.expect("a receipt")
    }
}

/// Sends once there is a bind. Whatever comes of it gives nothing away.
async fn sending(provider: Arc<Smpp>, message: Message) -> Fate {
    loop {
        let fate = provider.send(&message, NOW).await;
        assert_discreet(&fate);
        assert!(!format!("{fate:?}").contains("hunter2"), "{fate:?}");
        if !fate.reason().is_some_and(|reason| reason.starts_with("not bound")) {
            return fate;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn accepted(id: &str, parts: u32) -> Fate {
    Fate::Accepted { provider_id: Some(id.to_owned()), parts: Some(parts), cost: None }
}

/// A message with another text.
fn with_text(number: u32, text: &str) -> Message {
    Message { text: text.to_owned(), ..message(ALICE, number) }
}
