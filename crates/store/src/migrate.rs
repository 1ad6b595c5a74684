//! Ordered files, each applied once and remembered with its checksum.
//!
//! A file never changes once released; a new version expands first and contracts a release later, so that two
//! versions run side by side and an operator can go back.

mod book;
mod files;

use std::collections::BTreeMap;

use self::book::{ADD_OLDEST, Applied, BOOK, LOCK, applied, compare, record};
use self::files::{FILES, File};
use crate::DbError;
use crate::postgres::Session;
use crate::sql::dialect;

pub use self::book::Standing;

/// Whether this version has a migration of this name.
pub(crate) fn knows(name: &str) -> bool {
    FILES.iter().any(|file| file.name == name)
}

/// Whether `applied` is what a release had whose rows this version can take: each migration is known with this checksum,
/// and those that came since only add.
pub(crate) fn follows(applied: &BTreeMap<String, String>) -> bool {
    let is_known = |(name, sum): (&String, &String)| {
        FILES.iter().any(|file| file.name == name && file.checksum() == *sum)
    };
    let only_adds = |file: &File| applied.contains_key(file.name) || file.oldest() == Some("any");
    applied.iter().all(is_known) && FILES.iter().all(only_adds)
}

/// Names and texts, in order.
#[cfg(test)]
pub(crate) fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().map(|file| (file.name, file.text))
}

fn standing((missing, later): (Vec<File>, Vec<String>)) -> Standing {
    Standing { missing: missing.into_iter().map(|file| file.name).collect(), later }
}

/// What a database that isn't there yet would get.
pub(crate) fn nothing_yet() -> Standing {
    Standing { missing: FILES.iter().map(|file| file.name).collect(), later: Vec::new() }
}

/// How an embedded database stands; changes nothing.
pub(crate) fn look_sqlite(connection: &rusqlite::Connection) -> Result<Standing, DbError> {
    let book = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'";
    if connection.query_row(book, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(nothing_yet());
    }
    compare(&read_sqlite(connection)?).map(standing)
}

/// How a PostgreSQL database stands; changes nothing.
pub(crate) fn look_postgres(session: &mut Session) -> Result<Standing, DbError> {
    let book = "SELECT 1 FROM pg_catalog.pg_class WHERE oid = to_regclass('schema_migrations')";
    if session.query(book, &[])?.is_empty() {
        return Ok(nothing_yet());
    }
    compare(&read_postgres(session)?).map(standing)
}

fn says_oldest_sqlite(connection: &rusqlite::Connection) -> Result<bool, DbError> {
    let column = "SELECT COUNT(*) FROM pragma_table_info('schema_migrations') WHERE name = 'oldest'";
    Ok(connection.query_row(column, [], |row| row.get::<_, i64>(0))? > 0)
}

fn read_sqlite(connection: &rusqlite::Connection) -> Result<Vec<Applied>, DbError> {
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Applied { name: row.get(0)?, checksum: row.get(1)?, oldest: row.get(2)? })
    };
    let mut statement = connection.prepare(applied(says_oldest_sqlite(connection)?))?;
    Ok(statement.query_map([], read)?.collect::<Result<_, _>>()?)
}

fn says_oldest_postgres(session: &mut Session) -> Result<bool, DbError> {
    let column = "SELECT 1 FROM pg_catalog.pg_attribute
        WHERE attrelid = to_regclass('schema_migrations') AND attname = 'oldest' AND NOT attisdropped";
    Ok(!session.query(column, &[])?.is_empty())
}

fn read_postgres(session: &mut Session) -> Result<Vec<Applied>, DbError> {
    let sql = applied(says_oldest_postgres(session)?);
    let read = |row: &tokio_postgres::Row| {
        Ok(Applied { name: row.try_get(0)?, checksum: row.try_get(1)?, oldest: row.try_get(2)? })
    };
    session.query(sql, &[])?.iter().map(read).collect()
}

/// Brings an embedded database up to date; tells what was missing.
pub(crate) fn sqlite(connection: &rusqlite::Connection) -> Result<Standing, DbError> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let outcome = (|| {
        connection.execute_batch(BOOK)?;
        if !says_oldest_sqlite(connection)? {
            connection.execute_batch(ADD_OLDEST)?;
        }
        connection.execute_batch(LOCK)?;
        let (missing, later) = compare(&read_sqlite(connection)?)?;
        for file in &missing {
            connection.execute_batch(&dialect::sqlite(file.text))?;
            connection.execute_batch(&record(file))?;
        }
        Ok(standing((missing, later)))
    })();
    if outcome.is_err() {
        // The cause is what counts; a transaction that can't be undone ends with its connection.
        let _ = connection.execute_batch("ROLLBACK");
        return outcome;
    }
    connection.execute_batch("COMMIT")?;
    outcome
}

/// Brings a PostgreSQL database up to date; tells what was missing.
pub(crate) fn postgres(session: &mut Session) -> Result<Standing, DbError> {
    // Two nodes that create the same table at once: one of them is told of a duplicate, and finds it made.
    if let Err(error) = session.batch(BOOK) {
        session.batch("SELECT 1 FROM schema_migrations LIMIT 1").map_err(|_| error)?;
    }
    add_oldest_postgres(session)?;
    session.batch("BEGIN")?;
    let outcome = (|| {
        // A node that waits for another's migration, or runs one over millions of rows, must not be cut short as a
        // request would be. Tables are locked as impatiently as ever, for requests queue behind that lock.
        session.batch("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")?;
        session.batch(LOCK)?;
        session.batch("SET LOCAL lock_timeout = 5000")?;
        let (missing, later) = compare(&read_postgres(session)?)?;
        for file in &missing {
            session.batch(&dialect::postgres(file.text))?;
            session.batch(&record(file))?;
        }
        Ok(standing((missing, later)))
    })();
    if outcome.is_err() {
        let _ = session.batch("ROLLBACK");
        return outcome;
    }
    session.batch("COMMIT")?;
    outcome
}

/// Adds the column before anybody queues at the book's lock: those who wait there hold the table against it.
fn add_oldest_postgres(session: &mut Session) -> Result<(), DbError> {
    if says_oldest_postgres(session)? {
        return Ok(());
    }
    // Whoever migrates now may take long.
    let patiently = "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0";
    let Err(error) = session.batch(&format!("{patiently}; {ADD_OLDEST}; COMMIT")) else { return Ok(()) };
    session.batch("ROLLBACK")?;
    // Another may have added it meanwhile.
    if says_oldest_postgres(session)? { Ok(()) } else { Err(error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_taken_of_releases_to_which_only_something_was_added() {
        let all: BTreeMap<String, String> =
            FILES.iter().map(|file| (file.name.to_owned(), file.checksum())).collect();
        assert!(follows(&all));
        let mut first = all.clone();
        first.retain(|name, _| name == FILES[0].name);
        assert_eq!(follows(&first), FILES[1..].iter().all(|file| file.oldest() == Some("any")));
        assert!(!follows(&BTreeMap::new()), "every release has the first");
        let mut later = all.clone();
        later.insert("9999_later".to_owned(), "x".to_owned());
        assert!(!follows(&later));
        let mut changed = all;
        changed.insert(FILES[0].name.to_owned(), "x".to_owned());
        assert!(!follows(&changed));
    }
}
