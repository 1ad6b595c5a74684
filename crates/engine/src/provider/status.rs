//! How providers stand and have done.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use countersign_delivery::{SEND_LIMIT, Seat};
use countersign_model::{Cost, Timestamp};
use countersign_store::StoreError;

use super::{ProviderNow, Record};
use crate::Engine;

/// How long a provider may take to say what is left on the account. It promises to end by itself before that.
const PATIENCE: Duration = SEND_LIMIT.saturating_add(Duration::from_secs(2));

/// A provider, and how it has done.
#[derive(Clone, Debug)]
pub struct ProviderStatus {
    /// As it stands.
    pub now: ProviderNow,
    /// What became of its messages.
    pub record: Record,
    /// Whether it tells later whether a message arrived.
    pub tells: bool,
    /// What is left on its account: nothing when it doesn't tell, or why it couldn't be asked.
    pub balance: Result<Option<Cost>, String>,
}

impl Engine {
    /// Every provider as it stands, with what became of its messages since `since`; `told` hears how many sends were
    /// looked at. Those that can say what is left on the account are asked, all at once.
    ///
    /// # Errors
    /// What the database says.
    pub async fn providers_status(
        &self,
        since: Timestamp,
        told: impl Fn(u64) + Send + Sync,
    ) -> Result<Vec<ProviderStatus>, StoreError> {
        let seats = self.0.routes.seats();
        let asked: Vec<_> = seats.iter().map(|seat| tokio::spawn(balance(Arc::clone(seat)))).collect();
        let (mut records, mut looked_at) = (BTreeMap::new(), 0);
        self.walk_deliveries(since, |delivery| {
            Record::count(&mut records, &delivery);
            looked_at += 1;
            if looked_at % 1000 == 0 {
                told(looked_at);
            }
            ControlFlow::Continue(())
        })
        .await?;
        let mut found = Vec::with_capacity(seats.len());
        for ((now, seat), balance) in self.providers_now().await?.into_iter().zip(seats).zip(asked) {
            let record = records.remove(&now.name).unwrap_or_default();
            let balance = balance.await.unwrap_or_else(|_| Err("it could not be asked".to_owned()));
            found.push(ProviderStatus { now, record, tells: seat.provider.tells(), balance });
        }
        Ok(found)
    }
}

async fn balance(seat: Arc<Seat>) -> Result<Option<Cost>, String> {
    let answer = tokio::time::timeout(PATIENCE, seat.provider.balance()).await;
    answer.unwrap_or_else(|_| Err("no answer in time".to_owned()))
}
