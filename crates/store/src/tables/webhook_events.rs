//! What webhooks have still to be told. An event is a row for each webhook that wants it, written in the transaction of what
//! it tells of.
//!
//! Rows about the same thing are numbered, and told in that order: the next is taken once the one before is over. `due_at` is
//! also the lease, as in the outbox: who takes a row moves it into the future and raises the fence. What stands behind a row
//! that could not be told is put off with it, so that whoever looks for what is due doesn't pass over it each time.

use countersign_model::{EventType, ServiceSid, Timestamp, WebhookSid};

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    // Whoever writes about a subject holds its row locked: no two get the same number.
    ADD = "INSERT INTO webhook_events (webhook_sid, subject, number, uuid, fields, made_at, due_at, tries, fence, owner)
        SELECT webhooks.sid, $2, COALESCE((SELECT MAX(number) FROM webhook_events AS waiting
                WHERE waiting.webhook_sid = webhooks.sid AND waiting.subject = $2), 0) + 1,
            $3, $4, CAST($5 AS BIGINT), COALESCE((SELECT MAX(due_at) FROM webhook_events AS failed
                WHERE failed.webhook_sid = webhooks.sid AND failed.subject = $2
                AND failed.tries > 0 AND failed.owner IS NULL), CAST($5 AS BIGINT)), 0, 0, NULL
        FROM webhooks WHERE webhooks.service_sid = $1 AND webhooks.status = 'enabled' AND webhooks.full_since IS NULL
            AND webhooks.wanted LIKE $6";
    // From webhook to webhook through the index, however much waits for each.
    DUE = "WITH RECURSIVE each_one (sid) AS (
            SELECT MIN(webhook_sid) FROM webhook_events
            UNION ALL SELECT (SELECT MIN(webhook_sid) FROM webhook_events WHERE webhook_sid > each_one.sid)
                FROM each_one WHERE each_one.sid IS NOT NULL)
        SELECT sid FROM each_one WHERE sid IS NOT NULL
            AND EXISTS (SELECT 1 FROM webhook_events WHERE webhook_sid = each_one.sid AND due_at <= $1)";
    // MATERIALIZED: as in the outbox. What stands behind another row of the same subject waits for it.
    CLAIM = "WITH due AS MATERIALIZED (
            SELECT subject, number FROM webhook_events AS it WHERE it.webhook_sid = $1 AND it.due_at <= $2
                AND NOT EXISTS (SELECT 1 FROM webhook_events AS ahead WHERE ahead.webhook_sid = $1
                    AND ahead.subject = it.subject AND ahead.number < it.number)
            ORDER BY it.due_at LIMIT $5 /*LOCK SKIP*/)
        UPDATE webhook_events SET due_at = $3, tries = tries + 1, fence = fence + 1, owner = $4
        WHERE webhook_sid = $1 AND (subject, number) IN (SELECT subject, number FROM due)
        RETURNING webhook_sid, subject, number, uuid, fields, made_at, tries, fence";
    // By its name too: once all is cleared, numbers and fences begin anew.
    DONE = "DELETE FROM webhook_events
        WHERE webhook_sid = $1 AND subject = $2 AND number = $3 AND fence = $4 AND uuid = $5";
    LATER = "UPDATE webhook_events SET due_at = $6, owner = NULL
        WHERE webhook_sid = $1 AND subject = $2 AND number = $3 AND fence = $4 AND uuid = $5";
    PUT_OFF = "UPDATE webhook_events SET due_at = $4
        WHERE webhook_sid = $1 AND subject = $2 AND number > $3 AND due_at < $4";
    WALK = "SELECT webhook_sid, subject, number, uuid, fields FROM webhook_events
        WHERE (webhook_sid, subject, number) > ($1, $2, $3) ORDER BY webhook_sid, subject, number LIMIT $4";
    FORGET = "DELETE FROM webhook_events WHERE webhook_sid = $1 AND subject = $2 AND number = $3 AND uuid = $4";
    FREE = "UPDATE webhook_events SET due_at = $2, owner = NULL WHERE owner = $1";
    CLEAR = "DELETE FROM webhook_events WHERE webhook_sid = $1";
    CLEAR_SERVICE = "DELETE FROM webhook_events
        WHERE webhook_sid IN (SELECT sid FROM webhooks WHERE service_sid = $1)";
    NEXT = "SELECT MIN(due_at) FROM webhook_events";
    WAITING = "SELECT CAST(COUNT(*) AS BIGINT) FROM webhook_events";
    WAITING_FOR = "SELECT CAST(COUNT(*) AS BIGINT) FROM webhook_events WHERE webhook_sid = $1";
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Event<'e> {
    /// In which service.
    pub service: ServiceSid,
    /// What.
    pub what: EventType,
    /// To what: whoever writes this holds its row locked, or has just made it.
    pub subject: &'e str,
    /// Its name, which receivers know it again by.
    pub uuid: &'e str,
    /// What is told: a JSON object of texts.
    pub fields: &'e str,
}

