//! Numbers that an account's callers vouch for (behaviour map 13).

use countersign_model::{AccountSid, Phone, SafeListSid, Timestamp};

use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    ADD = "INSERT INTO safe_list (account_sid, phone_number, sid, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (account_sid, phone_number) DO NOTHING";
    FIND = "SELECT sid FROM safe_list WHERE account_sid = $1 AND phone_number = $2";
    LIST = "SELECT phone_number, sid, created_at FROM safe_list WHERE account_sid = $1 ORDER BY sid";
    REMOVE = "DELETE FROM safe_list WHERE account_sid = $1 AND phone_number = $2";
}

/// Adds a number; tells whether it was not there.
///
/// # Errors
/// What the database says.
pub fn add(
    tx: &mut WriteTx<'_>,
    account: AccountSid,
    number: &Phone,
    sid: SafeListSid,
    now: Timestamp,
) -> Result<bool, DbError> {
    let (account, sid) = (account.to_string(), sid.to_string());
    let params = [(&account).into(), number.as_str().into(), (&sid).into(), now.millis().into()];
    Ok(tx.change(ADD, &params)? == 1)
}

/// The entry of a number.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    number: &Phone,
) -> Result<Option<SafeListSid>, DbError> {
    tx.one(FIND, &[(&account.to_string()).into(), number.as_str().into()], |row| {
        row.parsed(0, "safe_list.sid")
    })
}

/// A number on a safe list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The number, in E.164.
    pub number: String,
    /// The entry's name.
    pub sid: SafeListSid,
    /// When it was added.
    pub created_at: Timestamp,
}

/// An account's numbers, oldest first.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut ReadTx<'_>, account: AccountSid) -> Result<Vec<Entry>, DbError> {
    tx.all(LIST, &[(&account.to_string()).into()], |row| {
        Ok(Entry {
            number: row.text(0)?,
            sid: row.parsed(1, "safe_list.sid")?,
            created_at: Timestamp::from_millis(row.int(2)?),
        })
    })
}

/// Removes a number; tells whether it was there.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut WriteTx<'_>, account: AccountSid, number: &Phone) -> Result<bool, DbError> {
    Ok(tx.change(REMOVE, &[(&account.to_string()).into(), number.as_str().into()])? == 1)
}
