//! What operators have stopped. Every create reads what stops it in its own transaction ([`super::admission`]), so that a
//! block holds everywhere at once.

use countersign_model::Timestamp;
use countersign_model::limit::{Block, Blocked};

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    LIST = "SELECT what, until_at, reason, made_by, made_at FROM blocks WHERE until_at IS NULL OR until_at > $1
        ORDER BY what";
    PUT = "INSERT INTO blocks (what, until_at, reason, made_by, made_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (what) DO UPDATE SET until_at = excluded.until_at, reason = excluded.reason,
            made_by = excluded.made_by, made_at = excluded.made_at";
    REMOVE = "DELETE FROM blocks WHERE what = $1 RETURNING until_at";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    SWEEP = "WITH past AS MATERIALIZED (SELECT what FROM blocks WHERE until_at <= $1 LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM blocks WHERE what IN (SELECT what FROM past)";
}

fn read(row: &Row<'_>) -> Result<Block, DbError> {
    Ok(Block {
        what: row.parsed(0, "blocks.what")?,
        until: row.maybe_int(1)?.map(Timestamp::from_millis),
        reason: row.maybe_text(2)?,
        by: row.text(3)?,
        made_at: Timestamp::from_millis(row.int(4)?),
    })
}

/// The blocks that hold at `now`.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut ReadTx<'_>, now: Timestamp) -> Result<Vec<Block>, DbError> {
    tx.all(LIST, &[now.millis().into()], read)
}

/// Writes a block, in place of the one of the same numbers.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut WriteTx<'_>, block: &Block) -> Result<(), DbError> {
    tx.put(
        PUT,
        &[
            (&block.what.to_string()).into(),
            block.until.map(Timestamp::millis).into(),
            block.reason.as_deref().into(),
            (&block.by).into(),
            block.made_at.millis().into(),
        ],
    )
}

/// Removes a block; tells whether one held at `now`.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut WriteTx<'_>, what: &Blocked, now: Timestamp) -> Result<bool, DbError> {
    let until = tx.one(REMOVE, &[(&what.to_string()).into()], |row| row.maybe_int(0))?;
    Ok(until.is_some_and(|until| until.is_none_or(|until| now.millis() < until)))
}

/// Removes up to `most` blocks that are over; tells how many.
///
/// # Errors
/// What the database says.
pub fn sweep(tx: &mut WriteTx<'_>, now: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(SWEEP, &[now.millis().into(), most.into()])
}
