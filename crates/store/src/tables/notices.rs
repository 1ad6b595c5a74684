//! Mails about what has changed of somebody's methods: their own outbox. `due_at` is also the lease, as in the outbox of
//! codes; null is over, and then the content is gone too.

use countersign_model::{AccountSid, Identity, NoticeSid, ServiceSid, Timestamp};

use crate::row::Row;
use crate::sql::statements;
use crate::tables::outbox::Lease;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    INSERT = "INSERT INTO notices (sid, change_sid, account_sid, service_sid, identity_key, identity, content_sealed,
            created_at, due_at, tries, fence)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, 0, 0)";
    CHANGES = "SELECT CAST(COUNT(DISTINCT change_sid) AS BIGINT) FROM notices
        WHERE identity_key = $1 AND service_sid = $2 AND created_at > $3";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    CLAIM = "WITH due AS MATERIALIZED (
            SELECT sid FROM notices WHERE due_at <= $1 ORDER BY due_at LIMIT $3 /*LOCK SKIP*/)
        UPDATE notices SET due_at = $2, owner = $4, tries = tries + 1, fence = fence + 1
        WHERE sid IN (SELECT sid FROM due)
        RETURNING sid, change_sid, account_sid, service_sid, identity, content_sealed, created_at, tries, fence";
    DONE = "UPDATE notices SET due_at = NULL, owner = NULL, content_sealed = NULL, outcome = $3, provider = $4
        WHERE sid = $1 AND fence = $2";
    LATER = "UPDATE notices SET due_at = $3, owner = NULL, outcome = $4, provider = $5 WHERE sid = $1 AND fence = $2";
    FREE = "UPDATE notices SET due_at = $2, owner = NULL WHERE owner = $1 AND due_at IS NOT NULL";
    NEXT = "SELECT MIN(due_at) FROM notices WHERE due_at IS NOT NULL";
    WALK = "SELECT sid, change_sid, account_sid, service_sid, identity, content_sealed, created_at, tries, fence
        FROM notices WHERE sid > $1 AND content_sealed IS NOT NULL ORDER BY sid LIMIT $2";
    DROP = "DELETE FROM notices WHERE sid = $1";
    ERASE = "DELETE FROM notices WHERE identity_key = $1";
    FORGET = "WITH past AS MATERIALIZED (
            SELECT sid FROM notices WHERE sid < $1 ORDER BY sid LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM notices WHERE sid IN (SELECT sid FROM past)";
}

/// A mail that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its name.
    pub sid: NoticeSid,
    /// What all mails about one change have in common: the name of the first.
    pub change_sid: NoticeSid,
    /// Whose service it is.
    pub account_sid: AccountSid,
    /// The service.
    pub service_sid: ServiceSid,
    /// The application's name for the person.
    pub identity: Identity,
    /// What it says and to whom, sealed.
    pub sealed: String,
    /// When it was written down.
    pub created_at: Timestamp,
}

/// One that is to be tried, held by a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    /// The mail.
    pub notice: Notice,
    /// How often it was taken, this time included.
    pub tries: i64,
    /// The lease's number.
    pub fence: i64,
}

fn read(row: &Row<'_>) -> Result<Try, DbError> {
    Ok(Try {
        notice: Notice {
            sid: row.parsed(0, "notices.sid")?,
            change_sid: row.parsed(1, "notices.change_sid")?,
            account_sid: row.parsed(2, "notices.account_sid")?,
            service_sid: row.parsed(3, "notices.service_sid")?,
            identity: Identity::parse(&row.text(4)?).map_err(|_| DbError::unreadable("notices.identity"))?,
            sealed: row.maybe_text(5)?.unwrap_or_default(),
            created_at: Timestamp::from_millis(row.int(6)?),
        },
        tries: row.int(7)?,
        fence: row.int(8)?,
    })
}

/// Adds a mail that is due at once.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut WriteTx<'_>, it: &Notice) -> Result<(), DbError> {
    tx.put(
        INSERT,
        &[
            (&it.sid.to_string()).into(),
            (&it.change_sid.to_string()).into(),
            (&it.account_sid.to_string()).into(),
            (&it.service_sid.to_string()).into(),
            (&it.identity.key()).into(),
            it.identity.as_str().into(),
            (&it.sealed).into(),
            it.created_at.millis().into(),
        ],
    )
}

/// Of how many changes since `since` a person of a service was told.
///
/// # Errors
/// What the database says.
pub fn changes(
    tx: &mut ReadTx<'_>,
    service: ServiceSid,
    identity: &Identity,
    since: Timestamp,
) -> Result<i64, DbError> {
    let (key, service) = (identity.key(), service.to_string());
    let params = [(&key).into(), (&service).into(), since.millis().into()];
    Ok(tx.one(CHANGES, &params, |row| row.int(0))?.unwrap_or_default())
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

/// Ends one that is held, and forgets its content; tells whether it was still held. `outcome` is for people.
///
/// # Errors
/// What the database says.
pub fn done(tx: &mut WriteTx<'_>, it: &Try, outcome: &str, provider: Option<&str>) -> Result<bool, DbError> {
    let sid = it.notice.sid.to_string();
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
    let sid = it.notice.sid.to_string();
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

/// Up to `most` that wait, behind the name `after`.
///
/// # Errors
/// What the database says.
pub fn walk(tx: &mut ReadTx<'_>, after: &str, most: i64) -> Result<Vec<Notice>, DbError> {
    Ok(tx.all(WALK, &[after.into(), most.into()], read)?.into_iter().map(|it| it.notice).collect())
}

/// Removes these, whether they are held or not; tells how many there still were.
///
/// # Errors
/// What the database says.
pub fn drop_all(tx: &mut WriteTx<'_>, sids: &[NoticeSid]) -> Result<u64, DbError> {
    let mut removed = 0;
    for sid in sids {
        removed += tx.change(DROP, &[(&sid.to_string()).into()])?;
    }
    Ok(removed)
}

/// Removes all for people of this identity, in whatever service.
///
/// # Errors
/// What the database says.
pub fn erase(tx: &mut WriteTx<'_>, identity: &Identity) -> Result<u64, DbError> {
    tx.change(ERASE, &[(&identity.key()).into()])
}

/// Removes up to `most` that were made before `before`; tells how many. SIDs begin with the time.
///
/// # Errors
/// What the database says.
pub fn forget(tx: &mut WriteTx<'_>, before: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(FORGET, &[(&NoticeSid::earliest(before).to_string()).into(), most.into()])
}
