//! Files of hardware tokens while they are taken, a few tokens at a time. Their tokens are nobody's to see until the file is
//! finished, which is one row; what was given up is removed.

use countersign_model::{AccountSid, Timestamp};

use crate::sql::statements;
use crate::{DbError, WriteTx};

statements! {
    GIVE_UP_ALL = "UPDATE token_imports SET finished_at = 0 WHERE account_sid = $1 AND finished_at IS NULL";
    BEGIN = "INSERT INTO token_imports (sid, account_sid, made_at) VALUES ($1, $2, $3)";
    GO_ON = "SELECT sid FROM token_imports WHERE sid = $1 AND finished_at IS NULL /*LOCK*/";
    FINISH = "UPDATE token_imports SET finished_at = $2 WHERE sid = $1 AND finished_at IS NULL";
    GIVE_UP = "UPDATE token_imports SET finished_at = 0 WHERE sid = $1 AND finished_at IS NULL";
    GIVEN_UP = "SELECT sid FROM token_imports WHERE account_sid = $1 AND finished_at = 0 ORDER BY sid LIMIT 1 /*LOCK*/";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    REMOVE = "WITH past AS MATERIALIZED (SELECT sid FROM hardware_tokens WHERE import_sid = $1 LIMIT $2)
        DELETE FROM hardware_tokens WHERE sid IN (SELECT sid FROM past)";
    DONE = "DELETE FROM token_imports WHERE sid = $1";
}

/// Begins to take a file. An earlier one of the account that was not finished is given up: whoever took it is gone, or finds
/// out.
///
/// # Errors
/// What the database says.
pub fn begin(tx: &mut WriteTx<'_>, sid: &str, account: AccountSid, now: Timestamp) -> Result<(), DbError> {
    let account = account.to_string();
    tx.put(GIVE_UP_ALL, &[(&account).into()])?;
    tx.put(BEGIN, &[sid.into(), (&account).into(), now.millis().into()])
}

/// Whether a file is being taken still; nobody gives it up until the transaction ends.
///
/// # Errors
/// What the database says.
pub fn goes_on(tx: &mut WriteTx<'_>, sid: &str) -> Result<bool, DbError> {
    Ok(tx.one(GO_ON, &[sid.into()], |_| Ok(()))?.is_some())
}

/// Makes the tokens of a file count; false when it was given up.
///
/// # Errors
/// What the database says.
pub fn finish(tx: &mut WriteTx<'_>, sid: &str, now: Timestamp) -> Result<bool, DbError> {
    Ok(tx.change(FINISH, &[sid.into(), now.millis().into()])? == 1)
}

/// Gives a file up.
///
/// # Errors
/// What the database says.
pub fn give_up(tx: &mut WriteTx<'_>, sid: &str) -> Result<(), DbError> {
    tx.put(GIVE_UP, &[sid.into()])
}

/// Removes up to `most` tokens of an account's files that were given up; tells whether there may be more.
///
/// # Errors
/// What the database says.
pub fn tidy(tx: &mut WriteTx<'_>, account: AccountSid, most: i64) -> Result<bool, DbError> {
    let Some(sid) = tx.one(GIVEN_UP, &[(&account.to_string()).into()], |row| row.text(0))? else {
        return Ok(false);
    };
    if tx.change(REMOVE, &[(&sid).into(), most.into()])? == 0 {
        tx.put(DONE, &[(&sid).into()])?;
    }
    Ok(true)
}
