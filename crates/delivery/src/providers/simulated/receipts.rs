//! What it tells later.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use countersign_model::{About, Receipt, ReceiptState};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::luck::Luck;
use super::settings::drawn;
use crate::Hearer;

/// Receipts that wait for their time; what is beyond is lost, which happens.
const WAITING: usize = 10_000;

/// How long it waits when the database took no receipt.
const AGAIN: Duration = Duration::from_secs(1);

/// What is told of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Delivered,
    Failed,
    Lost,
    Late,
    Twice,
}

impl Told {
    pub(super) const ALL: [(&'static str, Self); 5] = [
        ("delivered", Self::Delivered),
        ("failed", Self::Failed),
        ("lost", Self::Lost),
        ("late", Self::Late),
        ("twice", Self::Twice),
    ];
}

/// How receipts are told.
pub(super) struct Plan {
    pub(super) told: Vec<(u64, Told)>,
    pub(super) delay: Duration,
    pub(super) spread: Duration,
    pub(super) late: Duration,
}

/// Whether a message that was taken comes to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    Arrives,
    IsLost,
}

/// A receipt and how long it waits.
pub(super) struct Planned {
    after: Duration,
    receipt: Receipt,
}

/// What is to be told.
pub(super) struct Receipts {
    plan: Option<Plan>,
    line: mpsc::Sender<Planned>,
    end: Mutex<Option<mpsc::Receiver<Planned>>>,
}

impl Receipts {
    pub(super) fn new(plan: Option<Plan>) -> Self {
        let (line, end) = mpsc::channel(WAITING);
        Self { plan, line, end: Mutex::new(Some(end)) }
    }

    pub(super) const fn are_told(&self) -> bool {
        self.plan.is_some()
    }

    /// Plans what is told of the message that is called `id`, and says whether it arrives.
    pub(super) fn plan(&self, provider: &str, id: &str, luck: &Luck) -> Arrival {
        let Some(plan) = &self.plan else { return Arrival::Arrives };
        let told = drawn(&plan.told, luck.of_receipt()).unwrap_or(Told::Delivered);
        let soon = plan.delay + luck.of_delay(plan.spread);
        let (state, times): (_, &[Duration]) = match told {
            Told::Delivered => (ReceiptState::Delivered, &[soon]),
            Told::Failed => (ReceiptState::Failed, &[soon]),
            Told::Lost => (ReceiptState::Delivered, &[]),
            Told::Late => (ReceiptState::Delivered, &[soon + plan.late]),
            Told::Twice => (ReceiptState::Delivered, &[soon, soon + Duration::from_millis(100)]),
        };
        for after in times {
            let about = About::ProviderId(id.to_owned());
            let receipt = Receipt { about, provider_id: None, state, code: None, cost: None, at: None };
            if self.line.try_send(Planned { after: *after, receipt }).is_err() {
                tracing::warn!(provider, "a simulated receipt is lost: too many wait");
            }
        }
        if told == Told::Failed { Arrival::IsLost } else { Arrival::Arrives }
    }

    /// What was planned, for the one who tells it.
    pub(super) fn take(&self) -> Option<mpsc::Receiver<Planned>> {
        self.plan.as_ref()?;
        self.end.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Tells each receipt in its time, until `stop` says true. What the hearer didn't keep is told again, once.
pub(super) async fn tell(
    provider: String,
    mut planned: mpsc::Receiver<Planned>,
    hearer: Arc<dyn Hearer>,
    mut stop: watch::Receiver<bool>,
) {
    let mut waiting = JoinSet::new();
    loop {
        tokio::select! {
            // An error means that the server is gone.
            _ = stop.wait_for(|stopped| *stopped) => break,
            Some(_) = waiting.join_next() => {}
            next = planned.recv() => {
                let Some(Planned { after, receipt }) = next else { break };
                let (provider, hearer) = (provider.clone(), Arc::clone(&hearer));
                waiting.spawn(async move {
                    tokio::time::sleep(after).await;
                    if !hearer.hear(&provider, vec![receipt.clone()]).await {
                        tokio::time::sleep(AGAIN).await;
                        hearer.hear(&provider, vec![receipt]).await;
                    }
                });
            }
        }
    }
}
