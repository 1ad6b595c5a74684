//! Taking a backup while the server works.

use std::sync::Mutex;

use countersign_store::StoreError;
use countersign_store::backup::{self, Counts};

use crate::Engine;

impl Engine {
    /// Copies the database as it is at one moment to `sink`, which takes whole lines, a piece at a time, with the number
    /// of rows so far, and says false to give up. `version` is this program's, for whoever restores. Tells how many rows
    /// of each table.
    ///
    /// `sink` runs inside the transaction that reads, on the thread kept for reports, and may wait there: nobody
    /// else does, and waiting is what keeps the copy from piling up in memory. While it lasts, what is overwritten
    /// stays on the disk (SQLite's log, PostgreSQL's dead rows).
    ///
    /// # Errors
    /// When the database gives no answer or `sink` has given up.
    pub async fn back_up(
        &self,
        version: &'static str,
        sink: impl FnMut(String, u64) -> bool + Send + 'static,
    ) -> Result<Counts, StoreError> {
        let made_at = self.now().millis();
        let sink = Mutex::new(Some(sink));
        self.0.store.report(move |tx| backup::dump(tx, version, made_at, &sink)).await
    }
}
