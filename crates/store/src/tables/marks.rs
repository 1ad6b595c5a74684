//! Facts about this database, such as who made it.

use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    SET = "INSERT INTO marks (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
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
