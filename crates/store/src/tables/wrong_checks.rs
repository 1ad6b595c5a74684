//! The guessing budget: wrong checks per service and address, by the hour. New codes don't refill it.

use countersign_model::{Recipient, ServiceSid, Timestamp};

use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    // SUM of BIGINT is NUMERIC on PostgreSQL.
    COUNT = "SELECT CAST(COALESCE(SUM(wrong), 0) AS BIGINT) FROM wrong_checks
        WHERE service_sid = $1 AND address = $2 AND hour >= $3";
    ADD = "INSERT INTO wrong_checks (service_sid, address, hour, wrong) VALUES ($1, $2, $3, 1)
        ON CONFLICT (service_sid, address, hour) DO UPDATE SET wrong = wrong_checks.wrong + 1";
    REMOVE = "UPDATE wrong_checks SET wrong = wrong - 1
        WHERE service_sid = $1 AND address = $2 AND hour = $3 AND wrong > 0";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    SWEEP = "WITH past AS MATERIALIZED (
            SELECT service_sid, address, hour FROM wrong_checks WHERE hour < $1 LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM wrong_checks
        WHERE (service_sid, address, hour) IN (SELECT service_sid, address, hour FROM past)";
}

const fn hour(now: Timestamp) -> i64 {
    now.millis().div_euclid(3_600_000)
}

/// The oldest hour that still counts: a count by the hour reaches back 24 to 25 hours, never less than 24.
const fn oldest(now: Timestamp) -> i64 {
    hour(now) - 24
}

/// Wrong checks of the last 24 hours.
///
/// # Errors
/// What the database says.
pub fn count(
    tx: &mut ReadTx<'_>,
    service: ServiceSid,
    recipient: &Recipient,
    now: Timestamp,
) -> Result<i64, DbError> {
    let (service, address) = (service.to_string(), recipient.budget_key());
    let found = tx
        .one(COUNT, &[(&service).into(), (&address).into(), oldest(now).into()], |row| row.int(0))?
        .unwrap_or(0);
    Ok(found)
}

/// As [`count`], and nobody else's check of this address is counted until the transaction ends. Spellings of a mailbox
/// have verifications of their own and one budget, so the lock on a verification is not enough.
///
/// # Errors
/// What the database says.
pub fn lock(
    tx: &mut WriteTx<'_>,
    service: ServiceSid,
    recipient: &Recipient,
    now: Timestamp,
) -> Result<i64, DbError> {
    tx.line_up(&format!("wrong_checks {service} {}", recipient.budget_key()))?;
    count(tx, service, recipient, now)
}

/// Adds one wrong check.
///
/// # Errors
/// What the database says.
pub fn add(
    tx: &mut WriteTx<'_>,
    service: ServiceSid,
    recipient: &Recipient,
    now: Timestamp,
) -> Result<(), DbError> {
    let (service, address) = (service.to_string(), recipient.budget_key());
    tx.put(ADD, &[(&service).into(), (&address).into(), hour(now).into()])
}

/// Takes back the one that was added at `then`, before anybody knew whether it was wrong. What was swept stays so.
///
/// # Errors
/// What the database says.
pub fn remove(
    tx: &mut WriteTx<'_>,
    service: ServiceSid,
    recipient: &Recipient,
    then: Timestamp,
) -> Result<(), DbError> {
    let (service, address) = (service.to_string(), recipient.budget_key());
    tx.put(REMOVE, &[(&service).into(), (&address).into(), hour(then).into()])
}

/// Removes up to `most` counts too old to matter; tells how many.
///
/// # Errors
/// What the database says.
pub fn sweep(tx: &mut WriteTx<'_>, now: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(SWEEP, &[oldest(now).into(), most.into()])
}
