//! The only place that knows there are two engines while a statement runs.

pub(crate) mod dialect;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::DbError;
use crate::postgres::Session;
use crate::row::Row;

/// A parameter of a statement. Two types are enough: texts and numbers, either of them null.
#[derive(Clone, Copy, Debug)]
pub enum Param<'p> {
    /// A text.
    Text(&'p str),
    /// A number, or milliseconds.
    Int(i64),
    /// A text or null.
    MaybeText(Option<&'p str>),
    /// A number or null.
    MaybeInt(Option<i64>),
}

impl<'p> From<&'p str> for Param<'p> {
    fn from(text: &'p str) -> Self {
        Self::Text(text)
    }
}
impl<'p> From<&'p String> for Param<'p> {
    fn from(text: &'p String) -> Self {
        Self::Text(text)
    }
}
impl From<i64> for Param<'_> {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}
impl<'p> From<Option<&'p str>> for Param<'p> {
    fn from(text: Option<&'p str>) -> Self {
        Self::MaybeText(text)
    }
}
impl From<Option<i64>> for Param<'_> {
    fn from(number: Option<i64>) -> Self {
        Self::MaybeInt(number)
    }
}

pub(crate) enum Connection<'c> {
    Sqlite(Embedded<'c>),
    Postgres(&'c mut Session),
}

/// SQLite's connection while a transaction of ours runs on it.
pub(crate) struct Embedded<'c> {
    connection: &'c rusqlite::Connection,
    translations: &'c mut dialect::Translations,
    /// Whether a statement ran that may have changed something.
    has_written: bool,
}

impl<'c> Embedded<'c> {
    pub(crate) fn new(
        connection: &'c rusqlite::Connection,
        translations: &'c mut dialect::Translations,
    ) -> Self {
        Self { connection, translations, has_written: false }
    }

    fn prepare(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<rusqlite::CachedStatement<'c>, DbError> {
        let mut statement = self.connection.prepare_cached(self.translations.sqlite(sql))?;
        bind(&mut statement, params)?;
        self.has_written |= !statement.readonly();
        Ok(statement)
    }
}

impl Connection<'_> {
    fn all<T>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        match self {
            Connection::Sqlite(embedded) => {
                let mut statement = embedded.prepare(sql, params)?;
                let mut rows = statement.raw_query();
                let mut found = Vec::new();
                while let Some(row) = rows.next()? {
                    found.push(read(&Row::Sqlite(row))?);
                }
                Ok(found)
            }
            Connection::Postgres(session) => {
                session.query(sql, params)?.iter().map(|row| read(&Row::Postgres(row))).collect()
            }
        }
    }

    fn change(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, DbError> {
        match self {
            Self::Sqlite(embedded) => Ok(embedded.prepare(sql, params)?.raw_execute()? as u64),
            Self::Postgres(session) => session.execute(sql, params),
        }
    }
}

/// An open transaction that can only read.
pub struct ReadTx<'c> {
    connection: Connection<'c>,
    /// Whether a statement has failed: from then on nothing may be committed.
    spoiled: bool,
}

impl<'c> ReadTx<'c> {
    pub(crate) fn new(connection: Connection<'c>) -> Self {
        Self { connection, spoiled: false }
    }

    /// The rows that a statement finds.
    ///
    /// # Errors
    /// What the database or `read` says.
    pub fn all<T>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        let found = self.connection.all(sql, params, read);
        self.noted(found)
    }

    /// The row that a statement finds, if any; more than one is a mistake in the statement and only the first is read.
    ///
    /// # Errors
    /// What the database or `read` says.
    pub fn one<T>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Option<T>, DbError> {
        // Run to its end even for one row: SQLite's `… RETURNING` does its work as it is stepped.
        Ok(self.all(sql, params, read)?.into_iter().next())
    }

    /// Has the engine understand a statement without running it.
    pub(crate) fn prepare(&mut self, sql: &'static str) -> Result<(), DbError> {
        let prepared = match &mut self.connection {
            Connection::Sqlite(Embedded { connection, translations, .. }) => {
                connection.prepare(translations.sqlite(sql)).map(drop).map_err(DbError::from)
            }
            Connection::Postgres(session) => session.prepare(sql),
        };
        self.noted(prepared)
    }

    fn noted<T>(&mut self, outcome: Result<T, DbError>) -> Result<T, DbError> {
        self.spoiled |= outcome.is_err();
        outcome
    }
}

