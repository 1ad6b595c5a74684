//! What was applied to this database. It is asked anew each time: a later version may have added to it while this one
//! runs.

use std::collections::BTreeMap;

use crate::sql::statements;
use crate::{DbError, ReadTx, migrate};

statements! {
    ALL = "SELECT name, checksum FROM schema_migrations WHERE name <> 'lock' ORDER BY name";
}

/// Names and checksums of the migrations that this version knows.
///
/// # Errors
/// What the database says.
pub fn known(tx: &mut ReadTx<'_>) -> Result<BTreeMap<String, String>, DbError> {
    Ok(all(tx)?.into_iter().filter(|(name, _)| migrate::knows(name)).collect())
}

/// Names of the migrations that only a later version knows: there may be tables and columns that this one never looks
/// at.
///
/// # Errors
/// What the database says.
pub fn later(tx: &mut ReadTx<'_>) -> Result<Vec<String>, DbError> {
    Ok(all(tx)?.into_iter().map(|(name, _)| name).filter(|name| !migrate::knows(name)).collect())
}

fn all(tx: &mut ReadTx<'_>) -> Result<Vec<(String, String)>, DbError> {
    tx.all(ALL, &[], |row| Ok((row.text(0)?, row.text(1)?)))
}
