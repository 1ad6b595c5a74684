//! Attempts: one row a send, and what became of it.

mod journal;

use countersign_model::{Attempt, AttemptSid, AttemptState, Line, ReceiptState, Timestamp};

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

pub(crate) use self::journal::{read as read_journal, write as write_journal};

statements! {
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    FORGET = "WITH past AS MATERIALIZED (
            SELECT sid FROM attempts WHERE sid < $1 ORDER BY sid LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM attempts WHERE sid IN (SELECT sid FROM past)";
    INSERT = "INSERT INTO attempts (sid, account_sid, service_sid, verification_sid, channel, state, tries, provider,
        provider_id, error, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    RECORD = "UPDATE attempts SET state = $2, tries = $3, provider = $4, provider_id = $5, error = $6, updated_at = $7,
        journal = COALESCE(journal, '') || $8 WHERE sid = $1";
    FIND = "SELECT sid, account_sid, service_sid, verification_sid, channel, state, tries, provider, provider_id,
        error, created_at, updated_at, receipt, journal FROM attempts WHERE sid = $1";
    LOCK = "SELECT sid, account_sid, service_sid, verification_sid, channel, state, tries, provider, provider_id,
        error, created_at, updated_at, receipt, journal,
        (SELECT is_told FROM verifications WHERE verifications.sid = attempts.verification_sid)
        FROM attempts WHERE sid = $1 /*LOCK*/";
    TELL = "UPDATE attempts SET receipt = $2, journal = COALESCE(journal, '') || $3, updated_at = $4 WHERE sid = $1";
    NOTE = "UPDATE attempts SET journal = COALESCE(journal, '') || $2 WHERE sid = $1";
    WALK = "SELECT sid, account_sid, service_sid, verification_sid, channel, state, tries, provider, provider_id,
        error, created_at, updated_at, receipt, journal FROM attempts WHERE sid > $1 AND sid < $2
        ORDER BY sid LIMIT $3";
    WALK_BACK = "SELECT sid, account_sid, service_sid, verification_sid, channel, state, tries, provider, provider_id,
        error, created_at, updated_at, receipt, journal FROM attempts WHERE sid < $1 AND sid > $2
        ORDER BY sid DESC LIMIT $3";
}

/// Adds an attempt.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut WriteTx<'_>, attempt: &Attempt) -> Result<(), DbError> {
    tx.put(
        INSERT,
        &[
            (&attempt.sid.to_string()).into(),
            (&attempt.account_sid.to_string()).into(),
            (&attempt.service_sid.to_string()).into(),
            (&attempt.verification_sid.to_string()).into(),
            attempt.channel.as_str().into(),
            attempt.state.as_str().into(),
            attempt.tries.into(),
            attempt.provider.as_deref().into(),
            attempt.provider_id.as_deref().into(),
            attempt.error.as_deref().into(),
            attempt.created_at.millis().into(),
            attempt.updated_at.millis().into(),
        ],
    )
}

/// What a provider was asked and said, to be written on an attempt.
#[derive(Clone, Debug)]
pub struct Progress {
    /// How far the attempt has come.
    pub state: AttemptState,
    /// How often a provider was asked.
    pub tries: i64,
    /// Which one last.
    pub provider: Option<String>,
    /// Its own name for the message.
    pub provider_id: Option<String>,
    /// Its refusal.
    pub error: Option<String>,
    /// What is to be added to the journal.
    pub lines: Vec<Line>,
}

/// Writes what became of an attempt.
///
/// # Errors
/// What the database says.
pub fn record(
    tx: &mut WriteTx<'_>,
    sid: AttemptSid,
    progress: &Progress,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.put(
        RECORD,
        &[
            (&sid.to_string()).into(),
            progress.state.as_str().into(),
            progress.tries.into(),
            progress.provider.as_deref().into(),
            progress.provider_id.as_deref().into(),
            progress.error.as_deref().into(),
            now.millis().into(),
            (&write_journal(&progress.lines)).into(),
        ],
    )
}