fn bind(statement: &mut rusqlite::CachedStatement<'_>, params: &[Param<'_>]) -> Result<(), DbError> {
    for (index, param) in params.iter().enumerate() {
        match *param {
            Param::Text(text) => statement.raw_bind_parameter(index + 1, text)?,
            Param::Int(number) => statement.raw_bind_parameter(index + 1, number)?,
            Param::MaybeText(text) => statement.raw_bind_parameter(index + 1, text)?,
            Param::MaybeInt(number) => statement.raw_bind_parameter(index + 1, number)?,
        }
    }
    Ok(())
}

/// What runs once a transaction is known to be committed.
pub(crate) type Hook = Box<dyn FnOnce() + Send>;

/// Runs what waited for a commit. A panic in one must not take the thread, and everybody's writes, with it.
pub(crate) fn run_hooks(hooks: Vec<Hook>) {
    for hook in hooks {
        if catch_unwind(AssertUnwindSafe(hook)).is_err() {
            tracing::error!("what was to follow a commit panicked");
        }
    }
}

/// An open transaction that can write.
pub struct WriteTx<'c> {
    read: ReadTx<'c>,
    hooks: Vec<Hook>,
}

impl<'c> WriteTx<'c> {
    pub(crate) fn new(connection: Connection<'c>) -> Self {
        Self { read: ReadTx::new(connection), hooks: Vec::new() }
    }

    /// Whether a statement failed and the function went on.
    pub(crate) fn is_spoiled(&self) -> bool {
        self.read.spoiled
    }

    /// Whether something may have to be undone. On PostgreSQL nobody asks.
    pub(crate) fn has_written(&self) -> bool {
        match &self.read.connection {
            Connection::Sqlite(embedded) => embedded.has_written,
            Connection::Postgres(_) => true,
        }
    }

    pub(crate) fn into_hooks(self) -> Vec<Hook> {
        self.hooks
    }

    /// Runs a statement and tells how many rows it changed.
    ///
    /// # Errors
    /// What the database says.
    pub fn change(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, DbError> {
        let changed = self.read.connection.change(sql, params);
        self.read.noted(changed)
    }

    /// Runs a statement whose count nobody needs. PostgreSQL is told of it together with what comes next, which
    /// saves a round trip; a failure shows then, and nothing is committed.
    ///
    /// # Errors
    /// What the database says, at once or at the next statement or at the end.
    pub fn put(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<(), DbError> {
        let put = match &mut self.read.connection {
            Connection::Postgres(session) => session.put(sql, params),
            connection @ Connection::Sqlite(..) => connection.change(sql, params).map(drop),
        };
        self.read.noted(put)
    }

    /// Has the statements that follow run after every transaction that lined up for `what` before has ended: for what is
    /// decided by several rows, of which none need exist yet. Travels as [`WriteTx::put`] does.
    pub(crate) fn line_up(&mut self, what: &str) -> Result<(), DbError> {
        let put = match &mut self.read.connection {
            Connection::Postgres(session) => session.put(dialect::LINE_UP, &[what.into()]),
            Connection::Sqlite(..) => Ok(()),
        };
        self.read.noted(put)
    }

    /// Has `hook` run once this transaction is committed, and not at all if it isn't.
    pub fn after_commit(&mut self, hook: impl FnOnce() + Send + 'static) {
        self.hooks.push(Box::new(hook));
    }
}

impl<'c> std::ops::Deref for WriteTx<'c> {
    type Target = ReadTx<'c>;

    fn deref(&self) -> &ReadTx<'c> {
        &self.read
    }
}

impl std::ops::DerefMut for WriteTx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.read
    }
}

/// Declares a file's statements by name and lists them, so that a test can prepare every one on both engines.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* const $name: &str = $sql;)*
        /// Every statement of this file.
        pub(crate) const STATEMENTS: &[&str] = &[$($name),*];
    };
}
pub(crate) use statements;
