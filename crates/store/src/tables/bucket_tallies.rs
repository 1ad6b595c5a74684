//! What was counted of each value in each bucket.
//!
//! A row comes with a create that went through and goes with its interval, so there are never more of them than creates
//! in the longest interval, times the buckets that each named.

use std::collections::BTreeMap;

use countersign_model::{AccountSid, BucketSid, BucketWindow, MOST_NAMED, ServiceSid, Tally, Timestamp};

use crate::sql::{Param, statements};
use crate::{DbError, ReadTx, WriteTx};

statements! {
    // A value's hash is of its rate limit's own key: it stands in no other limit's rows.
    LOOK = "SELECT bucket_tallies.bucket_sid, value_hash, tally
        FROM buckets JOIN bucket_tallies ON bucket_tallies.bucket_sid = buckets.sid
            AND value_hash IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
        WHERE service_sid = $1 AND account_sid = $2";
    TAKE = "INSERT INTO bucket_tallies (bucket_sid, value_hash, tally, taken, over_hour) VALUES ($1, $2, $3, 1, $4)
        ON CONFLICT (bucket_sid, value_hash) DO UPDATE SET taken = bucket_tallies.taken + 1
        RETURNING taken, tally";
    WRITE = "UPDATE bucket_tallies SET tally = $3, over_hour = $4 WHERE bucket_sid = $1 AND value_hash = $2";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    SWEEP = "WITH past AS MATERIALIZED (
            SELECT bucket_sid, value_hash FROM bucket_tallies WHERE over_hour < $1 LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM bucket_tallies WHERE (bucket_sid, value_hash) IN (SELECT bucket_sid, value_hash FROM past)";
    // Whoever holds the first row removes.
    HOLD = "SELECT bucket_sid FROM bucket_purges ORDER BY bucket_sid LIMIT 1 /*LOCK*/";
    PURGE = "WITH gone AS MATERIALIZED (
            SELECT bucket_sid, value_hash FROM bucket_tallies WHERE bucket_sid = $1 LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM bucket_tallies WHERE (bucket_sid, value_hash) IN (SELECT bucket_sid, value_hash FROM gone)";
    DONE = "DELETE FROM bucket_purges WHERE bucket_sid = $1";
}

/// A value in a bucket.
pub type Key = (BucketSid, String);

const fn hour(at: Timestamp) -> i64 {
    at.millis().div_euclid(3_600_000)
}

fn read_tally(text: &str) -> Result<Tally, DbError> {
    Tally::from_text(text).ok_or_else(|| DbError::unreadable("bucket_tallies.tally"))
}

/// What was counted of these values in the buckets of a service: enough to refuse by, so that a crowd at one value is
/// refused without waiting for its lock. Of more hashes than a create may name, the rest is passed over.
///
/// # Errors
/// What the database says.
pub fn look(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    hashes: &[&str],
) -> Result<BTreeMap<(String, String), Tally>, DbError> {
    let (service, account) = (service.to_string(), account.to_string());
    let mut params: Vec<Param<'_>> = Vec::with_capacity(2 + MOST_NAMED);
    params.extend([Param::from(&service), (&account).into()]);
    params.extend(hashes.iter().take(MOST_NAMED).map(|hash| Param::from(*hash)));
    // One statement for however many: no hash is empty.
    params.resize(2 + MOST_NAMED, "".into());
    let found =
        tx.all(LOOK, &params, |row| Ok(((row.text(0)?, row.text(1)?), read_tally(&row.text(2)?)?)))?;
    Ok(found.into_iter().collect())
}

/// Counts a create of this value if the bucket has room. The value stays locked until the transaction ends, so of two
/// requests at once the second sees the first.
///
/// # Errors
/// What the database says. A refusal is the inner one, when there will be room: the transaction is then to be rolled
/// back.
pub fn spend(
    tx: &mut WriteTx<'_>,
    (bucket, value_hash): &Key,
    window: BucketWindow,
    now: Timestamp,
) -> Result<Result<(), Timestamp>, DbError> {
    let bucket = bucket.to_string();
    let over = |tally: &Tally| tally.over_at(window).map_or(0, hour);
    let first = Tally::first(window, now);
    let (taken, tally) = tx
        .one(
            TAKE,
            &[(&bucket).into(), value_hash.into(), (&first.to_text()).into(), over(&first).into()],
            |row| Ok((row.int(0)?, row.text(1)?)),
        )?
        .ok_or_else(|| DbError::unreadable("bucket_tallies"))?;
    if taken == 1 {
        return Ok(Ok(()));
    }
    let mut tally = read_tally(&tally)?;
    if let Err(frees_at) = tally.spend(window, now) {
        return Ok(Err(frees_at));
    }
    tx.put(WRITE, &[(&bucket).into(), value_hash.into(), (&tally.to_text()).into(), over(&tally).into()])?;
    Ok(Ok(()))
}

/// Removes up to `most` rows whose interval is over; tells how many.
///
/// # Errors
/// What the database says.
pub fn sweep(tx: &mut WriteTx<'_>, now: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(SWEEP, &[hour(now).into(), most.into()])
}

/// Removes up to `most` rows of a bucket that is gone; tells whether there may be more to remove.
///
/// # Errors
/// What the database says.
pub fn purge(tx: &mut WriteTx<'_>, most: i64) -> Result<bool, DbError> {
    let Some(bucket) = tx.one(HOLD, &[], |row| row.text(0))? else { return Ok(false) };
    if tx.change(PURGE, &[(&bucket).into(), most.into()])? == 0 {
        tx.put(DONE, &[(&bucket).into()])?;
    }
    Ok(true)
}