/// A row to be told, held by a lease.
#[derive(Clone, PartialEq, Eq)]
pub struct Telling {
    /// Whom.
    pub webhook_sid: WebhookSid,
    /// What it is about.
    pub subject: String,
    /// Its place among what is about the same.
    pub number: i64,
    /// The event's name.
    pub uuid: String,
    /// What is told: a JSON object of texts.
    pub fields: String,
    /// When it happened.
    pub made_at: Timestamp,
    /// How often it was taken, this time included.
    pub tries: i64,
    /// The lease's number.
    pub fence: i64,
}

/// Shows nothing of what is told.
impl std::fmt::Debug for Telling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Telling")
            .field("webhook_sid", &self.webhook_sid)
            .field("uuid", &self.uuid)
            .field("tries", &self.tries)
            .finish_non_exhaustive()
    }
}

fn read(row: &Row<'_>) -> Result<Telling, DbError> {
    Ok(Telling {
        webhook_sid: row.parsed(0, "webhook_events.webhook_sid")?,
        subject: row.text(1)?,
        number: row.int(2)?,
        uuid: row.text(3)?,
        fields: row.text(4)?,
        made_at: Timestamp::from_millis(row.int(5)?),
        tries: row.int(6)?,
        fence: row.int(7)?,
    })
}

/// Adds an event for each webhook of its service that wants it and isn't full; most services have none.
///
/// # Errors
/// What the database says.
pub fn add(tx: &mut WriteTx<'_>, event: &Event<'_>, now: Timestamp) -> Result<(), DbError> {
    let wanted = format!("% {} %", event.what.as_str());
    tx.put(
        ADD,
        &[
            (&event.service.to_string()).into(),
            event.subject.into(),
            event.uuid.into(),
            event.fields.into(),
            now.millis().into(),
            (&wanted).into(),
        ],
    )
}

/// The webhooks that something is due for.
///
/// # Errors
/// What the database says.
pub fn due(tx: &mut ReadTx<'_>, now: Timestamp) -> Result<Vec<WebhookSid>, DbError> {
    tx.all(DUE, &[now.millis().into()], |row| row.parsed(0, "webhook_events.webhook_sid"))
}

/// Takes up to `most` rows of a webhook that are due, for `owner` until `until`.
///
/// # Errors
/// What the database says.
pub fn claim(
    tx: &mut WriteTx<'_>,
    webhook: WebhookSid,
    (owner, until): (&str, Timestamp),
    now: Timestamp,
    most: i64,
) -> Result<Vec<Telling>, DbError> {
    let webhook = webhook.to_string();
    let params = [(&webhook).into(), now.millis().into(), until.millis().into(), owner.into(), most.into()];
    tx.all(CLAIM, &params, read)
}

/// Removes a row that is held; tells whether it still was.
///
/// # Errors
/// What the database says.
pub fn done(tx: &mut WriteTx<'_>, it: &Telling) -> Result<bool, DbError> {
    let webhook = it.webhook_sid.to_string();
    let params =
        [(&webhook).into(), (&it.subject).into(), it.number.into(), it.fence.into(), (&it.uuid).into()];
    Ok(tx.change(DONE, &params)? == 1)
}

