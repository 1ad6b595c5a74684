//! The live slot of an address: the row that a create locks.

use countersign_model::{Recipient, ServiceSid, Slot, Timestamp, Verification, VerificationSid};

use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    // PostgreSQL takes a parameter for a text where nothing says otherwise.
    TAKE = "INSERT INTO live_slots (service_sid, recipient, mode, verification_sid, until_at)
        SELECT $1, $2, $3, $4, CAST($5 AS BIGINT) WHERE EXISTS (SELECT 1 FROM services WHERE sid = $1)
        ON CONFLICT (service_sid, recipient, mode) DO UPDATE SET mode = excluded.mode
        RETURNING verification_sid";
    REPLACE = "UPDATE live_slots SET verification_sid = $4, until_at = $5
        WHERE service_sid = $1 AND recipient = $2 AND mode = $3";
    HOLDER = "SELECT verification_sid FROM live_slots WHERE service_sid = $1 AND recipient = $2 AND mode = $3";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    SWEEP = "WITH past AS MATERIALIZED (
            SELECT service_sid, recipient, mode FROM live_slots WHERE until_at <= $1
            ORDER BY until_at LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM live_slots
        WHERE (service_sid, recipient, mode) IN (SELECT service_sid, recipient, mode FROM past)
        RETURNING verification_sid,
            (SELECT is_told FROM verifications WHERE verifications.sid = live_slots.verification_sid)";
    CLEAR = "DELETE FROM live_slots WHERE service_sid = $1";
}

/// Locks the slot of `verification`'s address and puts it there if the slot was empty. Gives the verification that
/// holds the slot now: the same if it was empty; none when the service is gone.
///
/// # Errors
/// What the database says.
pub fn take(tx: &mut WriteTx<'_>, verification: &Verification) -> Result<Option<VerificationSid>, DbError> {
    tx.one(
        TAKE,
        &[
            (&verification.service_sid.to_string()).into(),
            verification.recipient.as_str().into(),
            verification.slot().as_str().into(),
            (&verification.sid.to_string()).into(),
            verification.expires_at.millis().into(),
        ],
        |row| row.parsed(0, "live_slots.verification_sid"),
    )
}

/// Puts `verification` in the slot of its address, which [`take`] has locked.
///
/// # Errors
/// What the database says.
pub fn replace(tx: &mut WriteTx<'_>, verification: &Verification) -> Result<(), DbError> {
    tx.put(
        REPLACE,
        &[
            (&verification.service_sid.to_string()).into(),
            verification.recipient.as_str().into(),
            verification.slot().as_str().into(),
            (&verification.sid.to_string()).into(),
            verification.expires_at.millis().into(),
        ],
    )
}

/// The verification in the slot of an address whose code may be checked. It may have ended meanwhile: look at it.
///
/// # Errors
/// What the database says.
pub fn holder(
    tx: &mut ReadTx<'_>,
    service: ServiceSid,
    recipient: &Recipient,
) -> Result<Option<VerificationSid>, DbError> {
    tx.one(
        HOLDER,
        &[(&service.to_string()).into(), recipient.as_str().into(), Slot::Code.as_str().into()],
        |row| row.parsed(0, "live_slots.verification_sid"),
    )
}

/// Empties up to `most` slots whose time is over; gives the verifications that held them, and whether webhooks may want to
/// hear of each.
///
/// # Errors
/// What the database says.
pub fn sweep(
    tx: &mut WriteTx<'_>,
    now: Timestamp,
    most: i64,
) -> Result<Vec<(VerificationSid, bool)>, DbError> {
    tx.all(SWEEP, &[now.millis().into(), most.into()], |row| {
        Ok((row.parsed(0, "live_slots.verification_sid")?, row.maybe_int(1)?.is_some()))
    })
}

/// Empties every slot of a service.
///
/// # Errors
/// What the database says.
pub fn clear(tx: &mut WriteTx<'_>, service: ServiceSid) -> Result<(), DbError> {
    tx.put(CLEAR, &[(&service.to_string()).into()])
}
