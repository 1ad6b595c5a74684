//! Rate limits of services. Every question names account and service: another one's looks non-existent.

use countersign_model::{
    AccountSid, Description, Page, PageRequest, PageToken, RateLimit, RateLimitSid, RateLimitTarget,
    ServiceSid, Timestamp, UniqueName,
};

use crate::row::Row;
use crate::sql::{Param, statements};
use crate::{DbError, ReadTx, WriteTx};

statements! {
    INSERT = "INSERT INTO rate_limits
            (sid, account_sid, service_sid, unique_name, description, hash_key_sealed, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    BY_SID = "SELECT sid, account_sid, service_sid, unique_name, description, created_at, updated_at FROM rate_limits
        WHERE service_sid = $1 AND account_sid = $2 AND sid = $3";
    BY_NAME = "SELECT sid, account_sid, service_sid, unique_name, description, created_at, updated_at FROM rate_limits
        WHERE service_sid = $1 AND account_sid = $2 AND unique_name = $3";
    LOCK_BY_SID = "SELECT sid, account_sid, service_sid, unique_name, description, created_at, updated_at
        FROM rate_limits WHERE service_sid = $1 AND account_sid = $2 AND sid = $3 /*LOCK*/";
    LOCK_BY_NAME = "SELECT sid, account_sid, service_sid, unique_name, description, created_at, updated_at
        FROM rate_limits WHERE service_sid = $1 AND account_sid = $2 AND unique_name = $3 /*LOCK*/";
    COUNT = "SELECT COUNT(*) FROM rate_limits WHERE service_sid = $1";
    UPDATE = "UPDATE rate_limits SET description = $2, updated_at = $3 WHERE sid = $1";
    DELETE = "DELETE FROM rate_limits WHERE sid = $1";
    CLEAR = "DELETE FROM rate_limits WHERE service_sid = $1";
    FROM_START = "SELECT sid, account_sid, service_sid, unique_name, description, created_at, updated_at
        FROM rate_limits WHERE service_sid = $1 AND account_sid = $2 ORDER BY sid LIMIT $3";
    AFTER = "SELECT sid, account_sid, service_sid, unique_name, description, created_at, updated_at
        FROM rate_limits WHERE service_sid = $1 AND account_sid = $2 AND sid > $4 ORDER BY sid LIMIT $3";
    BEFORE = "SELECT sid, account_sid, service_sid, unique_name, description, created_at, updated_at
        FROM rate_limits WHERE service_sid = $1 AND account_sid = $2 AND sid < $4 ORDER BY sid DESC LIMIT $3";
}

/// The place of the key that a limit's values are hashed with.
pub const HASH_KEY: (&str, &str) = ("rate_limits", "hash_key_sealed");

fn read(row: &Row<'_>) -> Result<RateLimit, DbError> {
    let description = row.maybe_text(4)?;
    let description = description.map(|text| Description::parse(&text)).transpose();
    Ok(RateLimit {
        sid: row.parsed(0, "rate_limits.sid")?,
        account_sid: row.parsed(1, "rate_limits.account_sid")?,
        service_sid: row.parsed(2, "rate_limits.service_sid")?,
        unique_name: row.parsed(3, "rate_limits.unique_name")?,
        description: description.map_err(|_| DbError::unreadable("rate_limits.description"))?.flatten(),
        created_at: Timestamp::from_millis(row.int(5)?),
        updated_at: Timestamp::from_millis(row.int(6)?),
    })
}

fn description(limit: &RateLimit) -> Param<'_> {
    limit.description.as_ref().map(Description::as_str).into()
}

/// Adds a rate limit; its service is locked, and has none of the name.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut WriteTx<'_>, limit: &RateLimit, hash_key_sealed: &str) -> Result<(), DbError> {
    tx.put(
        INSERT,
        &[
            (&limit.sid.to_string()).into(),
            (&limit.account_sid.to_string()).into(),
            (&limit.service_sid.to_string()).into(),
            limit.unique_name.as_str().into(),
            description(limit),
            hash_key_sealed.into(),
            limit.created_at.millis().into(),
            limit.updated_at.millis().into(),
        ],
    )
}

