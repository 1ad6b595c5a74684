//! Notifications of challenges: their own outbox. `due_at` is also the lease, as in the outbox of codes; null is over.

use countersign_model::{ChallengeSid, Notification, NotificationSid, Timestamp};

use crate::row::Row;
use crate::sql::statements;
use crate::tables::outbox::Lease;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    INSERT = "INSERT INTO notifications (sid, challenge_sid, entity_sid, is_asked, ttl, created_at, due_at, tries, fence)
        VALUES ($1, $2, $3, $4, $5, $6, $6, 0, 0)";
    ASKED = "SELECT CAST(COUNT(*) AS BIGINT) FROM notifications WHERE challenge_sid = $1 AND is_asked = 1";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    CLAIM = "WITH due AS MATERIALIZED (
            SELECT sid FROM notifications WHERE due_at <= $1 ORDER BY due_at LIMIT $3 /*LOCK SKIP*/)
        UPDATE notifications SET due_at = $2, owner = $4, tries = tries + 1, fence = fence + 1
        WHERE sid IN (SELECT sid FROM due)
        RETURNING sid, challenge_sid, entity_sid, is_asked, ttl, created_at, tries, fence";
    DONE = "UPDATE notifications SET due_at = NULL, owner = NULL, outcome = $3, provider = $4 WHERE sid = $1 AND fence = $2";
    LATER = "UPDATE notifications SET due_at = $3, owner = NULL, outcome = $4, provider = $5 WHERE sid = $1 AND fence = $2";
    FREE = "UPDATE notifications SET due_at = $2, owner = NULL WHERE owner = $1 AND due_at IS NOT NULL";
    NEXT = "SELECT MIN(due_at) FROM notifications WHERE due_at IS NOT NULL";
    FORGET = "WITH past AS MATERIALIZED (
            SELECT sid FROM notifications WHERE sid < $1 ORDER BY sid LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM notifications WHERE sid IN (SELECT sid FROM past)";
}

/// A notification that is to be tried, held by a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    /// What is to be told.
    pub notification: Notification,
    /// How often it was taken, this time included.
    pub tries: i64,
    /// The lease's number.
    pub fence: i64,
}

fn read(row: &Row<'_>) -> Result<Try, DbError> {
    Ok(Try {
        notification: Notification {
            sid: row.parsed(0, "notifications.sid")?,
            challenge_sid: row.parsed(1, "notifications.challenge_sid")?,
            entity_sid: row.parsed(2, "notifications.entity_sid")?,
            is_asked: row.int(3)? == 1,
            ttl: row.int(4)?,
            created_at: Timestamp::from_millis(row.int(5)?),
        },
        tries: row.int(6)?,
        fence: row.int(7)?,
    })
}

/// Adds a notification that is due at once.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut WriteTx<'_>, it: &Notification) -> Result<(), DbError> {
    tx.put(
        INSERT,
        &[
            (&it.sid.to_string()).into(),
            (&it.challenge_sid.to_string()).into(),
            (&it.entity_sid.to_string()).into(),
            i64::from(it.is_asked).into(),
            it.ttl.into(),
            it.created_at.millis().into(),
        ],
    )
}

/// How many an application asked for of one challenge, whose factor is locked.
///
/// # Errors
/// What the database says.
pub fn asked(tx: &mut ReadTx<'_>, challenge: ChallengeSid) -> Result<i64, DbError> {
    Ok(tx.one(ASKED, &[(&challenge.to_string()).into()], |row| row.int(0))?.unwrap_or_default())
}

/// Takes up to `most` that are due.
///
/// # Errors
/// What the database says.
pub fn claim(tx: &mut WriteTx<'_>, lease: Lease<'_>, now: Timestamp, most: i64) -> Result<Vec<Try>, DbError> {
    let params = [now.millis().into(), lease.until.millis().into(), most.into(), lease.owner.into()];
    tx.all(CLAIM, &params, read)
}

/// Frees what `owner` held when it died; tells how many rows.
///
/// # Errors
/// What the database says.
pub fn free(tx: &mut WriteTx<'_>, owner: &str, now: Timestamp) -> Result<u64, DbError> {
    tx.change(FREE, &[owner.into(), now.millis().into()])
}

/// Ends one that is held; tells whether it still was. `outcome` is for people.
///
/// # Errors
/// What the database says.
pub fn done(tx: &mut WriteTx<'_>, it: &Try, outcome: &str, provider: Option<&str>) -> Result<bool, DbError> {
    let sid = it.notification.sid.to_string();
    Ok(tx.change(DONE, &[(&sid).into(), it.fence.into(), outcome.into(), provider.into()])? == 1)
}

/// Gives one back to be tried again at `due`; tells whether it was still held.
///
/// # Errors
/// What the database says.
pub fn later(
    tx: &mut WriteTx<'_>,
    it: &Try,
    due: Timestamp,
    outcome: &str,
    provider: Option<&str>,
) -> Result<bool, DbError> {
    let sid = it.notification.sid.to_string();
    let params = [(&sid).into(), it.fence.into(), due.millis().into(), outcome.into(), provider.into()];
    Ok(tx.change(LATER, &params)? == 1)
}

/// When the next one is due, if there is one.
///
/// # Errors
/// What the database says.
pub fn next_due(tx: &mut ReadTx<'_>) -> Result<Option<Timestamp>, DbError> {
    Ok(tx.one(NEXT, &[], |row| row.maybe_int(0))?.flatten().map(Timestamp::from_millis))
}

/// Removes up to `most` that were made before `before`; tells how many. SIDs begin with the time.
///
/// # Errors
/// What the database says.
pub fn forget(tx: &mut WriteTx<'_>, before: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(FORGET, &[(&NotificationSid::earliest(before).to_string()).into(), most.into()])
}
