//! Which attempt a provider's message is, for receipts that name it by the provider's id alone.

use countersign_model::{AttemptSid, Timestamp};

use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    // A provider that gives one id twice means the newer message.
    ADD = "INSERT INTO provider_messages (provider, provider_id, attempt_sid, until_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (provider, provider_id) DO UPDATE SET attempt_sid = $3, until_at = $4";
    FIND = "SELECT attempt_sid FROM provider_messages WHERE provider = $1 AND provider_id = $2";
    SWEEP = "WITH past AS MATERIALIZED (SELECT provider, provider_id FROM provider_messages WHERE until_at <= $1
            ORDER BY until_at LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM provider_messages WHERE (provider, provider_id) IN (SELECT provider, provider_id FROM past)";
}

/// Remembers until `until` that `provider` calls the attempt's message `provider_id`.
///
/// # Errors
/// What the database says.
pub fn add(
    tx: &mut WriteTx<'_>,
    provider: &str,
    provider_id: &str,
    attempt: AttemptSid,
    until: Timestamp,
) -> Result<(), DbError> {
    let attempt = attempt.to_string();
    tx.put(ADD, &[provider.into(), provider_id.into(), (&attempt).into(), until.millis().into()])
}

/// The attempt whose message `provider` calls `provider_id`.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, provider: &str, provider_id: &str) -> Result<Option<AttemptSid>, DbError> {
    tx.one(FIND, &[provider.into(), provider_id.into()], |row| row.parsed(0, "provider_messages.attempt_sid"))
}

/// Removes up to `most` that are over; tells how many.
///
/// # Errors
/// What the database says.
pub fn sweep(tx: &mut WriteTx<'_>, now: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(SWEEP, &[now.millis().into(), most.into()])
}