/// A service's rate limit.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    target: &RateLimitTarget,
) -> Result<Option<RateLimit>, DbError> {
    let (service, account) = (service.to_string(), account.to_string());
    match target {
        RateLimitTarget::Sid(sid) => {
            tx.one(BY_SID, &[(&service).into(), (&account).into(), (&sid.to_string()).into()], read)
        }
        RateLimitTarget::Name(name) => {
            tx.one(BY_NAME, &[(&service).into(), (&account).into(), name.as_str().into()], read)
        }
    }
}

/// A service's rate limit, locked until the transaction ends.
///
/// # Errors
/// What the database says.
pub fn lock(
    tx: &mut WriteTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    target: &RateLimitTarget,
) -> Result<Option<RateLimit>, DbError> {
    let (service, account) = (service.to_string(), account.to_string());
    match target {
        RateLimitTarget::Sid(sid) => {
            tx.one(LOCK_BY_SID, &[(&service).into(), (&account).into(), (&sid.to_string()).into()], read)
        }
        RateLimitTarget::Name(name) => {
            tx.one(LOCK_BY_NAME, &[(&service).into(), (&account).into(), name.as_str().into()], read)
        }
    }
}

/// Whether the service has a rate limit of this name.
///
/// # Errors
/// What the database says.
pub fn is_named(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    name: &UniqueName,
) -> Result<bool, DbError> {
    find(tx, account, service, &RateLimitTarget::Name(name.clone())).map(|found| found.is_some())
}

/// How many rate limits a service has.
///
/// # Errors
/// What the database says.
pub fn count(tx: &mut ReadTx<'_>, service: ServiceSid) -> Result<i64, DbError> {
    Ok(tx.one(COUNT, &[(&service.to_string()).into()], |row| row.int(0))?.unwrap_or(0))
}

/// Writes a rate limit's description and date; it was locked.
///
/// # Errors
/// What the database says.
pub fn update(tx: &mut WriteTx<'_>, limit: &RateLimit) -> Result<(), DbError> {
    tx.put(UPDATE, &[(&limit.sid.to_string()).into(), description(limit), limit.updated_at.millis().into()])
}

/// Removes a rate limit, which was locked, with its buckets. What was counted is out of reach, and removed behind
/// ([`crate::bucket_tallies::purge`]).
///
/// # Errors
/// What the database says.
pub fn delete(tx: &mut WriteTx<'_>, sid: RateLimitSid) -> Result<(), DbError> {
    super::buckets::clear_limit(tx, sid)?;
    tx.put(DELETE, &[(&sid.to_string()).into()])
}

/// Removes every rate limit of a service, as [`delete`] does.
///
/// # Errors
/// What the database says.
pub fn clear(tx: &mut WriteTx<'_>, service: ServiceSid) -> Result<(), DbError> {
    // The limits first: whoever adds a bucket has its limit locked.
    tx.put(CLEAR, &[(&service.to_string()).into()])?;
    super::buckets::clear_service(tx, service)
}

/// A page of a service's rate limits, oldest first.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    request: &PageRequest,
) -> Result<Page<RateLimit>, DbError> {
    let (service, account) = (service.to_string(), account.to_string());
    let one_more = i64::from(request.size) + 1;
    let mut params: Vec<Param<'_>> = vec![(&service).into(), (&account).into(), one_more.into()];
    let statement = match &request.token {
        None => FROM_START,
        Some(PageToken::After(sid)) => {
            params.push(sid.into());
            AFTER
        }
        Some(PageToken::Before(sid)) => {
            params.push(sid.into());
            BEFORE
        }
    };
    let found = tx.all(statement, &params, read)?;
    Ok(Page::cut(found, request, |limit| limit.sid.to_string()))
}
