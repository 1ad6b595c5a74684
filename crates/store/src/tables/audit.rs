//! The audit trail: lines are added, in the transaction of what they tell of, and never changed.

use countersign_model::AuditEntry;

use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    ADD = "INSERT INTO audit (sid, at, account_sid, who, what, subject, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    AFTER = "SELECT sid, at, account_sid, who, what, subject, detail FROM audit WHERE sid > $1 ORDER BY sid LIMIT $2";
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
    tx.all(AFTER, &[after.into(), most.into()], |row| {
        Ok(Line {
            sid: row.text(0)?,
            at: row.int(1)?,
            account_sid: row.maybe_text(2)?,
            who: row.text(3)?,
            what: row.text(4)?,
            subject: row.text(5)?,
            detail: row.maybe_text(6)?,
        })
    })
}
