//! What to try next when a send isn't known to have arrived in time.

use countersign_model::{AttemptSid, Timestamp, VerificationSid};

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    PLAN = "INSERT INTO fallbacks (verification_sid, attempt_sid, rest, due_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (verification_sid) DO UPDATE SET attempt_sid = $2, rest = $3, due_at = $4";
    DROP = "DELETE FROM fallbacks WHERE verification_sid = $1";
    HASTEN = "UPDATE fallbacks SET due_at = $3 WHERE verification_sid = $1 AND attempt_sid = $2 AND due_at > $3";
    ARRIVED = "DELETE FROM fallbacks WHERE verification_sid = $1 AND attempt_sid = $2";
    NEXT = "SELECT MIN(due_at) FROM fallbacks";
    CLAIM = "WITH due AS MATERIALIZED (
            SELECT verification_sid FROM fallbacks WHERE due_at <= $1 ORDER BY due_at LIMIT $3 /*LOCK SKIP*/)
        UPDATE fallbacks SET due_at = $2 WHERE verification_sid IN (SELECT verification_sid FROM due)
        RETURNING verification_sid, attempt_sid, rest";
    TAKE = "DELETE FROM fallbacks WHERE verification_sid = $1 AND attempt_sid = $2 RETURNING rest";
}

/// A fallback that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Whose code hasn't arrived.
    pub verification_sid: VerificationSid,
    /// The send that isn't known to have arrived.
    pub attempt_sid: AttemptSid,
    /// What is left of the order of channels: JSON, read by the engine.
    pub rest: String,
}

fn read(row: &Row<'_>) -> Result<Due, DbError> {
    Ok(Due {
        verification_sid: row.parsed(0, "fallbacks.verification_sid")?,
        attempt_sid: row.parsed(1, "fallbacks.attempt_sid")?,
        rest: row.text(2)?,
    })
}

/// Plans what is to be tried at `due` unless the attempt arrives; takes the place of an earlier plan.
///
/// # Errors
/// What the database says.
pub fn plan(tx: &mut WriteTx<'_>, planned: &Due, due: Timestamp) -> Result<(), DbError> {
    let (verification, attempt) = (planned.verification_sid.to_string(), planned.attempt_sid.to_string());
    tx.put(PLAN, &[(&verification).into(), (&attempt).into(), (&planned.rest).into(), due.millis().into()])
}

/// Drops the plan: the caller chose another way himself.
///
/// # Errors
/// What the database says.
pub fn drop_plan(tx: &mut WriteTx<'_>, verification: VerificationSid) -> Result<(), DbError> {
    tx.put(DROP, &[(&verification.to_string()).into()])
}

/// The attempt has arrived: nothing else is to be tried.
///
/// # Errors
/// What the database says.
pub fn arrived(
    tx: &mut WriteTx<'_>,
    verification: VerificationSid,
    attempt: AttemptSid,
) -> Result<(), DbError> {
    tx.put(ARRIVED, &[(&verification.to_string()).into(), (&attempt.to_string()).into()])
}

/// The attempt has failed: what was planned is due at once. Tells whether anything was.
///
/// # Errors
/// What the database says.
pub fn hasten(
    tx: &mut WriteTx<'_>,
    verification: VerificationSid,
    attempt: AttemptSid,
    now: Timestamp,
) -> Result<bool, DbError> {
    let (verification, attempt) = (verification.to_string(), attempt.to_string());
    Ok(tx.change(HASTEN, &[(&verification).into(), (&attempt).into(), now.millis().into()])? > 0)
}

/// When the next one is due.
///
/// # Errors
/// What the database says.
pub fn next_due(tx: &mut ReadTx<'_>) -> Result<Option<Timestamp>, DbError> {
    Ok(tx.one(NEXT, &[], |row| row.maybe_int(0))?.flatten().map(Timestamp::from_millis))
}

/// Takes up to `most` that are due; they are nobody else's until `until`.
///
/// # Errors
/// What the database says.
pub fn claim(tx: &mut WriteTx<'_>, now: Timestamp, until: Timestamp, most: i64) -> Result<Vec<Due>, DbError> {
    tx.all(CLAIM, &[now.millis().into(), until.millis().into(), most.into()], read)
}

/// Takes this one out, if it still stands for this attempt.
///
/// # Errors
/// What the database says.
pub fn take(tx: &mut WriteTx<'_>, due: &Due) -> Result<bool, DbError> {
    let (verification, attempt) = (due.verification_sid.to_string(), due.attempt_sid.to_string());
    Ok(tx.one(TAKE, &[(&verification).into(), (&attempt).into()], |row| row.text(0))?.is_some())
}
