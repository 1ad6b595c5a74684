//! What differs between the engines, each with its reason. Statements are written once, in PostgreSQL's spelling.
//!
//! - `$1` is spelled `?1` for SQLite, which would take `$1` for a name and number names by their first appearance.
//! - `/*LOCK*/` is `FOR UPDATE` on PostgreSQL; SQLite's writer is alone.
//! - `/*LOCK SKIP*/` is `FOR UPDATE SKIP LOCKED` there: workers that claim at once take different rows.
//! - `/*IN USE*/` behind a condition on `$1` shares an advisory lock named by `$1` until the transaction ends, where there
//!   is such a row; [`LINE_UP`] waits for those who share it.
//! - `/*NO ROWID*/` after a table is `WITHOUT ROWID` on SQLite: the rows then live in the primary key's own tree, one
//!   write in place of two.
//! - A transaction that decides by a sum of rows lines up for it on PostgreSQL; SQLite's writer is alone.
//! - The clock is asked in other words.
//! - The settings that decide over durability have other names and other homes.

use std::collections::HashMap;

/// Names and values of the settings that decide over durability.
pub(crate) const SQLITE_DURABILITY: &str = "SELECT 'journal_mode', journal_mode FROM pragma_journal_mode
    UNION ALL SELECT 'synchronous', CAST(synchronous AS TEXT) FROM pragma_synchronous";
/// Names and values of the settings that decide over durability.
pub(crate) const POSTGRES_DURABILITY: &str = "SELECT name, setting FROM pg_settings
    WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY name";

/// Waits for the transactions that lined up for the same text or use what it names, until they have ended. Two texts may have the same hash:
/// then one waits for nothing.
pub(crate) const LINE_UP: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";

/// The database's own clock in milliseconds.
pub(crate) const SQLITE_CLOCK: &str = "SELECT CAST(ROUND(unixepoch('subsec') * 1000) AS INTEGER)";
/// The database's own clock in milliseconds.
pub(crate) const POSTGRES_CLOCK: &str = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

/// The statement as PostgreSQL takes it.
pub(crate) fn postgres(sql: &str) -> String {
    let shared = "AND pg_advisory_xact_lock_shared(hashtextextended($1, 0)) IS NOT NULL";
    sql.replace("/*LOCK SKIP*/", "FOR UPDATE SKIP LOCKED")
        .replace("/*LOCK*/", "FOR UPDATE")
        .replace("/*IN USE*/", shared)
}

/// The statement as SQLite takes it.
pub(crate) fn sqlite(sql: &str) -> String {
    sql.replace('$', "?").replace("/*NO ROWID*/", "WITHOUT ROWID")
}

/// Statements translated for SQLite, each once. Keyed by address: statements are constants.
#[derive(Default)]
pub(crate) struct Translations(HashMap<(usize, usize), String>);

impl Translations {
    pub(crate) fn sqlite(&mut self, sql: &'static str) -> &str {
        self.0.entry((sql.as_ptr() as usize, sql.len())).or_insert_with(|| sqlite(sql))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_becomes_two_spellings() {
        let sql = "SELECT a FROM t WHERE b = $1 AND c < $12 /*LOCK SKIP*/";
        assert_eq!(postgres(sql), "SELECT a FROM t WHERE b = $1 AND c < $12 FOR UPDATE SKIP LOCKED");
        assert_eq!(sqlite(sql), "SELECT a FROM t WHERE b = ?1 AND c < ?12 /*LOCK SKIP*/");
    }
}
