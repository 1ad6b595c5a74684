//! Ends of verifications that an upstream has still to be told. Telling one twice does no harm, so a lease is enough.

use countersign_model::{Ending, Timestamp, VerificationSid};

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    ADD = "INSERT INTO upstream_endings (verification_sid, how, due_at, tries, until_at) VALUES ($1, $2, $3, 0, $4)
        ON CONFLICT (verification_sid) DO UPDATE SET how = $2, due_at = $3, tries = 0, until_at = $4";
    NEXT = "SELECT MIN(due_at) FROM upstream_endings";
    FIND = "SELECT verification_sid, how, tries FROM upstream_endings WHERE verification_sid = $1";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    CLAIM = "WITH due AS MATERIALIZED (
            SELECT verification_sid FROM upstream_endings WHERE due_at <= $1 ORDER BY due_at LIMIT $3 /*LOCK SKIP*/)
        UPDATE upstream_endings SET due_at = $2, tries = tries + 1
        WHERE verification_sid IN (SELECT verification_sid FROM due)
        RETURNING verification_sid, how, tries";
    DONE = "DELETE FROM upstream_endings WHERE verification_sid = $1 AND how = $2";
    LATER = "UPDATE upstream_endings SET due_at = $3 WHERE verification_sid = $1 AND how = $2";
    SWEEP = "WITH past AS MATERIALIZED (
            SELECT verification_sid FROM upstream_endings WHERE until_at <= $1 LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM upstream_endings WHERE verification_sid IN (SELECT verification_sid FROM past)";
}

/// An end to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Untold {
    /// Whose.
    pub verification_sid: VerificationSid,
    /// `Approved` or `Canceled`: an upstream knows no other that one could tell.
    pub how: Ending,
    /// How often it was taken, this time included.
    pub tries: i64,
}

const fn name(how: Ending) -> &'static str {
    match how {
        Ending::Approved => "approved",
        // Whatever else ended it here frees the address there.
        Ending::Canceled | Ending::Exhausted | Ending::Expired => "canceled",
    }
}

fn read(row: &Row<'_>) -> Result<Untold, DbError> {
    let how = match row.text(1)?.as_str() {
        "approved" => Ending::Approved,
        "canceled" => Ending::Canceled,
        _ => return Err(DbError::unreadable("upstream_endings.how")),
    };
    Ok(Untold {
        verification_sid: row.parsed(0, "upstream_endings.verification_sid")?,
        how,
        tries: row.int(2)?,
    })
}

/// Adds one, due now and of no use after `until`; takes the place of an earlier one.
///
/// # Errors
/// What the database says.
pub fn add(
    tx: &mut WriteTx<'_>,
    sid: VerificationSid,
    how: Ending,
    now: Timestamp,
    until: Timestamp,
) -> Result<(), DbError> {
    tx.put(ADD, &[(&sid.to_string()).into(), name(how).into(), now.millis().into(), until.millis().into()])
}

/// When the next one is due.
///
/// # Errors
/// What the database says.
pub fn next_due(tx: &mut ReadTx<'_>) -> Result<Option<Timestamp>, DbError> {
    Ok(tx.one(NEXT, &[], |row| row.maybe_int(0))?.flatten().map(Timestamp::from_millis))
}

/// What is still to be told of this verification.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, sid: VerificationSid) -> Result<Option<Untold>, DbError> {
    tx.one(FIND, &[(&sid.to_string()).into()], read)
}

/// Takes up to `most` that are due; they are nobody else's until `until`.
///
/// # Errors
/// What the database says.
pub fn claim(
    tx: &mut WriteTx<'_>,
    now: Timestamp,
    until: Timestamp,
    most: i64,
) -> Result<Vec<Untold>, DbError> {
    tx.all(CLAIM, &[now.millis().into(), until.millis().into(), most.into()], read)
}

/// It was told, or never will be.
///
/// # Errors
/// What the database says.
pub fn done(tx: &mut WriteTx<'_>, untold: &Untold) -> Result<(), DbError> {
    tx.put(DONE, &[(&untold.verification_sid.to_string()).into(), name(untold.how).into()])
}

/// To be told again at `due`.
///
/// # Errors
/// What the database says.
pub fn later(tx: &mut WriteTx<'_>, untold: &Untold, due: Timestamp) -> Result<(), DbError> {
    let sid = untold.verification_sid.to_string();
    tx.put(LATER, &[(&sid).into(), name(untold.how).into(), due.millis().into()])
}

/// Removes up to `most` that are of no use any more; tells how many.
///
/// # Errors
/// What the database says.
pub fn sweep(tx: &mut WriteTx<'_>, now: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(SWEEP, &[now.millis().into(), most.into()])
}
