//! Whose message led to an approval, counted for each provider.
//!
//! A check doesn't read who carried the code, and isn't made to: the approvals of some seconds are kept in memory, and the
//! sweep asks for all their carriers together, on the connection for reports. Nobody waits for that.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use countersign_metrics::Counter;
use countersign_model::{AttemptSid, Channel, Verification};
use countersign_store::{StoreError, conversions};

use crate::Engine;

/// Approvals by the message that they are owed to.
pub(crate) static CONVERSIONS: Counter<2> = Counter::new(
    "countersign_conversions_total",
    "Verifications that were approved, by provider and channel of their last send; unknown when that isn't known, or nobody kept up with counting.",
    ["provider", "channel"],
);

/// Approvals that wait to be counted at most: of more than are made between two sweeps.
const MOST: usize = 65_536;

/// Where no provider is known.
const UNKNOWN: &str = "unknown";

/// Approvals that wait to be counted.
#[derive(Default)]
pub(crate) struct Approved(Mutex<Vec<(AttemptSid, Channel)>>);

impl Approved {
    fn list(&self) -> std::sync::MutexGuard<'_, Vec<(AttemptSid, Channel)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine {
    /// Remembers that `verification` was approved now.
    pub(crate) fn note_approval(&self, verification: &Verification) {
        let Some(last) = verification.sends.last() else { return };
        let mut approved = self.0.approved.list();
        if approved.len() < MOST {
            approved.push((last.attempt_sid, last.channel));
        } else {
            CONVERSIONS.add([UNKNOWN, last.channel.as_str()]);
        }
    }

    /// Counts what was approved since the last time.
    ///
    /// # Errors
    /// When the database gives no answer; what isn't counted then is counted the next time.
    pub(crate) async fn count_conversions(&self) -> Result<(), StoreError> {
        loop {
            let some: Vec<_> = {
                let approved = self.0.approved.list();
                approved.iter().rev().take(conversions::AT_ONCE).copied().collect()
            };
            if some.is_empty() {
                return Ok(());
            }
            let sids: Vec<_> = some.iter().map(|(sid, _)| *sid).collect();
            let carriers = self.store().report(move |tx| conversions::carriers(tx, &sids)).await?;
            let carriers: HashMap<_, _> = carriers.into_iter().collect();
            // Only this task takes away, from where it looked: what came meanwhile stands behind it.
            self.0.approved.list().retain(|waiting| !some.contains(waiting));
            for (sid, channel) in some {
                let provider = carriers.get(&sid).map_or(UNKNOWN, String::as_str);
                CONVERSIONS.add([provider, channel.as_str()]);
            }
        }
    }
}
