//! What has still to be sent.
//!
//! `due_at` is also the lease: who takes a row moves it into the future and raises the fence. A worker that was slow
//! holds an old fence and records nothing.

use countersign_model::{AttemptSid, Timestamp, VerificationSid};

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    INSERT = "INSERT INTO outbox (attempt_sid, verification_sid, wording, due_at, tries, fence, owner)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    CLAIM = "WITH due AS MATERIALIZED (
            SELECT attempt_sid FROM outbox WHERE due_at <= $1 ORDER BY due_at LIMIT $4 /*LOCK SKIP*/)
        UPDATE outbox SET due_at = $2, tries = tries + 1, fence = fence + 1, owner = $3
        WHERE attempt_sid IN (SELECT attempt_sid FROM due)
        RETURNING attempt_sid, verification_sid, wording, tries, fence";
    DONE = "DELETE FROM outbox WHERE attempt_sid = $1 AND fence = $2";
    LATER = "UPDATE outbox SET due_at = $3, owner = NULL WHERE attempt_sid = $1 AND fence = $2";
    FREE = "UPDATE outbox SET due_at = $2, owner = NULL WHERE owner = $1";
    NEXT = "SELECT MIN(due_at) FROM outbox";
    OLDEST = "SELECT created_at FROM attempts WHERE sid = (SELECT MIN(attempt_sid) FROM outbox)";
    WAITING = "SELECT CAST(COUNT(*) AS BIGINT) FROM outbox";
}

/// A row to be sent, held by a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    /// The attempt that it carries out.
    pub attempt_sid: AttemptSid,
    /// Whose code it carries.
    pub verification_sid: VerificationSid,
    /// How to word it: JSON, read by the engine.
    pub wording: String,
    /// How often it was taken, this time included.
    pub tries: i64,
    /// The lease's number.
    pub fence: i64,
}

fn read(row: &Row<'_>) -> Result<Errand, DbError> {
    Ok(Errand {
        attempt_sid: row.parsed(0, "outbox.attempt_sid")?,
        verification_sid: row.parsed(1, "outbox.verification_sid")?,
        wording: row.text(2)?,
        tries: row.int(3)?,
        fence: row.int(4)?,
    })
}

/// Who holds a fresh row, if it is not left for whoever comes first.
#[derive(Clone, Copy, Debug)]
pub struct Lease<'l> {
    /// The node.
    pub owner: &'l str,
    /// Until when.
    pub until: Timestamp,
}

/// Adds a row. With a lease it is already taken (`errand.tries` is 1): the node that made it sends it at once,
/// without asking the database for it, and everybody else may once the lease is over.
///
/// # Errors
/// What the database says.
pub fn insert(
    tx: &mut WriteTx<'_>,
    errand: &Errand,
    lease: Option<Lease<'_>>,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.put(
        INSERT,
        &[
            (&errand.attempt_sid.to_string()).into(),
            (&errand.verification_sid.to_string()).into(),
            (&errand.wording).into(),
            lease.map_or(now, |lease| lease.until).millis().into(),
            errand.tries.into(),
            errand.fence.into(),
            lease.map(|lease| lease.owner).into(),
        ],
    )
}

/// Takes up to `most` rows that are due.
///
/// # Errors
/// What the database says.
pub fn claim(
    tx: &mut WriteTx<'_>,
    lease: Lease<'_>,
    now: Timestamp,
    most: i64,
) -> Result<Vec<Errand>, DbError> {
    let params = [now.millis().into(), lease.until.millis().into(), lease.owner.into(), most.into()];
    tx.all(CLAIM, &params, read)
}

/// Removes a row that is held; tells whether it still was.
///
/// # Errors
/// What the database says.
pub fn done(tx: &mut WriteTx<'_>, errand: &Errand) -> Result<bool, DbError> {
    Ok(tx.change(DONE, &[(&errand.attempt_sid.to_string()).into(), errand.fence.into()])? == 1)
}

/// Gives a row back to be taken again at `due`; tells whether it was still held.
///
/// # Errors
/// What the database says.
pub fn later(tx: &mut WriteTx<'_>, errand: &Errand, due: Timestamp) -> Result<bool, DbError> {
    let sid = errand.attempt_sid.to_string();
    let params = [(&sid).into(), errand.fence.into(), due.millis().into()];
    Ok(tx.change(LATER, &params)? == 1)
}

/// Frees what `owner` held when it died; tells how many rows.
///
/// # Errors
/// What the database says.
pub fn free(tx: &mut WriteTx<'_>, owner: &str, now: Timestamp) -> Result<u64, DbError> {
    tx.change(FREE, &[owner.into(), now.millis().into()])
}

/// When the next row is due, if there is one.
///
/// # Errors
/// What the database says.
pub fn next_due(tx: &mut ReadTx<'_>) -> Result<Option<Timestamp>, DbError> {
    Ok(tx.one(NEXT, &[], |row| row.maybe_int(0))?.flatten().map(Timestamp::from_millis))
}

/// How many rows wait.
///
/// # Errors
/// What the database says.
pub fn waiting(tx: &mut ReadTx<'_>) -> Result<i64, DbError> {
    Ok(tx.one(WAITING, &[], |row| row.int(0))?.unwrap_or(0))
}

/// When the oldest row that waits was made. SIDs begin with the time, so the first is the oldest.
///
/// # Errors
/// What the database says.
pub fn oldest(tx: &mut ReadTx<'_>) -> Result<Option<Timestamp>, DbError> {
    Ok(tx.one(OLDEST, &[], |row| row.int(0))?.map(Timestamp::from_millis))
}