/// Gives a row back to be taken again at `due`, and with it what stands behind it; tells whether it was still held.
///
/// # Errors
/// What the database says.
pub fn later(tx: &mut WriteTx<'_>, it: &Telling, due: Timestamp) -> Result<bool, DbError> {
    let webhook = it.webhook_sid.to_string();
    let params = [
        (&webhook).into(),
        (&it.subject).into(),
        it.number.into(),
        it.fence.into(),
        (&it.uuid).into(),
        due.millis().into(),
    ];
    if tx.change(LATER, &params)? == 0 {
        return Ok(false);
    }
    tx.put(PUT_OFF, &[(&webhook).into(), (&it.subject).into(), it.number.into(), due.millis().into()])?;
    Ok(true)
}

/// Where a row stands among all, and which it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    webhook_sid: String,
    subject: String,
    number: i64,
    uuid: String,
}

/// A piece of what waits that was looked at.
#[derive(Debug)]
pub struct Stretch {
    /// What matched.
    pub found: Vec<Place>,
    /// The last row, to go on behind; none at the end.
    pub last: Option<Place>,
}

/// Looks at `most` rows behind `after` for those of whose `fields` `is_meant` says yes.
///
/// # Errors
/// What the database says.
pub fn look(
    tx: &mut ReadTx<'_>,
    after: &Place,
    most: i64,
    is_meant: impl Fn(&str) -> bool,
) -> Result<Stretch, DbError> {
    let params = [(&after.webhook_sid).into(), (&after.subject).into(), after.number.into(), most.into()];
    let mut found = Vec::new();
    let last = tx.all(WALK, &params, |row| {
        let place = Place {
            webhook_sid: row.text(0)?,
            subject: row.text(1)?,
            number: row.int(2)?,
            uuid: row.text(3)?,
        };
        if is_meant(&row.text(4)?) {
            found.push(place.clone());
        }
        Ok(place)
    })?;
    Ok(Stretch { found, last: last.into_iter().next_back() })
}

/// Removes rows whether they are held or not; tells how many there still were.
///
/// # Errors
/// What the database says.
pub fn forget(tx: &mut WriteTx<'_>, places: &[Place]) -> Result<u64, DbError> {
    let mut removed = 0;
    for it in places {
        let params = [(&it.webhook_sid).into(), (&it.subject).into(), it.number.into(), (&it.uuid).into()];
        removed += tx.change(FORGET, &params)?;
    }
    Ok(removed)
}

/// Frees what `owner` held when it died; tells how many rows.
///
/// # Errors
/// What the database says.
pub fn free(tx: &mut WriteTx<'_>, owner: &str, now: Timestamp) -> Result<u64, DbError> {
    tx.change(FREE, &[owner.into(), now.millis().into()])
}

/// Removes all that a webhook has still to be told.
///
/// # Errors
/// What the database says.
pub fn clear(tx: &mut WriteTx<'_>, webhook: WebhookSid) -> Result<(), DbError> {
    tx.put(CLEAR, &[(&webhook.to_string()).into()])
}

/// Removes all that the webhooks of a service have still to be told.
///
/// # Errors
/// What the database says.
pub fn clear_service(tx: &mut WriteTx<'_>, service: ServiceSid) -> Result<(), DbError> {
    tx.put(CLEAR_SERVICE, &[(&service.to_string()).into()])
}

/// When the next row is due, if there is one.
///
/// # Errors
/// What the database says.
pub fn next_due(tx: &mut ReadTx<'_>) -> Result<Option<Timestamp>, DbError> {
    Ok(tx.one(NEXT, &[], |row| row.maybe_int(0))?.flatten().map(Timestamp::from_millis))
}

/// How many rows wait.
///
/// # Errors
/// What the database says.
pub fn waiting(tx: &mut ReadTx<'_>) -> Result<i64, DbError> {
    Ok(tx.one(WAITING, &[], |row| row.int(0))?.unwrap_or(0))
}

/// How many rows wait for a webhook.
///
/// # Errors
/// What the database says.
pub fn waiting_for(tx: &mut ReadTx<'_>, webhook: WebhookSid) -> Result<i64, DbError> {
    Ok(tx.one(WAITING_FOR, &[(&webhook.to_string()).into()], |row| row.int(0))?.unwrap_or(0))
}
