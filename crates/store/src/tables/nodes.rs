//! The nodes that run on this database, and which master keys each of them holds.

use countersign_model::Timestamp;

use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    SEEN = "INSERT INTO nodes (node, seen_at, key_ids, seals_with) VALUES ($1, $2, $3, $4)
        ON CONFLICT (node) DO UPDATE SET seen_at = excluded.seen_at, key_ids = excluded.key_ids,
        seals_with = excluded.seals_with";
    LIVE = "SELECT node, key_ids, seals_with FROM nodes WHERE seen_at > $1 ORDER BY node";
    LEFT = "DELETE FROM nodes WHERE node = $1";
    FORGET = "DELETE FROM nodes WHERE seen_at <= $1";
}

/// What a node tells of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its name.
    pub node: String,
    /// The ids of the keys that it can open with.
    pub key_ids: Vec<String>,
    /// The key that it seals and derives with.
    pub seals_with: String,
}

impl Node {
    /// Whether it can open what this key sealed.
    #[must_use]
    pub fn holds(&self, key_id: &str) -> bool {
        self.key_ids.iter().any(|held| held == key_id)
    }
}

/// Writes down that a node is alive, and what it holds; under the lock on keys.
///
/// # Errors
/// What the database says.
pub fn seen(tx: &mut WriteTx<'_>, node: &Node, now: Timestamp) -> Result<(), DbError> {
    tx.put(
        SEEN,
        &[
            (&node.node).into(),
            now.millis().into(),
            // Ids have letters and digits only.
            (&node.key_ids.join(" ")).into(),
            (&node.seals_with).into(),
        ],
    )
}

/// The nodes that were seen after `since`, by name.
///
/// # Errors
/// What the database says.
pub fn live(tx: &mut ReadTx<'_>, since: Timestamp) -> Result<Vec<Node>, DbError> {
    tx.all(LIVE, &[since.millis().into()], |row| {
        let key_ids = row.text(1)?.split(' ').map(str::to_owned).collect();
        Ok(Node { node: row.text(0)?, key_ids, seals_with: row.text(2)? })
    })
}

/// A node has ended in order.
///
/// # Errors
/// What the database says.
pub fn left(tx: &mut WriteTx<'_>, node: &str) -> Result<(), DbError> {
    tx.put(LEFT, &[node.into()])
}

/// Forgets the nodes that were not seen after `since`.
///
/// # Errors
/// What the database says.
pub fn forget(tx: &mut WriteTx<'_>, since: Timestamp) -> Result<(), DbError> {
    tx.put(FORGET, &[since.millis().into()])
}
