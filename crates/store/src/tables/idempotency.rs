//! Keys under which a create may be asked for again without being done again.

use countersign_model::{AccountSid, AttemptSid, Timestamp};

use crate::sql::statements;
use crate::{DbError, WriteTx};

statements! {
    // Locks the key, whoever holds it; one whose time is over is taken anew.
    TAKE = "INSERT INTO idempotency_keys (account_sid, key_hash, request_sealed, attempt_sid, until_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account_sid, key_hash) DO UPDATE SET
            request_sealed = CASE WHEN idempotency_keys.until_at <= $6 THEN excluded.request_sealed
                ELSE idempotency_keys.request_sealed END,
            attempt_sid = CASE WHEN idempotency_keys.until_at <= $6 THEN excluded.attempt_sid
                ELSE idempotency_keys.attempt_sid END,
            until_at = CASE WHEN idempotency_keys.until_at <= $6 THEN excluded.until_at
                ELSE idempotency_keys.until_at END
        RETURNING request_sealed, attempt_sid";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    SWEEP = "WITH past AS MATERIALIZED (
            SELECT account_sid, key_hash FROM idempotency_keys WHERE until_at <= $1 LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM idempotency_keys WHERE (account_sid, key_hash) IN (SELECT account_sid, key_hash FROM past)";
}

/// A key and the request that uses it.
#[derive(Clone, Debug)]
pub struct Use<'u> {
    /// Whose key it is: accounts can't meet each other's.
    pub account: AccountSid,
    /// The key's hash.
    pub key_hash: &'u str,
    /// The request's hash, sealed.
    pub request_sealed: &'u str,
    /// The send that the request will make.
    pub attempt: AttemptSid,
    /// Until when the key counts.
    pub until: Timestamp,
}

/// Who holds a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The hash of the request that took it, sealed.
    pub request_sealed: String,
    /// The send that it made; the asking one's own when it is the first.
    pub attempt: AttemptSid,
}

/// Takes the key if nobody holds it, and tells who does. Whoever else asks waits until this transaction ends.
///
/// # Errors
/// What the database says.
pub fn take(tx: &mut WriteTx<'_>, wanted: &Use<'_>, now: Timestamp) -> Result<Holder, DbError> {
    let (account, attempt) = (wanted.account.to_string(), wanted.attempt.to_string());
    let params = [
        (&account).into(),
        wanted.key_hash.into(),
        wanted.request_sealed.into(),
        (&attempt).into(),
        wanted.until.millis().into(),
        now.millis().into(),
    ];
    let holder = tx.one(TAKE, &params, |row| {
        Ok(Holder { request_sealed: row.text(0)?, attempt: row.parsed(1, "idempotency_keys.attempt_sid")? })
    })?;
    holder.ok_or_else(|| DbError::unreadable("idempotency_keys"))
}

/// Removes up to `most` keys whose time is over; tells how many.
///
/// # Errors
/// What the database says.
pub fn sweep(tx: &mut WriteTx<'_>, now: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(SWEEP, &[now.millis().into(), most.into()])
}
