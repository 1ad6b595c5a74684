//! Transactions as functions over SQLite or PostgreSQL, and the tables.
//!
//! ```ignore
//! store.write(move |tx| { … Ok(End::Commit(value)) }).await
//! store.read(move |tx| { … Ok(value) }).await
//! ```
//!
//! A transaction is a function without awaits: no I/O but the database, no clock, no dice inside, because it may run
//! again. What has to follow a commit goes in [`WriteTx::after_commit`]. A refusal is a value ([`End::Rollback`]),
//! not an error.
//!
//! **Isolation, said once for both engines.** SQLite is serial and PostgreSQL runs READ COMMITTED, so a plain select
//! followed by a write would pass on one and race on the other. The first statement of a write locks the row that
//! decides: an `INSERT … ON CONFLICT DO UPDATE … RETURNING`, a guarded `UPDATE`, or a select marked `/*LOCK*/`.
//! Locks are taken in one order: idempotency key, live slot, verification, wrong checks, sends of the address, money of
//! the account, money of the country, tallies of buckets by their keys.

pub mod backup;
mod durability;
mod error;
mod job;
mod measure;
mod migrate;
mod postgres;
mod queue;
mod row;
mod sql;
mod sqlite;
mod store;
mod tables;

pub use durability::Durability;
pub use error::{DbError, End, StoreError};
pub use measure::METRICS;
pub use migrate::Standing;
pub use postgres::PostgresOptions;
pub use sql::{ReadTx, WriteTx};
pub use sqlite::SqliteOptions;
pub use store::{Engine, Store};
pub use tables::*;
