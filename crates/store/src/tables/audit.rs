//! The audit trail: lines are added, in the transaction of what they tell of, and never changed. Later each becomes a
//! link of the chain: it is given its number and its hash.

use countersign_model::AuditEntry;

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    ADD = "INSERT INTO audit (sid, at, account_sid, who, what, subject, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    AFTER = "SELECT sid, at, account_sid, who, what, subject, detail, chain_no, hash FROM audit WHERE sid > $1
        ORDER BY sid LIMIT $2";
    LOOSE = "SELECT sid, at, account_sid, who, what, subject, detail, chain_no, hash FROM audit WHERE chain_no IS NULL
        ORDER BY sid LIMIT $1";
    LINKS = "SELECT sid, at, account_sid, who, what, subject, detail, chain_no, hash FROM audit WHERE chain_no > $1
        ORDER BY chain_no LIMIT $2";
    LINK = "UPDATE audit SET chain_no = $2, hash = $3 WHERE sid = $1 AND chain_no IS NULL";
    UNLINK = "UPDATE audit SET chain_no = NULL, hash = NULL WHERE chain_no IS NOT NULL";
    FORGET = "DELETE FROM audit WHERE chain_no > $1 AND chain_no <= $2";
    COUNT_LOOSE = "SELECT CAST(COUNT(*) AS BIGINT) FROM audit WHERE chain_no IS NULL";
}

/// A line as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in `AuditEntry`, in text")]
pub struct Line {
    pub sid: String,
    pub at: i64,
    pub account_sid: Option<String>,
    pub who: String,
    pub what: String,
    pub subject: String,
    pub detail: Option<String>,
    pub chain_no: Option<i64>,
    pub hash: Option<String>,
}

fn read(row: &Row<'_>) -> Result<Line, DbError> {
    Ok(Line {
        sid: row.text(0)?,
        at: row.int(1)?,
        account_sid: row.maybe_text(2)?,
        who: row.text(3)?,
        what: row.text(4)?,
        subject: row.text(5)?,
        detail: row.maybe_text(6)?,
        chain_no: row.maybe_int(7)?,
        hash: row.maybe_text(8)?,
    })
}

/// Adds a line.
///
/// # Errors
/// What the database says.
pub fn add(tx: &mut WriteTx<'_>, entry: &AuditEntry) -> Result<(), DbError> {
    let account = entry.account.map(|sid| sid.to_string());
    tx.put(
        ADD,
        &[
            (&entry.sid.to_string()).into(),
            entry.at.millis().into(),
            account.as_deref().into(),
            (&entry.who.to_string()).into(),
            entry.what.into(),
            (&entry.subject).into(),
            entry.detail.as_deref().into(),
        ],
    )
}

/// Up to `most` lines behind the line `after`, in the order of their time; from the first with an empty text.
///
/// # Errors
/// What the database says.
pub fn after(tx: &mut ReadTx<'_>, after: &str, most: i64) -> Result<Vec<Line>, DbError> {
    tx.all(AFTER, &[after.into(), most.into()], read)
}

/// Up to `most` lines that are no links yet, in the order of their time.
///
/// # Errors
/// What the database says.
pub fn loose(tx: &mut ReadTx<'_>, most: i64) -> Result<Vec<Line>, DbError> {
    tx.all(LOOSE, &[most.into()], read)
}

/// How many lines are no links yet.
///
/// # Errors
/// What the database says.
pub fn count_loose(tx: &mut ReadTx<'_>) -> Result<i64, DbError> {
    Ok(tx.one(COUNT_LOOSE, &[], |row| row.int(0))?.unwrap_or(0))
}

/// Up to `most` links behind number `after`, in the chain's order.
///
/// # Errors
/// What the database says.
pub fn links(tx: &mut ReadTx<'_>, after: i64, most: i64) -> Result<Vec<Line>, DbError> {
    tx.all(LINKS, &[after.into(), most.into()], read)
}

/// Makes a line a link; tells whether it was none yet.
///
/// # Errors
/// What the database says.
pub fn link(tx: &mut WriteTx<'_>, sid: &str, number: i64, hash: &str) -> Result<bool, DbError> {
    Ok(tx.change(LINK, &[sid.into(), number.into(), hash.into()])? == 1)
}

/// Makes every link a line that is none yet; for a database that is about to be given another chain.
///
/// # Errors
/// What the database says.
pub fn unlink(tx: &mut WriteTx<'_>) -> Result<(), DbError> {
    tx.put(UNLINK, &[])
}

/// Removes the links behind number `first` up to number `last`.
///
/// # Errors
/// What the database says.
pub fn forget(tx: &mut WriteTx<'_>, first: i64, last: i64) -> Result<u64, DbError> {
    tx.change(FORGET, &[first.into(), last.into()])
}
