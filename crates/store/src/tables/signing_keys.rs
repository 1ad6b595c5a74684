//! The keys that results are signed with, the newest of them in use.

use countersign_model::Timestamp;

use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    SINCE = "SELECT kid, x, y, secret_sealed, created_at FROM signing_keys WHERE created_at > $1
        ORDER BY created_at DESC, kid";
    INSERT = "INSERT INTO signing_keys (kid, x, y, secret_sealed, created_at) VALUES ($1, $2, $3, $4, $5)";
    FORGET = "DELETE FROM signing_keys WHERE created_at <= $1";
}

/// A key.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKeyRow {
    /// Its public half's thumbprint.
    pub kid: String,
    /// The public half, in base64url.
    pub x: String,
    /// The public half, in base64url.
    pub y: String,
    /// The whole of it, sealed.
    pub sealed: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Shows its name only.
impl std::fmt::Debug for SigningKeyRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKeyRow").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// Those made after `since`, the newest first.
///
/// # Errors
/// What the database says.
pub fn since(tx: &mut ReadTx<'_>, since: Timestamp) -> Result<Vec<SigningKeyRow>, DbError> {
    tx.all(SINCE, &[since.millis().into()], |row| {
        Ok(SigningKeyRow {
            kid: row.text(0)?,
            x: row.text(1)?,
            y: row.text(2)?,
            sealed: row.text(3)?,
            created_at: Timestamp::from_millis(row.int(4)?),
        })
    })
}

/// Adds a key unless one was made after `since`, and gives the newest: of nodes that make one at once all use the same.
/// Those made before `forgotten` go.
///
/// # Errors
/// What the database says.
pub fn ensure(
    tx: &mut WriteTx<'_>,
    fresh: &SigningKeyRow,
    newer_than: Timestamp,
    forgotten: Timestamp,
) -> Result<SigningKeyRow, DbError> {
    tx.line_up("signing_keys")?;
    if let Some(there) = since(tx, newer_than)?.into_iter().next() {
        return Ok(there);
    }
    let SigningKeyRow { kid, x, y, sealed, created_at } = fresh;
    tx.put(INSERT, &[kid.into(), x.into(), y.into(), sealed.into(), created_at.millis().into()])?;
    tx.put(FORGET, &[forgotten.millis().into()])?;
    Ok(fresh.clone())
}
