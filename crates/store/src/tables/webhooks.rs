//! Webhooks of services. Every question of a caller names the account too: another account's service looks non-existent.

use countersign_model::{
    AccountSid, EventType, EventTypes, Page, PageRequest, PageToken, ServiceSid, Timestamp, Webhook,
    WebhookName, WebhookSid, WebhookStatus, WebhookUrl, WebhookVersion,
};

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    INSERT = "INSERT INTO webhooks (sid, account_sid, service_sid, friendly_name, event_types, wanted, url, status,
            version, failing_since, failure, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL, $10, $11)";
    COUNT = "SELECT CAST(COUNT(*) AS BIGINT) FROM webhooks WHERE service_sid = $1";
    FIND = "SELECT sid, account_sid, service_sid, friendly_name, event_types, url, status, version, failing_since,
            failure, created_at, updated_at, full_since
        FROM webhooks WHERE sid = $1 AND service_sid = $2 AND account_sid = $3";
    LOCK = "SELECT sid, account_sid, service_sid, friendly_name, event_types, url, status, version, failing_since,
            failure, created_at, updated_at, full_since
        FROM webhooks WHERE sid = $1 AND service_sid = $2 AND account_sid = $3 /*LOCK*/";
    GET = "SELECT sid, account_sid, service_sid, friendly_name, event_types, url, status, version, failing_since,
            failure, created_at, updated_at, full_since
        FROM webhooks WHERE sid = $1";
    UPDATE = "UPDATE webhooks SET friendly_name = $2, event_types = $3, wanted = $4, url = $5, status = $6, version = $7,
            failing_since = $8, failure = $9, updated_at = $10, full_since = $11
        WHERE sid = $1";
    DELETE = "DELETE FROM webhooks WHERE sid = $1";
    CLEAR = "DELETE FROM webhooks WHERE service_sid = $1";
    REACHED = "UPDATE webhooks SET failing_since = NULL, failure = NULL WHERE sid = $1 AND failing_since IS NOT NULL";
    MISSED = "UPDATE webhooks SET failing_since = COALESCE(failing_since, CAST($2 AS BIGINT)), failure = $3
        WHERE sid = $1 RETURNING failing_since";
    GIVE_UP = "UPDATE webhooks SET status = 'disabled', updated_at = $2 WHERE sid = $1 AND status = 'enabled'";
    // A row of `services` for which nothing changes stays as it is.
    TOLD = "UPDATE services SET is_told = 1 WHERE sid = $1 AND is_told IS NULL AND EXISTS (SELECT 1 FROM webhooks
        WHERE webhooks.service_sid = $1 AND status = 'enabled' AND wanted LIKE '% verification.%')";
    UNTOLD = "UPDATE services SET is_told = NULL WHERE sid = $1 AND is_told IS NOT NULL AND NOT EXISTS (SELECT 1
        FROM webhooks WHERE webhooks.service_sid = $1 AND status = 'enabled' AND wanted LIKE '% verification.%')";
    FULL = "UPDATE webhooks SET full_since = $2 WHERE sid = $1 AND full_since IS NULL";
    ROOM = "UPDATE webhooks SET full_since = NULL WHERE sid = $1 AND full_since IS NOT NULL";
    COUNTED = "SELECT sid, full_since, (SELECT CAST(COUNT(*) AS BIGINT) FROM webhook_events WHERE webhook_sid = webhooks.sid)
        FROM webhooks WHERE full_since IS NOT NULL OR sid IN (SELECT webhook_sid FROM webhook_events
            GROUP BY webhook_sid HAVING COUNT(*) >= $1)";
    WALK = "SELECT sid, account_sid, service_sid, friendly_name, event_types, url, status, version, failing_since,
            failure, created_at, updated_at, full_since
        FROM webhooks WHERE sid > $1 ORDER BY sid LIMIT $2";
    FROM_START = "SELECT sid, account_sid, service_sid, friendly_name, event_types, url, status, version, failing_since,
            failure, created_at, updated_at, full_since
        FROM webhooks WHERE service_sid = $1 AND account_sid = $2 ORDER BY sid LIMIT $3";
    AFTER = "SELECT sid, account_sid, service_sid, friendly_name, event_types, url, status, version, failing_since,
            failure, created_at, updated_at, full_since
        FROM webhooks WHERE service_sid = $1 AND account_sid = $2 AND sid > $4 ORDER BY sid LIMIT $3";
    BEFORE = "SELECT sid, account_sid, service_sid, friendly_name, event_types, url, status, version, failing_since,
            failure, created_at, updated_at, full_since
        FROM webhooks WHERE service_sid = $1 AND account_sid = $2 AND sid < $4 ORDER BY sid DESC LIMIT $3";
}

