//! Sends with what their verifications say of them, for those who look at what became of messages.

use countersign_model::{Attempt, AttemptSid, Recipient, Status, Timestamp};

use super::{attempts, verifications};
use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx};

statements! {
    BACK = "SELECT a.sid, a.account_sid, a.service_sid, a.verification_sid, a.channel, a.state, a.tries, a.provider,
        a.provider_id, a.error, a.created_at, a.updated_at, a.receipt, a.journal,
        v.recipient, v.status, v.ended_at, v.sends
        FROM attempts a LEFT JOIN verifications v ON v.sid = a.verification_sid
        WHERE a.sid < $1 AND a.sid > $2 ORDER BY a.sid DESC LIMIT $3";
    FIND = "SELECT a.sid, a.account_sid, a.service_sid, a.verification_sid, a.channel, a.state, a.tries, a.provider,
        a.provider_id, a.error, a.created_at, a.updated_at, a.receipt, a.journal,
        v.recipient, v.status, v.ended_at, v.sends
        FROM attempts a LEFT JOIN verifications v ON v.sid = a.verification_sid WHERE a.sid = $1";
}

/// One send and whom it was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The send.
    pub attempt: Attempt,
    /// Whom it was for; nothing once the verification is forgotten.
    pub recipient: Option<Recipient>,
    /// How its verification ended, or that it hasn't; nothing once it is forgotten.
    pub status: Option<Status>,
    /// Whether it is its verification's last send: the one that an approval is owed to.
    pub is_last: bool,
}

/// Up to `most` sends, newest first: from `before` back to `after`. SIDs begin with the time, so this looks at no others.
///
/// # Errors
/// What the database says.
pub fn back(
    tx: &mut ReadTx<'_>,
    before: AttemptSid,
    after: AttemptSid,
    most: i64,
) -> Result<Vec<Delivery>, DbError> {
    tx.all(BACK, &[(&before.to_string()).into(), (&after.to_string()).into(), most.into()], read)
}

/// The send with this SID.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, sid: AttemptSid) -> Result<Option<Delivery>, DbError> {
    tx.one(FIND, &[(&sid.to_string()).into()], read)
}

fn read(row: &Row<'_>) -> Result<Delivery, DbError> {
    let attempt = attempts::read(row)?;
    let ended_at = row.maybe_int(16)?.map(Timestamp::from_millis);
    let sends = row.maybe_text(17)?.as_deref().and_then(verifications::read_sends);
    let last = sends.as_ref().and_then(|sends| sends.last());
    Ok(Delivery {
        recipient: row.maybe_text(14)?.as_deref().and_then(Recipient::from_stored),
        status: row.maybe_text(15)?.and_then(|name| Status::from_row(&name, ended_at)),
        is_last: last.is_some_and(|mark| mark.attempt_sid == attempt.sid),
        attempt,
    })
}
