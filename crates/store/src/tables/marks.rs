//! Facts about this database, such as who made it.

use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    SET = "INSERT INTO marks (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    ADD = "INSERT INTO marks (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    SWAP = "UPDATE marks SET value = $3 WHERE name = $1 AND value = $2";
    GET = "SELECT value FROM marks WHERE name = $1";
}

/// Writes a fact.
///
/// # Errors
/// What the database says.
pub fn set(tx: &mut WriteTx<'_>, name: &str, value: &str) -> Result<(), DbError> {
    tx.put(SET, &[name.into(), value.into()])
}

/// Reads a fact.
///
/// # Errors
/// What the database says.
pub fn get(tx: &mut ReadTx<'_>, name: &str) -> Result<Option<String>, DbError> {
    tx.one(GET, &[name.into()], |row| row.text(0))
}

/// Writes a fact in the place of `old`, none if there was none; tells whether that still stood there. Its row is locked
/// until the transaction ends.
///
/// # Errors
/// What the database says.
pub fn swap(tx: &mut WriteTx<'_>, name: &str, old: Option<&str>, new: &str) -> Result<bool, DbError> {
    let changed = match old {
        None => tx.change(ADD, &[name.into(), new.into()])?,
        Some(old) => tx.change(SWAP, &[name.into(), old.into(), new.into()])?,
    };
    Ok(changed == 1)
}