fn read(row: &Row<'_>) -> Result<Webhook, DbError> {
    let bad = DbError::unreadable;
    Ok(Webhook {
        sid: row.parsed(0, "webhooks.sid")?,
        account_sid: row.parsed(1, "webhooks.account_sid")?,
        service_sid: row.parsed(2, "webhooks.service_sid")?,
        friendly_name: WebhookName::parse(&row.text(3)?).map_err(|_| bad("webhooks.friendly_name"))?,
        event_types: EventTypes::parse(row.text(4)?.split(' ')).map_err(|_| bad("webhooks.event_types"))?,
        url: WebhookUrl::parse(&row.text(5)?).map_err(|_| bad("webhooks.url"))?,
        status: WebhookStatus::parse(&row.text(6)?).ok_or_else(|| bad("webhooks.status"))?,
        version: WebhookVersion::parse(&row.text(7)?).ok_or_else(|| bad("webhooks.version"))?,
        failing_since: row.maybe_int(8)?.map(Timestamp::from_millis),
        failure: row.maybe_text(9)?,
        created_at: Timestamp::from_millis(row.int(10)?),
        updated_at: Timestamp::from_millis(row.int(11)?),
        full_since: row.maybe_int(12)?.map(Timestamp::from_millis),
    })
}

/// The names of what is wanted, each between blanks, so that one of them is found as a whole.
fn wanted(types: &EventTypes) -> String {
    let names = EventType::ALL.iter().filter(|event| types.want(**event)).map(|event| event.as_str());
    names.fold(" ".to_owned(), |all, name| all + name + " ")
}

/// Adds a webhook.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut WriteTx<'_>, webhook: &Webhook) -> Result<(), DbError> {
    tx.put(
        INSERT,
        &[
            (&webhook.sid.to_string()).into(),
            (&webhook.account_sid.to_string()).into(),
            (&webhook.service_sid.to_string()).into(),
            webhook.friendly_name.as_str().into(),
            (&webhook.event_types.names().join(" ")).into(),
            (&wanted(&webhook.event_types)).into(),
            webhook.url.as_str().into(),
            webhook.status.as_str().into(),
            webhook.version.as_str().into(),
            webhook.created_at.millis().into(),
            webhook.updated_at.millis().into(),
        ],
    )
}

/// How many webhooks a service has.
///
/// # Errors
/// What the database says.
pub fn count(tx: &mut ReadTx<'_>, service: ServiceSid) -> Result<i64, DbError> {
    Ok(tx.one(COUNT, &[(&service.to_string()).into()], |row| row.int(0))?.unwrap_or(0))
}

/// A webhook of an account's service.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    sid: WebhookSid,
) -> Result<Option<Webhook>, DbError> {
    let (sid, service, account) = (sid.to_string(), service.to_string(), account.to_string());
    tx.one(FIND, &[(&sid).into(), (&service).into(), (&account).into()], read)
}

/// As [`find`], locked until the transaction ends.
///
/// # Errors
/// What the database says.
pub fn lock(
    tx: &mut WriteTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    sid: WebhookSid,
) -> Result<Option<Webhook>, DbError> {
    let (sid, service, account) = (sid.to_string(), service.to_string(), account.to_string());
    tx.one(LOCK, &[(&sid).into(), (&service).into(), (&account).into()], read)
}

/// A webhook, whosever it is: for the worker.
///
/// # Errors
/// What the database says.
pub fn get(tx: &mut ReadTx<'_>, sid: WebhookSid) -> Result<Option<Webhook>, DbError> {
    tx.one(GET, &[(&sid.to_string()).into()], read)
}

/// Writes what can change of a webhook that is locked.
///
/// # Errors
/// What the database says.
pub fn update(tx: &mut WriteTx<'_>, webhook: &Webhook) -> Result<(), DbError> {
    tx.put(
        UPDATE,
        &[
            (&webhook.sid.to_string()).into(),
            webhook.friendly_name.as_str().into(),
            (&webhook.event_types.names().join(" ")).into(),
            (&wanted(&webhook.event_types)).into(),
            webhook.url.as_str().into(),
            webhook.status.as_str().into(),
            webhook.version.as_str().into(),
            webhook.failing_since.map(Timestamp::millis).into(),
            webhook.failure.as_deref().into(),
            webhook.updated_at.millis().into(),
            webhook.full_since.map(Timestamp::millis).into(),
        ],
    )
}

