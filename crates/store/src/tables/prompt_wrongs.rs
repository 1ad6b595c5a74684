//! The budgets of prompts, by the hour: wrong answers of a person from one network, and a person's messages to addresses that
//! nobody has shown to be theirs. New codes and new prompts don't refill them.

use countersign_model::Timestamp;

use crate::sql::statements;
use crate::{DbError, WriteTx};

statements! {
    // SUM of BIGINT is NUMERIC on PostgreSQL.
    COUNT = "SELECT CAST(COALESCE(SUM(wrong), 0) AS BIGINT) FROM prompt_wrongs WHERE who = $1 AND hour >= $2";
    FIRST = "SELECT MIN(hour) FROM prompt_wrongs WHERE who = $1 AND hour >= $2 AND wrong > 0";
    ADD = "INSERT INTO prompt_wrongs (who, hour, wrong) VALUES ($1, $2, 1)
        ON CONFLICT (who, hour) DO UPDATE SET wrong = prompt_wrongs.wrong + 1";
    REMOVE = "UPDATE prompt_wrongs SET wrong = wrong - 1 WHERE who = $1 AND hour = $2 AND wrong > 0";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    SWEEP = "WITH past AS MATERIALIZED (SELECT who, hour FROM prompt_wrongs WHERE hour < $1 LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM prompt_wrongs WHERE (who, hour) IN (SELECT who, hour FROM past)";
}

const fn hour(now: Timestamp) -> i64 {
    now.millis().div_euclid(3_600_000)
}

/// The oldest hour that still counts: 24 to 25 hours back, never less than 24.
const fn oldest(now: Timestamp) -> i64 {
    hour(now) - 24
}

/// Counts an answer before anybody has looked at it, unless `most` were wrong within a day: then false. Nobody else's answer
/// of the same is counted until the transaction ends.
///
/// # Errors
/// What the database says.
pub fn spend(tx: &mut WriteTx<'_>, who: &str, most: i64, now: Timestamp) -> Result<bool, DbError> {
    tx.line_up(&format!("prompt_wrongs {who}"))?;
    let count = tx.one(COUNT, &[who.into(), oldest(now).into()], |row| row.int(0))?.unwrap_or(0);
    if count >= most {
        return Ok(false);
    }
    tx.put(ADD, &[who.into(), hour(now).into()])?;
    Ok(true)
}

/// When the first of what was counted counts no more.
///
/// # Errors
/// What the database says.
pub fn frees_at(tx: &mut WriteTx<'_>, who: &str, now: Timestamp) -> Result<Timestamp, DbError> {
    let first = tx.one(FIRST, &[who.into(), oldest(now).into()], |row| row.maybe_int(0))?.flatten();
    Ok(Timestamp::from_millis((first.unwrap_or_else(|| hour(now)) + 25) * 3_600_000))
}

/// Takes back what was counted at `then`, for it was right.
///
/// # Errors
/// What the database says.
pub fn refund(tx: &mut WriteTx<'_>, who: &str, then: Timestamp) -> Result<(), DbError> {
    tx.put(REMOVE, &[who.into(), hour(then).into()])
}

/// Removes up to `most` counts too old to matter; tells how many.
///
/// # Errors
/// What the database says.
pub fn sweep(tx: &mut WriteTx<'_>, now: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(SWEEP, &[oldest(now).into(), most.into()])
}
