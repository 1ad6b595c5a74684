//! Where a node's keys and the database's meet.

use countersign_keyring::{Keyring, same};
use countersign_model::{Actor, AuditEntry, Dice, Timestamp};
use countersign_store::keys::{self, KeyRow, KeyState};
use countersign_store::nodes::{self, Node};
use countersign_store::{DbError, WriteTx, audit};

use super::KeyError;
use crate::audit::entry;

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
pub(super) fn checks(ring: &Keyring) -> Vec<(String, String)> {
    ring.ids().filter_map(|id| ring.check_value(id).map(|value| (id.to_owned(), value))).collect()
}

/// A key that a node shows to the database.
struct ShownKey {
    id: String,
    check_value: String,
    /// What is written down should it be new.
    line: AuditEntry,
}

/// All keys that a node shows.
pub(crate) struct Shown(Vec<ShownKey>);

impl Shown {
    /// The keys of `ring`. The audit trail will say that `by` brought those that are new, to the node `node`.
    pub(crate) fn of(ring: &Keyring, by: &Actor, node: &str, now: Timestamp, dice: &dyn Dice) -> Self {
        let shown = checks(ring).into_iter().map(|(id, check_value)| {
            let mut line = entry(dice, now, None, by.clone(), "master_key.added", id.clone());
            line.detail = Some(format!("at node {node}"));
            ShownKey { id, check_value, line }
        });
        Self(shown.collect())
    }

    fn has(&self, key_id: &str) -> bool {
        self.0.iter().any(|key| key.id == key_id)
    }
}

/// Whom the audit trail names for a key that stood in a key file without a command of ours.
pub(crate) fn key_file() -> Actor {
    Actor::Operator("key file".to_owned())
}

/// Proves that these keys are the database's and makes new ones known, with a line for each; gives the active one's id. Takes the lock
/// on keys. On a database without keys the last one becomes active.
///
/// # Errors
/// What the database says. After a mismatch the transaction has to be rolled back.
pub(crate) fn meet(
    tx: &mut WriteTx<'_>,
    shown: &Shown,
    now: Timestamp,
) -> Result<Result<String, Mismatch>, DbError> {
    keys::lock(tx)?;
    let known = keys::list(tx)?;
    let mut active = known.iter().find(|key| key.state == KeyState::Active).map(|key| key.key_id.clone());
    for (at, ShownKey { id, check_value, line }) in shown.0.iter().enumerate() {
        if let Some(key) = known.iter().find(|key| key.key_id == *id) {
            if !same(&key.check_value, check_value) {
                return Ok(Err(Mismatch::Wrong(id.clone())));
            }
            continue;
        }
        let is_first_active = active.is_none() && at + 1 == shown.0.len();
        let state = if is_first_active { KeyState::Active } else { KeyState::OpenOnly };
        let (key_id, check_value) = (id.clone(), check_value.clone());
        keys::add(tx, &KeyRow { key_id, check_value, state, since: now })?;
        // The keys that a database begins with are no change of anything.
        if !known.is_empty() {
            audit::add(tx, line)?;
        }
        if is_first_active {
            active = Some(id.clone());
        }
    }
    let missing = known.iter().find(|key| key.state.is_needed() && !shown.has(&key.key_id));
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
    shown: &Shown,
    seals_with: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let key_ids = shown.0.iter().map(|key| key.id.clone()).collect();
    nodes::seen(tx, &Node { node: node.to_owned(), key_ids, seals_with: seals_with.to_owned() }, now)
}
