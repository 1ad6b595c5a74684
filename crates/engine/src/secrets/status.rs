//! Which keys there are, who holds them and what needs them.

use countersign_model::Timestamp;
use countersign_store::keys::{self, KeyState};
use countersign_store::nodes;

use super::drop::sealed_with;
use super::{KeyError, live_since};
use crate::Engine;

/// A key and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyStatus {
    /// Its id.
    pub key_id: String,
    /// What it is used for.
    pub state: KeyState,
    /// Since when.
    pub since: Timestamp,
    /// The live nodes that hold it.
    pub held_by: Vec<String>,
    /// The live nodes that don't.
    pub lacking: Vec<String>,
    /// Rows sealed with it.
    pub sealed: i64,
    /// Codes derived from it that are still good.
    pub live_codes: i64,
}

impl Engine {
    /// Every key that was ever known, as of now.
    ///
    /// # Errors
    /// When the database gives no answer, or this node's keys are not as they should be.
    pub async fn key_status(&self) -> Result<Vec<KeyStatus>, KeyError> {
        self.beat().await?;
        let now = self.now();
        let found = self.0.store.report(move |tx| {
            let live = nodes::live(tx, live_since(now))?;
            keys::list(tx)?
                .into_iter()
                .map(|key| {
                    let (holding, lacking): (Vec<_>, Vec<_>) =
                        live.iter().partition(|node| node.holds(&key.key_id));
                    let name =
                        |nodes: Vec<&nodes::Node>| nodes.into_iter().map(|it| it.node.clone()).collect();
                    Ok(KeyStatus {
                        held_by: name(holding),
                        lacking: name(lacking),
                        sealed: sealed_with(tx, &key.key_id)?,
                        live_codes: keys::live_codes(tx, &key.key_id, now)?,
                        key_id: key.key_id,
                        state: key.state,
                        since: key.since,
                    })
                })
                .collect()
        });
        Ok(found.await?)
    }
}
