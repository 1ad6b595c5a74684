//! What a transaction can end as.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

use tokio_postgres::error::Severity;

/// How a write wants to end.
#[derive(Debug)]
pub enum End<T> {
    /// Keep what was written and answer with this.
    Commit(T),
    /// Undo what was written and answer with this: a refusal.
    Rollback(T),
}

/// The database refused or could not be reached. It can't be told apart from outside: after one, PostgreSQL's
/// transaction is poisoned and SQLite's isn't, so code that went on after matching would work on one engine only.
pub struct DbError(pub(crate) Fault);

pub(crate) enum Fault {
    Sqlite(rusqlite::Error),
    Postgres(tokio_postgres::Error),
    /// A row that this version can't have written.
    Row(&'static str),
    /// A sentence for the operator.
    Told(String),
    /// A sentence for the operator about data that this version must not touch, or an address that leads to none.
    Unfit(String),
}

impl DbError {
    /// A row holds something that can't stand in `place` (table.column).
    #[must_use]
    pub fn unreadable(place: &'static str) -> Self {
        Self(Fault::Row(place))
    }

    pub(crate) fn told(text: impl Into<String>) -> Self {
        Self(Fault::Told(text.into()))
    }

    pub(crate) fn unfit(text: impl Into<String>) -> Self {
        Self(Fault::Unfit(text.into()))
    }

    /// PostgreSQL's state, where there is one.
    fn sql_state(&self) -> Option<&str> {
        match &self.0 {
            Fault::Postgres(error) => error.code().map(tokio_postgres::error::SqlState::code),
            _ => None,
        }
    }

    /// Whether running the whole function again on the same connection may succeed: serialization failure, deadlock.
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self.sql_state(), Some("40001" | "40P01"))
    }

    /// Whether the connection is of no more use: closed, shut down by an administrator, or turned read-only by a
    /// failover.
    pub(crate) fn is_lost_connection(&self) -> bool {
        match &self.0 {
            Fault::Postgres(error) => match error.as_db_error() {
                Some(db) => {
                    matches!(db.parsed_severity(), Some(Severity::Fatal | Severity::Panic))
                        || matches!(db.code().code(), "25006" | "57P01" | "57P02" | "57P03")
                }
                // What has another cause than the wire is a mistake in a statement or a parameter, which another
                // connection would not mend.
                None => error.source().is_none_or(|cause| cause.is::<io::Error>()),
            },
            _ => false,
        }
    }

    /// Whether this is the server's own answer to a statement, as opposed to its silence.
    pub(crate) fn is_answer(&self) -> bool {
        self.sql_state().is_some()
    }
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Fault::Sqlite(error) => write!(f, "SQLite: {error}"),
            Fault::Postgres(error) => match error.as_db_error() {
                // The detail line of a unique violation shows the row's values, an address among them: left out.
                Some(db) => write!(f, "PostgreSQL: {} ({})", db.message(), db.code().code()),
                None => match error.source() {
                    Some(cause) if cause.is::<io::Error>() => write!(f, "PostgreSQL: {error}: {cause}"),
                    _ => write!(f, "PostgreSQL: {error}"),
                },
            },
            Fault::Row(place) => write!(f, "{place} holds something this version can't read"),
            Fault::Told(text) | Fault::Unfit(text) => f.write_str(text),
        }
    }
}

/// As for people: what the driver would show has the detail line in it.
impl fmt::Debug for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DbError({self})")
    }
}

impl std::error::Error for DbError {}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        Self(Fault::Sqlite(error))
    }
}

impl From<tokio_postgres::Error> for DbError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self(Fault::Postgres(error))
    }
}

/// Why a transaction gave no answer.
#[derive(Clone, Debug)]
pub enum StoreError {
    /// The queue is full: nothing was done; try again soon.
    Busy,
    /// The function panicked: nothing was kept.
    Panicked,
    /// The connection was lost during COMMIT: it may or may not have happened, and is never run again.
    FateUnknown,
    /// The store is shutting down: nothing was done.
    Closed,
    /// The database refused: nothing was kept.
    Db(Arc<DbError>),
}

impl StoreError {
    /// Whether the data is nothing for this version, or its address none: trying again is of no use until somebody changes
    /// one of them.
    #[must_use]
    pub fn is_unfit(&self) -> bool {
        matches!(self, Self::Db(error) if matches!(error.0, Fault::Unfit(_)))
    }
}

impl From<DbError> for StoreError {
    fn from(error: DbError) -> Self {
        Self::Db(Arc::new(error))
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("the database has more waiting than it may"),
            Self::Panicked => f.write_str("a transaction panicked"),
            Self::FateUnknown => f.write_str("the connection was lost during COMMIT"),
            Self::Closed => f.write_str("the store is shutting down"),
            Self::Db(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StoreError {}
