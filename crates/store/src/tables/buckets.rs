//! Buckets of rate limits. Every question names the rate limit, which was asked for by account and service.

use countersign_model::{
    Bucket, BucketSid, BucketWindow, Page, PageRequest, PageToken, RateLimitSid, ServiceSid, Timestamp,
};

use crate::row::Row;
use crate::sql::{Param, statements};
use crate::{DbError, ReadTx, WriteTx};

statements! {
    INSERT = "INSERT INTO buckets
            (sid, rate_limit_sid, service_sid, account_sid, most, seconds, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    FIND = "SELECT sid, rate_limit_sid, service_sid, account_sid, most, seconds, created_at, updated_at FROM buckets
        WHERE rate_limit_sid = $1 AND sid = $2";
    COUNT = "SELECT COUNT(*) FROM buckets WHERE rate_limit_sid = $1";
    OF_SECONDS = "SELECT sid FROM buckets WHERE rate_limit_sid = $1 AND seconds = $2";
    UPDATE = "UPDATE buckets SET most = $2, seconds = $3, updated_at = $4 WHERE sid = $1";
    PURGE = "INSERT INTO bucket_purges (bucket_sid) SELECT sid FROM buckets WHERE sid = $1
        ON CONFLICT (bucket_sid) DO NOTHING";
    DELETE = "DELETE FROM buckets WHERE sid = $1";
    PURGE_LIMIT = "INSERT INTO bucket_purges (bucket_sid) SELECT sid FROM buckets WHERE rate_limit_sid = $1
        ON CONFLICT (bucket_sid) DO NOTHING";
    CLEAR_LIMIT = "DELETE FROM buckets WHERE rate_limit_sid = $1";
    PURGE_SERVICE = "INSERT INTO bucket_purges (bucket_sid) SELECT sid FROM buckets WHERE service_sid = $1
        ON CONFLICT (bucket_sid) DO NOTHING";
    CLEAR_SERVICE = "DELETE FROM buckets WHERE service_sid = $1";
    FROM_START = "SELECT sid, rate_limit_sid, service_sid, account_sid, most, seconds, created_at, updated_at
        FROM buckets WHERE rate_limit_sid = $1 ORDER BY sid LIMIT $2";
    AFTER = "SELECT sid, rate_limit_sid, service_sid, account_sid, most, seconds, created_at, updated_at
        FROM buckets WHERE rate_limit_sid = $1 AND sid > $3 ORDER BY sid LIMIT $2";
    BEFORE = "SELECT sid, rate_limit_sid, service_sid, account_sid, most, seconds, created_at, updated_at
        FROM buckets WHERE rate_limit_sid = $1 AND sid < $3 ORDER BY sid DESC LIMIT $2";
}

fn read(row: &Row<'_>) -> Result<Bucket, DbError> {
    Ok(Bucket {
        sid: row.parsed(0, "buckets.sid")?,
        rate_limit_sid: row.parsed(1, "buckets.rate_limit_sid")?,
        service_sid: row.parsed(2, "buckets.service_sid")?,
        account_sid: row.parsed(3, "buckets.account_sid")?,
        window: BucketWindow::new(row.int(4)?, row.int(5)?)
            .ok_or_else(|| DbError::unreadable("buckets.most"))?,
        created_at: Timestamp::from_millis(row.int(6)?),
        updated_at: Timestamp::from_millis(row.int(7)?),
    })
}

/// Adds a bucket; its rate limit is locked, and has none of the same interval.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut WriteTx<'_>, bucket: &Bucket) -> Result<(), DbError> {
    tx.put(
        INSERT,
        &[
            (&bucket.sid.to_string()).into(),
            (&bucket.rate_limit_sid.to_string()).into(),
            (&bucket.service_sid.to_string()).into(),
            (&bucket.account_sid.to_string()).into(),
            bucket.window.max().into(),
            bucket.window.seconds().into(),
            bucket.created_at.millis().into(),
            bucket.updated_at.millis().into(),
        ],
    )
}

/// A rate limit's bucket.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, limit: RateLimitSid, sid: BucketSid) -> Result<Option<Bucket>, DbError> {
    tx.one(FIND, &[(&limit.to_string()).into(), (&sid.to_string()).into()], read)
}

/// How many buckets a rate limit has.
///
/// # Errors
/// What the database says.
pub fn count(tx: &mut ReadTx<'_>, limit: RateLimitSid) -> Result<i64, DbError> {
    Ok(tx.one(COUNT, &[(&limit.to_string()).into()], |row| row.int(0))?.unwrap_or(0))
}

/// The bucket of this interval.
///
/// # Errors
/// What the database says.
pub fn of_seconds(
    tx: &mut ReadTx<'_>,
    limit: RateLimitSid,
    seconds: i64,
) -> Result<Option<BucketSid>, DbError> {
    tx.one(OF_SECONDS, &[(&limit.to_string()).into(), seconds.into()], |row| row.parsed(0, "buckets.sid"))
}

/// Writes a bucket's window and date; its rate limit was locked.
///
/// # Errors
/// What the database says.
pub fn update(tx: &mut WriteTx<'_>, bucket: &Bucket) -> Result<(), DbError> {
    tx.put(
        UPDATE,
        &[
            (&bucket.sid.to_string()).into(),
            bucket.window.max().into(),
            bucket.window.seconds().into(),
            bucket.updated_at.millis().into(),
        ],
    )
}

/// Removes a bucket; its rate limit was locked. What was counted is removed behind.
///
/// # Errors
/// What the database says.
pub fn delete(tx: &mut WriteTx<'_>, sid: BucketSid) -> Result<(), DbError> {
    let sid = sid.to_string();
    tx.put(PURGE, &[(&sid).into()])?;
    tx.put(DELETE, &[(&sid).into()])
}

pub(super) fn clear_limit(tx: &mut WriteTx<'_>, limit: RateLimitSid) -> Result<(), DbError> {
    let limit = limit.to_string();
    tx.put(PURGE_LIMIT, &[(&limit).into()])?;
    tx.put(CLEAR_LIMIT, &[(&limit).into()])
}

pub(super) fn clear_service(tx: &mut WriteTx<'_>, service: ServiceSid) -> Result<(), DbError> {
    let service = service.to_string();
    tx.put(PURGE_SERVICE, &[(&service).into()])?;
    tx.put(CLEAR_SERVICE, &[(&service).into()])
}

/// A page of a rate limit's buckets, oldest first.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut ReadTx<'_>,
    limit: RateLimitSid,
    request: &PageRequest,
) -> Result<Page<Bucket>, DbError> {
    let limit = limit.to_string();
    let one_more = i64::from(request.size) + 1;
    let mut params: Vec<Param<'_>> = vec![(&limit).into(), one_more.into()];
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
    Ok(Page::cut(found, request, |bucket| bucket.sid.to_string()))
}