/// Writes what a provider told later: the best that is known now, and its line.
///
/// # Errors
/// What the database says.
pub fn tell(
    tx: &mut WriteTx<'_>,
    sid: AttemptSid,
    best: Option<ReceiptState>,
    line: Line,
    now: Timestamp,
) -> Result<(), DbError> {
    let line = write_journal(&[line]);
    let best = best.map(ReceiptState::as_str);
    tx.put(TELL, &[(&sid.to_string()).into(), best.into(), (&line).into(), now.millis().into()])
}

/// Adds a line to a journal.
///
/// # Errors
/// What the database says.
pub fn note(tx: &mut WriteTx<'_>, sid: AttemptSid, line: Line) -> Result<(), DbError> {
    tx.put(NOTE, &[(&sid.to_string()).into(), (&write_journal(&[line])).into()])
}

/// The attempt with this SID, locked, and whether webhooks may want to hear of its verification.
///
/// # Errors
/// What the database says.
pub fn lock(tx: &mut WriteTx<'_>, sid: AttemptSid) -> Result<Option<(Attempt, bool)>, DbError> {
    tx.one(LOCK, &[(&sid.to_string()).into()], |row| Ok((read(row)?, row.maybe_int(14)?.is_some())))
}

/// Up to `most` attempts after `after` and before `before`, oldest first. SIDs begin with the time, so this looks at no
/// others.
///
/// # Errors
/// What the database says.
pub fn walk(
    tx: &mut ReadTx<'_>,
    after: AttemptSid,
    before: AttemptSid,
    most: i64,
) -> Result<Vec<Attempt>, DbError> {
    tx.all(WALK, &[(&after.to_string()).into(), (&before.to_string()).into(), most.into()], read)
}

/// As [`walk`], newest first: from `before` back to `after`.
///
/// # Errors
/// What the database says.
pub fn walk_back(
    tx: &mut ReadTx<'_>,
    before: AttemptSid,
    after: AttemptSid,
    most: i64,
) -> Result<Vec<Attempt>, DbError> {
    tx.all(WALK_BACK, &[(&before.to_string()).into(), (&after.to_string()).into(), most.into()], read)
}

/// The attempt with this SID.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, sid: AttemptSid) -> Result<Option<Attempt>, DbError> {
    tx.one(FIND, &[(&sid.to_string()).into()], read)
}

pub(super) fn read(row: &Row<'_>) -> Result<Attempt, DbError> {
    let state = AttemptState::from_name(&row.text(5)?);
    Ok(Attempt {
        sid: row.parsed(0, "attempts.sid")?,
        account_sid: row.parsed(1, "attempts.account_sid")?,
        service_sid: row.parsed(2, "attempts.service_sid")?,
        verification_sid: row.parsed(3, "attempts.verification_sid")?,
        channel: row.text(4)?.parse().map_err(|_| DbError::unreadable("attempts.channel"))?,
        state: state.ok_or_else(|| DbError::unreadable("attempts.state"))?,
        tries: row.int(6)?,
        provider: row.maybe_text(7)?,
        provider_id: row.maybe_text(8)?,
        error: row.maybe_text(9)?,
        created_at: Timestamp::from_millis(row.int(10)?),
        updated_at: Timestamp::from_millis(row.int(11)?),
        // A state of a later version is as good as none.
        receipt: row.maybe_text(12)?.as_deref().and_then(ReceiptState::from_name),
        journal: row.maybe_text(13)?.as_deref().map(read_journal).unwrap_or_default(),
    })
}

/// Removes up to `most` attempts made before `before`, oldest first; tells how many. SIDs begin with the time, so this
/// looks at no others.
///
/// # Errors
/// What the database says.
pub fn forget(tx: &mut WriteTx<'_>, before: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(FORGET, &[(&AttemptSid::earliest(before).to_string()).into(), most.into()])
}
