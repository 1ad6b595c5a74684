//! When tokens were tried for people in vain: what keeps serial numbers and codes from being guessed.

use countersign_model::{Identity, Moments, ServiceSid, Timestamp};

use crate::sql::statements;
use crate::{DbError, WriteTx};

/// How long a try counts, in milliseconds.
const DAY: i64 = 86_400_000;

statements! {
    // Locks the row, whoever made it.
    LOCK = "INSERT INTO token_tries (service_sid, identity_key, tried, tried_at) VALUES ($1, $2, '', $3)
        ON CONFLICT (service_sid, identity_key) DO UPDATE SET tried = token_tries.tried RETURNING tried";
    WRITE = "UPDATE token_tries SET tried = $3, tried_at = $4 WHERE service_sid = $1 AND identity_key = $2";
    FORGET = "DELETE FROM token_tries WHERE service_sid = $1 AND identity_key = $2";
    ERASE = "DELETE FROM token_tries WHERE identity_key = $1";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    SWEEP = "WITH past AS MATERIALIZED (
            SELECT service_sid, identity_key FROM token_tries WHERE tried_at < $1 LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM token_tries
        WHERE (service_sid, identity_key) IN (SELECT service_sid, identity_key FROM past)";
}

/// When tokens were tried for a person; nobody else tries one for them until the transaction ends.
///
/// # Errors
/// What the database says.
pub fn lock(
    tx: &mut WriteTx<'_>,
    service: ServiceSid,
    identity: &Identity,
    now: Timestamp,
) -> Result<Moments, DbError> {
    let (service, key) = (service.to_string(), identity.key());
    let tried = tx.one(LOCK, &[(&service).into(), (&key).into(), now.millis().into()], |row| row.text(0))?;
    let tried = tried.unwrap_or_default();
    Moments::from_text(&tried).ok_or_else(|| DbError::unreadable("token_tries.tried"))
}

/// Writes down when tokens were tried; the row is locked.
///
/// # Errors
/// What the database says.
pub fn write(
    tx: &mut WriteTx<'_>,
    service: ServiceSid,
    identity: &Identity,
    tried: &Moments,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.put(
        WRITE,
        &[
            (&service.to_string()).into(),
            (&identity.key()).into(),
            (&tried.to_text()).into(),
            now.millis().into(),
        ],
    )
}

/// Forgets what was tried for a person.
///
/// # Errors
/// What the database says.
pub fn forget_person(tx: &mut WriteTx<'_>, service: ServiceSid, identity: &Identity) -> Result<(), DbError> {
    tx.put(FORGET, &[(&service.to_string()).into(), (&identity.key()).into()])
}

/// Forgets what was tried for people of this identity, in whatever service. There are rows of a day at most.
///
/// # Errors
/// What the database says.
pub fn erase(tx: &mut WriteTx<'_>, identity: &Identity) -> Result<u64, DbError> {
    tx.change(ERASE, &[(&identity.key()).into()])
}

/// Removes up to `most` rows that count no more; tells how many.
///
/// # Errors
/// What the database says.
pub fn sweep(tx: &mut WriteTx<'_>, now: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(SWEEP, &[now.plus_millis(-DAY).millis().into(), most.into()])
}
