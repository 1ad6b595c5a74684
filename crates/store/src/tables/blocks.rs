//! What operators have stopped. Read in the transaction of every create, so that a block holds everywhere at once.

use countersign_model::limit::{Block, Blocked, Prefix};
use countersign_model::{AccountSid, Phone, Recipient, Timestamp};

use crate::row::Row;
use crate::sql::{Param, statements};
use crate::{DbError, ReadTx, WriteTx};

/// Most beginnings of a number, the server and the account before them.
const CANDIDATES: usize = Prefix::DIGITS + 2;

statements! {
    FIND = "SELECT what, until_at, reason, made_by, made_at FROM blocks WHERE what IN
        ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    FIND_PAUSE = "SELECT what, until_at, reason, made_by, made_at FROM blocks WHERE what IN ($1, $2)";
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

/// The blocks that stop a message of `account` to `recipient`, those that are over among them.
///
/// # Errors
/// What the database says.
pub fn of(tx: &mut ReadTx<'_>, account: AccountSid, recipient: &Recipient) -> Result<Vec<Block>, DbError> {
    let account = account.to_string();
    let candidates = Blocked::candidates(&account, recipient);
    let mut params: Vec<Param<'_>> = candidates.into_iter().map(Param::from).collect();
    let Some(whole) = recipient.phone().map(Phone::as_str) else {
        return tx.all(FIND_PAUSE, &params, read);
    };
    // One statement for numbers of every length: the whole number is asked for again.
    params.resize(CANDIDATES, whole.into());
    tx.all(FIND, &params, read)
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
