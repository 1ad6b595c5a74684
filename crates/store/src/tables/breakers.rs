//! Providers that fail, told to all nodes.

use countersign_model::Timestamp;

use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    // Of two nodes that open it at once the later end counts.
    OPEN = "INSERT INTO breakers (provider, until_at, reason, changed_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (provider) DO UPDATE SET until_at = $2, reason = $3, changed_at = $4, prober = NULL,
        probe_until = NULL WHERE breakers.until_at IS NULL OR breakers.until_at < $2";
    CLOSE = "UPDATE breakers SET until_at = NULL, reason = NULL, prober = NULL, probe_until = NULL, changed_at = $2
        WHERE provider = $1";
    // A row that isn't there was lost: the node that asks has seen the provider fail.
    PROBE = "INSERT INTO breakers (provider, until_at, prober, probe_until, changed_at) VALUES ($1, $3, $2, $4, $3)
        ON CONFLICT (provider) DO UPDATE SET prober = $2, probe_until = $4
        WHERE (breakers.until_at IS NULL OR breakers.until_at <= $3)
        AND (breakers.probe_until IS NULL OR breakers.probe_until <= $3)";
    ALL = "SELECT provider, until_at, reason, changed_at FROM breakers ORDER BY provider";
}

/// One provider, as the nodes last saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The operator's name for it.
    pub provider: String,
    /// When the next message may be let through to see; nothing while it works.
    pub open_until: Option<Timestamp>,
    /// What it did last before it was left alone.
    pub reason: Option<String>,
    /// When this changed.
    pub changed_at: Timestamp,
}

/// Has everybody leave `provider` alone until `until`.
///
/// # Errors
/// What the database says.
pub fn open(
    tx: &mut WriteTx<'_>,
    provider: &str,
    until: Timestamp,
    reason: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.put(OPEN, &[provider.into(), until.millis().into(), reason.into(), now.millis().into()])
}

/// Tells everybody that `provider` works again.
///
/// # Errors
/// What the database says.
pub fn close(tx: &mut WriteTx<'_>, provider: &str, now: Timestamp) -> Result<(), DbError> {
    tx.put(CLOSE, &[provider.into(), now.millis().into()])
}

/// Takes on to let one message through; true for one node at a time, until `until`.
///
/// # Errors
/// What the database says.
pub fn probe(
    tx: &mut WriteTx<'_>,
    provider: &str,
    node: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, DbError> {
    let params = [provider.into(), node.into(), now.millis().into(), until.millis().into()];
    Ok(tx.change(PROBE, &params)? == 1)
}

/// Every provider that ever failed.
///
/// # Errors
/// What the database says.
pub fn all(tx: &mut ReadTx<'_>) -> Result<Vec<Seen>, DbError> {
    tx.all(ALL, &[], |row| {
        Ok(Seen {
            provider: row.text(0)?,
            open_until: row.maybe_int(1)?.map(Timestamp::from_millis),
            reason: row.maybe_text(2)?,
            changed_at: Timestamp::from_millis(row.int(3)?),
        })
    })
}
