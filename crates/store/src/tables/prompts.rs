//! Prompts. A caller's questions name account and service: another account's prompt looks non-existent. A browser's go by
//! the link's token, and then by the SID with the browser's own secret, which the engine compares.

use countersign_model::{
    AccountSid, Identity, Page, PageRequest, PageToken, Prompt, PromptSid, PromptStatus, Purpose, ResultCode,
    ServiceSid, Timestamp,
};

use crate::row::Row;
use crate::sql::{Param, statements};
use crate::{DbError, ReadTx, WriteTx};

/// The columns, in the order of [`read`].
macro_rules! columns {
    () => {
        "sid, account_sid, service_sid, identity, purpose, status, ended_at, content_sealed, token_hash, browser_hash,
        code_hash, code_until, exchanged_at, step, wrong, created_at, updated_at, expires_at, is_told"
    };
}

/// Whether its service is there still.
macro_rules! served {
    () => {
        "EXISTS (SELECT 1 FROM services WHERE services.sid = prompts.service_sid
            AND services.account_sid = prompts.account_sid)"
    };
}

statements! {
    // None where the account has no such service. Whether anybody listens is asked once: a prompt that nobody wants to hear
    // of costs nothing afterwards.
    INSERT = "INSERT INTO prompts (sid, account_sid, service_sid, identity_key, identity, purpose, status, ended_at,
            content_sealed, token_hash, step, wrong, created_at, updated_at, expires_at, is_told)
        SELECT $1, $2, $3, $4, $5, $6, $7, CAST($8 AS BIGINT), $9, $10, 0, 0, CAST($11 AS BIGINT), CAST($11 AS BIGINT),
            CAST($12 AS BIGINT), CASE WHEN EXISTS (SELECT 1 FROM webhooks WHERE webhooks.service_sid = $3
                AND webhooks.status = 'enabled' AND webhooks.wanted LIKE '% prompt.%') THEN 1 END
        FROM services WHERE services.sid = $3 AND services.account_sid = $2
        RETURNING is_told";
    FIND = concat!("SELECT ", columns!(), " FROM prompts
        WHERE sid = $1 AND service_sid = $2 AND account_sid = $3 AND ", served!());
    LOCK = concat!("SELECT ", columns!(), " FROM prompts
        WHERE sid = $1 AND service_sid = $2 AND account_sid = $3 AND ", served!(), " /*LOCK*/");
    GET = concat!("SELECT ", columns!(), " FROM prompts WHERE sid = $1 AND ", served!());
    GET_LOCKED = concat!("SELECT ", columns!(), " FROM prompts WHERE sid = $1 AND ", served!(), " /*LOCK*/");
    BY_TOKEN = concat!("SELECT ", columns!(), " FROM prompts WHERE token_hash = $1 AND ", served!());
    UPDATE = "UPDATE prompts SET status = $2, ended_at = $3, content_sealed = $4, browser_hash = $5, code_hash = $6,
        code_until = $7, exchanged_at = $8, step = $9, wrong = $10, updated_at = $11 WHERE sid = $1";
    FROM_START = concat!("SELECT ", columns!(), " FROM prompts
        WHERE service_sid = $1 AND account_sid = $2 ORDER BY sid LIMIT $3");
    AFTER = concat!("SELECT ", columns!(), " FROM prompts
        WHERE service_sid = $1 AND account_sid = $2 AND sid > $4 ORDER BY sid LIMIT $3");
    BEFORE = concat!("SELECT ", columns!(), " FROM prompts
        WHERE service_sid = $1 AND account_sid = $2 AND sid < $4 ORDER BY sid DESC LIMIT $3");
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    EXPIRE = concat!("WITH past AS MATERIALIZED (SELECT sid FROM prompts
            WHERE is_told = 1 AND status = 'pending' AND expires_at <= $1 ORDER BY expires_at LIMIT $2 /*LOCK SKIP*/)
        UPDATE prompts SET is_told = NULL WHERE sid IN (SELECT sid FROM past) RETURNING ", columns!());
    ERASE = "DELETE FROM prompts WHERE identity_key = $1";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    FORGET = "WITH past AS MATERIALIZED (
            SELECT sid FROM prompts WHERE sid < $1 ORDER BY sid LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM prompts WHERE sid IN (SELECT sid FROM past)";
}

fn read(row: &Row<'_>) -> Result<Prompt, DbError> {
    let moment = |column| -> Result<_, DbError> { Ok(row.maybe_int(column)?.map(Timestamp::from_millis)) };
    let result = match (row.maybe_text(10)?, moment(11)?, moment(12)?) {
        (_, _, Some(at)) => ResultCode::Exchanged { at },
        (Some(hash), Some(until), None) => ResultCode::Issued { hash, until },
        _ => ResultCode::None,
    };
    let status = PromptStatus::from_row(&row.text(5)?, moment(6)?, result);
    Ok(Prompt {
        sid: row.parsed(0, "prompts.sid")?,
        account_sid: row.parsed(1, "prompts.account_sid")?,
        service_sid: row.parsed(2, "prompts.service_sid")?,
        identity: Identity::parse(&row.text(3)?).map_err(|_| DbError::unreadable("prompts.identity"))?,
        purpose: Purpose::parse(&row.text(4)?).ok_or_else(|| DbError::unreadable("prompts.purpose"))?,
        status: status.ok_or_else(|| DbError::unreadable("prompts.status"))?,
        sealed: row.text(7)?,
        token_hash: row.text(8)?,
        browser_hash: row.maybe_text(9)?,
        step: row.int(13)?,
        wrong: row.int(14)?,
        created_at: Timestamp::from_millis(row.int(15)?),
        updated_at: Timestamp::from_millis(row.int(16)?),
        expires_at: Timestamp::from_millis(row.int(17)?),
        is_told: row.maybe_int(18)?.is_some(),
    })
}

/// Adds a prompt; tells whether webhooks want to hear of it, and nothing when the account has no such service.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut WriteTx<'_>, it: &Prompt) -> Result<Option<bool>, DbError> {
    tx.one(
        INSERT,
        &[
            (&it.sid.to_string()).into(),
            (&it.account_sid.to_string()).into(),
            (&it.service_sid.to_string()).into(),
            (&it.identity.key()).into(),
            it.identity.as_str().into(),
            it.purpose.as_str().into(),
            it.status.as_str().into(),
            it.status.ended_at().map(Timestamp::millis).into(),
            (&it.sealed).into(),
            (&it.token_hash).into(),
            it.created_at.millis().into(),
            it.expires_at.millis().into(),
        ],
        |row| Ok(row.maybe_int(0)?.is_some()),
    )
}

/// Writes what can change of a prompt that is locked.
///
/// # Errors
/// What the database says.
pub fn update(tx: &mut WriteTx<'_>, it: &Prompt) -> Result<(), DbError> {
    let (mut hash, mut until, mut exchanged) = (None, None, None);
    if let PromptStatus::Completed { result, .. } = &it.status {
        match result {
            ResultCode::None => {}
            ResultCode::Issued { hash: of, until: to } => {
                (hash, until) = (Some(of.as_str()), Some(to.millis()))
            }
            ResultCode::Exchanged { at } => exchanged = Some(at.millis()),
        }
    }
    tx.put(
        UPDATE,
        &[
            (&it.sid.to_string()).into(),
            it.status.as_str().into(),
            it.status.ended_at().map(Timestamp::millis).into(),
            (&it.sealed).into(),
            it.browser_hash.as_deref().into(),
            hash.into(),
            until.into(),
            exchanged.into(),
            it.step.into(),
            it.wrong.into(),
            it.updated_at.millis().into(),
        ],
    )
}

/// An account's prompt.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    sid: PromptSid,
) -> Result<Option<Prompt>, DbError> {
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
    sid: PromptSid,
) -> Result<Option<Prompt>, DbError> {
    let (sid, service, account) = (sid.to_string(), service.to_string(), account.to_string());
    tx.one(LOCK, &[(&sid).into(), (&service).into(), (&account).into()], read)
}

/// The prompt of this name, whoever's it is: for a browser that is still to be asked for its secret.
///
/// # Errors
/// What the database says.
pub fn get(tx: &mut ReadTx<'_>, sid: PromptSid) -> Result<Option<Prompt>, DbError> {
    tx.one(GET, &[(&sid.to_string()).into()], read)
}

/// As [`get`], locked until the transaction ends.
///
/// # Errors
/// What the database says.
pub fn get_locked(tx: &mut WriteTx<'_>, sid: PromptSid) -> Result<Option<Prompt>, DbError> {
    tx.one(GET_LOCKED, &[(&sid.to_string()).into()], read)
}

/// The prompt whose link has the token of this hash.
///
/// # Errors
/// What the database says.
pub fn by_token(tx: &mut ReadTx<'_>, token_hash: &str) -> Result<Option<Prompt>, DbError> {
    tx.one(BY_TOKEN, &[token_hash.into()], read)
}

/// A page of a service's prompts, in the order in which they were made.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    request: &PageRequest,
) -> Result<Page<Prompt>, DbError> {
    let (service, account) = (service.to_string(), account.to_string());
    let mut params: Vec<Param<'_>> =
        vec![(&service).into(), (&account).into(), (i64::from(request.size) + 1).into()];
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
    Ok(Page::cut(found, request, |prompt| prompt.sid.to_string()))
}

/// Up to `most` prompts whose time is over and that webhooks want to hear of. Their rows are locked, and no later call gives
/// them again.
///
/// # Errors
/// What the database says.
pub fn expire(tx: &mut WriteTx<'_>, now: Timestamp, most: i64) -> Result<Vec<Prompt>, DbError> {
    let mut expired = tx.all(EXPIRE, &[now.millis().into(), most.into()], read)?;
    expired.iter_mut().for_each(|prompt| prompt.is_told = true);
    Ok(expired)
}

/// Removes all prompts for people of this identity, in whatever service.
///
/// # Errors
/// What the database says.
pub fn erase(tx: &mut WriteTx<'_>, identity: &Identity) -> Result<u64, DbError> {
    tx.change(ERASE, &[(&identity.key()).into()])
}

/// Removes up to `most` prompts made before `before`, oldest first; tells how many. SIDs begin with the time.
///
/// # Errors
/// What the database says.
pub fn forget(tx: &mut WriteTx<'_>, before: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(FORGET, &[(&PromptSid::earliest(before).to_string()).into(), most.into()])
}
