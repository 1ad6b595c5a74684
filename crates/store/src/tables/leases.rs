//! Work that one node at a time does.

use countersign_model::Timestamp;

use crate::sql::statements;
use crate::{DbError, WriteTx};

statements! {
    TAKE = "INSERT INTO leases (name, owner, until_at) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until_at = excluded.until_at
        WHERE leases.owner = excluded.owner OR leases.until_at <= $4";
}

/// Takes the lease `name` for `owner` until `until`, or prolongs it; tells whether nobody else holds it at `now`. Its
/// row is locked until the transaction ends, so that work done in the same transaction needs no fence.
///
/// # Errors
/// What the database says.
pub fn take(
    tx: &mut WriteTx<'_>,
    name: &str,
    owner: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, DbError> {
    let params = [name.into(), owner.into(), until.millis().into(), now.millis().into()];
    Ok(tx.change(TAKE, &params)? == 1)
}
