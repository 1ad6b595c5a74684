//! What an engine says of its own durability.

use crate::sql::dialect;
use crate::{DbError, Engine, ReadTx};

/// What the engine says of its own durability; read back, not remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Durability {
    /// Names and values of the settings that decide.
    pub settings: Vec<(String, String)>,
    /// Whether a commit that was answered survives a power cut, as far as the engine can say.
    pub is_durable: bool,
}

/// Asks the connection of `tx`: some of the settings are a connection's own.
pub(crate) fn read(tx: &mut ReadTx<'_>, engine: &Engine) -> Result<Durability, DbError> {
    let (sql, judge): (_, fn(&str, &str) -> bool) = match engine {
        Engine::Sqlite(_) => (dialect::SQLITE_DURABILITY, sqlite_keeps),
        Engine::Postgres(_) => (dialect::POSTGRES_DURABILITY, postgres_keeps),
    };
    let settings = tx.all(sql, &[], |row| Ok((row.text(0)?, row.text(1)?)))?;
    let is_durable = !settings.is_empty() && settings.iter().all(|(name, value)| judge(name, value));
    Ok(Durability { settings, is_durable })
}

fn sqlite_keeps(name: &str, value: &str) -> bool {
    match name {
        // In memory, or with no journal at all, a crash takes the file with it.
        "journal_mode" => !matches!(value, "memory" | "off"),
        // FULL and EXTRA.
        "synchronous" => matches!(value, "2" | "3"),
        _ => false,
    }
}

fn postgres_keeps(name: &str, value: &str) -> bool {
    match name {
        "fsync" | "full_page_writes" => value == "on",
        // Everything but `off` waits for the disk, on this server at least.
        "synchronous_commit" => value != "off",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_lose_an_answered_commit_are_known() {
        assert!(sqlite_keeps("journal_mode", "wal") && sqlite_keeps("synchronous", "2"));
        assert!(!sqlite_keeps("journal_mode", "off") && !sqlite_keeps("synchronous", "1"));
        assert!(postgres_keeps("fsync", "on") && postgres_keeps("synchronous_commit", "remote_apply"));
        assert!(!postgres_keeps("fsync", "off") && !postgres_keeps("full_page_writes", "off"));
        assert!(!postgres_keeps("synchronous_commit", "off"));
    }
}