/// Notes with a service whether one of its webhooks wants to hear of verifications; after each change of one. The service
/// is locked, so that nobody changes another one meanwhile.
///
/// # Errors
/// What the database says.
pub fn note_wanted(tx: &mut WriteTx<'_>, service: ServiceSid) -> Result<(), DbError> {
    let service = service.to_string();
    tx.put(TOLD, &[(&service).into()])?;
    tx.put(UNTOLD, &[(&service).into()])
}

/// Removes a webhook that is locked; what it has still to be told goes with it.
///
/// # Errors
/// What the database says.
pub fn delete(tx: &mut WriteTx<'_>, sid: WebhookSid) -> Result<(), DbError> {
    super::webhook_events::clear(tx, sid)?;
    tx.put(DELETE, &[(&sid.to_string()).into()])
}

/// Removes the webhooks of a service and what they have still to be told.
///
/// # Errors
/// What the database says.
pub fn clear(tx: &mut WriteTx<'_>, service: ServiceSid) -> Result<(), DbError> {
    super::webhook_events::clear_service(tx, service)?;
    tx.put(CLEAR, &[(&service.to_string()).into()])
}

/// Notes that a webhook was told something; writes nothing if that is nothing new.
///
/// # Errors
/// What the database says.
pub fn reached(tx: &mut WriteTx<'_>, sid: WebhookSid) -> Result<(), DbError> {
    tx.put(REACHED, &[(&sid.to_string()).into()])
}

/// Notes that a webhook could not be told something; gives since when that is so, if the webhook is there.
///
/// # Errors
/// What the database says.
pub fn missed(
    tx: &mut WriteTx<'_>,
    sid: WebhookSid,
    why: &str,
    now: Timestamp,
) -> Result<Option<Timestamp>, DbError> {
    let sid = sid.to_string();
    let params = [(&sid).into(), now.millis().into(), why.into()];
    tx.one(MISSED, &params, |row| row.int(0).map(Timestamp::from_millis))
}

/// Disables a webhook; tells whether it was enabled. What it has still to be told is removed.
///
/// # Errors
/// What the database says.
pub fn give_up(tx: &mut WriteTx<'_>, sid: WebhookSid, now: Timestamp) -> Result<bool, DbError> {
    let disabled = tx.change(GIVE_UP, &[(&sid.to_string()).into(), now.millis().into()])? == 1;
    if disabled {
        super::webhook_events::clear(tx, sid)?;
    }
    Ok(disabled)
}

/// A page of a service's webhooks, in the order in which they were made.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    request: &PageRequest,
) -> Result<Page<Webhook>, DbError> {
    let (service, account) = (service.to_string(), account.to_string());
    let mut params = vec![(&service).into(), (&account).into(), (i64::from(request.size) + 1).into()];
    let found = match &request.token {
        None => tx.all(FROM_START, &params, read)?,
        Some(PageToken::After(sid)) => {
            params.push(sid.into());
            tx.all(AFTER, &params, read)?
        }
        Some(PageToken::Before(sid)) => {
            params.push(sid.into());
            tx.all(BEFORE, &params, read)?
        }
    };
    Ok(Page::cut(found, request, |webhook| webhook.sid.to_string()))
}

/// How much waits for a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Whom.
    pub sid: WebhookSid,
    /// Whether that was too much when it was last looked at.
    pub is_full: bool,
    /// How many events wait.
    pub waiting: i64,
}

/// The webhooks that `most` events or more wait for, and those that were full.
///
/// # Errors
/// What the database says.
pub fn counted(tx: &mut ReadTx<'_>, most: i64) -> Result<Vec<Counted>, DbError> {
    tx.all(COUNTED, &[most.into()], |row| {
        Ok(Counted {
            sid: row.parsed(0, "webhooks.sid")?,
            is_full: row.maybe_int(1)?.is_some(),
            waiting: row.int(2)?,
        })
    })
}

/// Keeps nothing new for a webhook from now on; tells whether that is news.
///
/// # Errors
/// What the database says.
pub fn fill(tx: &mut WriteTx<'_>, sid: WebhookSid, now: Timestamp) -> Result<bool, DbError> {
    Ok(tx.change(FULL, &[(&sid.to_string()).into(), now.millis().into()])? == 1)
}

/// Keeps what happens for a webhook again; tells whether that is news.
///
/// # Errors
/// What the database says.
pub fn make_room(tx: &mut WriteTx<'_>, sid: WebhookSid) -> Result<bool, DbError> {
    Ok(tx.change(ROOM, &[(&sid.to_string()).into()])? == 1)
}

/// Up to `most` webhooks of all services behind the SID `after`: for the operator.
///
/// # Errors
/// What the database says.
pub fn walk(tx: &mut ReadTx<'_>, after: &str, most: i64) -> Result<Vec<Webhook>, DbError> {
    tx.all(WALK, &[after.into(), most.into()], read)
}
