//! Ordered files, each applied once and remembered with its checksum.
//!
//! A file never changes once released; a new version expands first and contracts a release later, so that two
//! versions run side by side.

use sha2::{Digest, Sha256};

use crate::DbError;
use crate::postgres::Session;
use crate::sql::dialect;

/// Every migration, in order.
const FILES: &[(&str, &str)] = &[("0001_foundation", include_str!("../migrations/0001_foundation.sql"))];

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

/// Brings an embedded database up to date.
pub(crate) fn sqlite(connection: &rusqlite::Connection) -> Result<(), DbError> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let outcome = (|| {
        connection.execute_batch(BOOK)?;
        connection.execute_batch(LOCK)?;
        let applied = connection
            .prepare(APPLIED)?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<Vec<_>, _>>()?;
        for (name, text) in missing(&applied)? {
            connection.execute_batch(&dialect::sqlite(text))?;
            connection.execute_batch(&record(name, text))?;
        }
        Ok(())
    })();
    if outcome.is_err() {
        // The cause is what counts; a transaction that can't be undone ends with its connection.
        let _ = connection.execute_batch("ROLLBACK");
        return outcome;
    }
    Ok(connection.execute_batch("COMMIT")?)
}

/// Brings a PostgreSQL database up to date.
pub(crate) fn postgres(session: &mut Session) -> Result<(), DbError> {
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
        for (name, text) in missing(&applied)? {
            session.batch(&dialect::postgres(text))?;
            session.batch(&record(name, text))?;
        }
        Ok(())
    })();
    if outcome.is_err() {
        let _ = session.batch("ROLLBACK");
        return outcome;
    }
    session.batch("COMMIT")
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
