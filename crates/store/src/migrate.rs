//! Ordered files, each applied once and remembered with its checksum.
//!
//! A file never changes once released; a new version expands first and contracts a release later, so that two
//! versions run side by side.

use sha2::{Digest, Sha256};

use crate::DbError;
use crate::postgres::Session;
use crate::sql::dialect;

/// Every migration, in order.
const FILES: &[(&str, &str)] = &[
    ("0001_foundation", include_str!("../migrations/0001_foundation.sql")),
    ("0002_delivery", include_str!("../migrations/0002_delivery.sql")),
];

const BOOK: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    name TEXT NOT NULL PRIMARY KEY, checksum TEXT NOT NULL)";
/// Written first by everybody who migrates: the row that ten starting nodes queue at.
const LOCK: &str = "INSERT INTO schema_migrations (name, checksum) VALUES ('lock', 'lock')
    ON CONFLICT (name) DO UPDATE SET checksum = 'lock'";
const APPLIED: &str = "SELECT name, checksum FROM schema_migrations WHERE name <> 'lock'";

fn checksum(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The files still to be applied, given what the database remembers.
fn missing(applied: &[(String, String)]) -> Result<Vec<(&'static str, &'static str)>, DbError> {
    for (name, sum) in applied {
        let Some((_, text)) = FILES.iter().find(|(file, _)| file == name) else {
            return Err(DbError::told(format!(
                "the database knows migration {name}, which this version doesn't: it was used by a later version. \
                 Start that version again, or restore the backup made before the upgrade."
            )));
        };
        if &checksum(text) != sum {
            return Err(DbError::told(format!(
                "migration {name} stands in the database with another text: it was changed after it was applied"
            )));
        }
    }
    Ok(FILES.iter().filter(|(file, _)| !applied.iter().any(|(name, _)| name == file)).copied().collect())
}

fn record(name: &str, text: &str) -> String {
    // Both values are our own constants: nothing to escape.
    format!("INSERT INTO schema_migrations (name, checksum) VALUES ('{name}', '{}')", checksum(text))
}

fn names(files: Vec<(&'static str, &'static str)>) -> Vec<&'static str> {
    files.into_iter().map(|(name, _)| name).collect()
}

/// Every migration: what a database that isn't there yet would get.
pub(crate) fn all() -> Vec<&'static str> {
    FILES.iter().map(|(name, _)| *name).collect()
}

/// What would be applied to an embedded database; changes nothing.
pub(crate) fn pending_sqlite(connection: &rusqlite::Connection) -> Result<Vec<&'static str>, DbError> {
    let book = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'";
    if connection.query_row(book, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(names(missing(&[])?));
    }
    let applied = connection
        .prepare(APPLIED)?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(names(missing(&applied)?))
}

/// What would be applied to a PostgreSQL database; changes nothing.
pub(crate) fn pending_postgres(session: &mut Session) -> Result<Vec<&'static str>, DbError> {
    let book = "SELECT 1 FROM pg_catalog.pg_class WHERE oid = to_regclass('schema_migrations')";
    if session.query(book, &[])?.is_empty() {
        return Ok(names(missing(&[])?));
    }
    let applied = session
        .query(APPLIED, &[])?
        .iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect::<Result<Vec<_>, DbError>>()?;
    Ok(names(missing(&applied)?))
}

/// Brings an embedded database up to date; gives the files that were applied.
pub(crate) fn sqlite(connection: &rusqlite::Connection) -> Result<Vec<&'static str>, DbError> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let outcome = (|| {
        connection.execute_batch(BOOK)?;
        connection.execute_batch(LOCK)?;
        let applied = connection
            .prepare(APPLIED)?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<Vec<_>, _>>()?;
        let missing = missing(&applied)?;
        for (name, text) in &missing {
            connection.execute_batch(&dialect::sqlite(text))?;
            connection.execute_batch(&record(name, text))?;
        }
        Ok(names(missing))
    })();
    if outcome.is_err() {
        // The cause is what counts; a transaction that can't be undone ends with its connection.
        let _ = connection.execute_batch("ROLLBACK");
        return outcome;
    }
    connection.execute_batch("COMMIT")?;
    outcome
}

/// Brings a PostgreSQL database up to date; gives the files that were applied.
pub(crate) fn postgres(session: &mut Session) -> Result<Vec<&'static str>, DbError> {
    // Two nodes that create the same table at once: one of them is told of a duplicate, and finds it made.
    if let Err(error) = session.batch(BOOK) {
        session.batch("SELECT 1 FROM schema_migrations LIMIT 1").map_err(|_| error)?;
    }
    session.batch("BEGIN")?;
    let outcome = (|| {
        // A node that waits for another's migration, or runs one over millions of rows, must not be cut short as a
        // request would be. Tables are locked as impatiently as ever, for requests queue behind that lock.
        session.batch("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")?;
        session.batch(LOCK)?;
        session.batch("SET LOCAL lock_timeout = 5000")?;
        let applied = session
            .query(APPLIED, &[])?
            .iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect::<Result<Vec<_>, DbError>>()?;
        let missing = missing(&applied)?;
        for (name, text) in &missing {
            session.batch(&dialect::postgres(text))?;
            session.batch(&record(name, text))?;
        }
        Ok(names(missing))
    })();
    if outcome.is_err() {
        let _ = session.batch("ROLLBACK");
        return outcome;
    }
    session.batch("COMMIT")?;
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_a_later_version_is_not_touched() {
        let told = missing(&[("0099_later".into(), "x".into())]).unwrap_err().to_string();
        assert!(told.contains("0099_later") && told.contains("later version"), "{told}");
    }

    #[test]
    fn a_migration_changed_after_it_was_applied_is_noticed() {
        let told = missing(&[("0001_foundation".into(), "x".into())]).unwrap_err().to_string();
        assert!(told.contains("changed after"), "{told}");
    }
}
