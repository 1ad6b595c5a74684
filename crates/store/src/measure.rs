//! What the store measures, and what can be asked of it at any moment.

use countersign_metrics::{Counter, Metric};

use crate::sql::dialect;
use crate::{Engine, Store, StoreError};

/// Transactions that were refused because too many waited.
pub(crate) static BUSY: Counter<1> = Counter::new(
    "countersign_database_busy_total",
    "Transactions refused because too many waited, by queue.",
    ["queue"],
);

/// What this crate measures.
pub const METRICS: &[&dyn Metric] = &[&BUSY];

impl Store {
    /// The database's own clock, in milliseconds since 1970. An embedded database has this machine's.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn clock(&self) -> Result<i64, StoreError> {
        let sql = match self.engine() {
            Engine::Sqlite(_) => dialect::SQLITE_CLOCK,
            Engine::Postgres(_) => dialect::POSTGRES_CLOCK,
        };
        self.read(move |tx| Ok(tx.one(sql, &[], |row| row.int(0))?.unwrap_or(0))).await
    }
}
