//! Where a node's keys and the database's meet.

use countersign_keyring::{Keyring, same};
use countersign_model::Timestamp;
use countersign_store::keys::{self, KeyRow, KeyState};
use countersign_store::nodes::{self, Node};
use countersign_store::{DbError, WriteTx};

use super::KeyError;

/// What is wrong with a node's keys.
pub(crate) enum Mismatch {
    /// Another key under a known id.
    Wrong(String),
    /// A key in use is missing.
    Missing(String),
}

impl From<Mismatch> for KeyError {
    fn from(mismatch: Mismatch) -> Self {
        match mismatch {
            Mismatch::Wrong(id) => Self::WrongKey(id),
            Mismatch::Missing(id) => Self::MissingKey(id),
        }
    }
}

/// The ids of a ring's keys with what proves them.
pub(crate) fn checks(ring: &Keyring) -> Vec<(String, String)> {
    ring.ids().filter_map(|id| ring.check_value(id).map(|value| (id.to_owned(), value))).collect()
}

/// Proves that these keys are the database's and makes new ones known; gives the id of the active one. Takes the lock
/// on keys. On a database without keys the last one becomes active.
///
/// # Errors
/// What the database says. After a mismatch the transaction has to be rolled back.
pub(crate) fn meet(
    tx: &mut WriteTx<'_>,
    checks: &[(String, String)],
    now: Timestamp,
) -> Result<Result<String, Mismatch>, DbError> {
    keys::lock(tx)?;
    let known = keys::list(tx)?;
    let mut active = known.iter().find(|key| key.state == KeyState::Active).map(|key| key.key_id.clone());
    for (at, (id, value)) in checks.iter().enumerate() {
        if let Some(key) = known.iter().find(|key| key.key_id == *id) {
            if !same(&key.check_value, value) {
                return Ok(Err(Mismatch::Wrong(id.clone())));
            }
            continue;
        }
        let is_first_active = active.is_none() && at + 1 == checks.len();
        let state = if is_first_active { KeyState::Active } else { KeyState::OpenOnly };
        let (key_id, check_value) = (id.clone(), value.clone());
        keys::add(tx, &KeyRow { key_id, check_value, state, since: now })?;
        if is_first_active {
            active = Some(id.clone());
        }
    }
    let missing =
        known.iter().find(|key| key.state.is_needed() && checks.iter().all(|(id, _)| *id != key.key_id));
    match (missing, active) {
        (Some(key), _) => Ok(Err(Mismatch::Missing(key.key_id.clone()))),
        (None, Some(active)) => Ok(Ok(active)),
        // Keys were known and none of them was active: no version leaves it so.
        (None, None) => Err(DbError::unreadable("keys.state")),
    }
}

/// Writes down what a node holds, under the lock that [`meet`] took.
///
/// # Errors
/// What the database says.
pub(crate) fn report(
    tx: &mut WriteTx<'_>,
    node: &str,
    checks: &[(String, String)],
    seals_with: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let key_ids = checks.iter().map(|(id, _)| id.clone()).collect();
    nodes::seen(tx, &Node { node: node.to_owned(), key_ids, seals_with: seals_with.to_owned() }, now)
}
