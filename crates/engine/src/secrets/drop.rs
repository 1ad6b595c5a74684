//! The last step: a key that nothing needs any more.

use countersign_keyring::sealed_by;
use countersign_model::{Actor, Timestamp};
use countersign_store::keys::{self, KeyState};
use countersign_store::sealed::COLUMNS;
use countersign_store::{DbError, End, ReadTx, audit, migrations, nodes};

use super::{KeyError, LIVE_MILLIS, live_since};
use crate::Engine;

impl Engine {
    /// Drops a key and removes its line from this node's file; other nodes' files may keep it. Dropping a dropped key
    /// removes the line that a crash left.
    ///
    /// # Errors
    /// See [`KeyError`]; [`KeyError::InUse`] while anything is sealed with it or a code that is still good comes from it.
    pub async fn drop_key(&self, key_id: &str, by: Actor) -> Result<(), KeyError> {
        self.beat().await?;
        let now = self.now();
        // First that nobody makes more, then that nothing is left: the other way round something could slip in between.
        let id = key_id.to_owned();
        self.0.store.read(move |tx| may_drop(tx, &id, now)).await??;
        let id = key_id.to_owned();
        let (sealed, live_codes) = self
            .0
            .store
            .report(move |tx| Ok((sealed_with(tx, &id)?, keys::live_codes(tx, &id, now)?)))
            .await?;
        if sealed + live_codes > 0 {
            return Err(KeyError::InUse { key_id: key_id.to_owned(), sealed, live_codes });
        }
        let id = key_id.to_owned();
        let line = self.audit_entry(now, None, by, "master_key.dropped", id.clone());
        let dropped = self.0.store.write(move |tx| {
            keys::lock(tx)?;
            match may_drop(tx, &id, now)? {
                Ok(KeyState::Dropped) => return Ok(End::Rollback(Ok(()))),
                Ok(_) => {}
                Err(error) => return Ok(End::Rollback(Err(error))),
            }
            keys::set_state(tx, &id, KeyState::Dropped, now)?;
            audit::add(tx, &line)?;
            Ok(End::Commit(Ok(())))
        });
        dropped.await??;
        if let Some(source) = self.0.keys.source.get() {
            let _turn = self.0.keys.turn.lock().await;
            source.remove(key_id).map_err(KeyError::File)?;
        }
        self.beat().await
    }
}

/// How many rows are sealed with a key.
pub(super) fn sealed_with(tx: &mut ReadTx<'_>, key_id: &str) -> Result<i64, DbError> {
    let start = sealed_by(key_id);
    COLUMNS.iter().try_fold(0, |sum, column| Ok(sum + column.count(tx, &start)?))
}

/// Whether it is sure that nobody seals with this key any more; gives its state then.
fn may_drop(
    tx: &mut ReadTx<'_>,
    key_id: &str,
    now: Timestamp,
) -> Result<Result<KeyState, KeyError>, DbError> {
    let later = migrations::later(tx)?;
    if !later.is_empty() {
        return Ok(Err(KeyError::Later(later)));
    }
    let known = keys::list(tx)?;
    let Some(key) = known.iter().find(|key| key.key_id == key_id) else {
        return Ok(Err(KeyError::Unknown(key_id.to_owned())));
    };
    match key.state {
        KeyState::Active => return Ok(Err(KeyError::Active(key_id.to_owned()))),
        KeyState::OpenOnly | KeyState::Dropped => return Ok(Ok(key.state)),
        KeyState::Retired => {}
    }
    let nodes: Vec<String> = nodes::live(tx, live_since(now))?
        .into_iter()
        .filter(|node| node.seals_with == key_id)
        .map(|node| node.node)
        .collect();
    if !nodes.is_empty() {
        return Ok(Err(KeyError::NotTurned(nodes)));
    }
    let wait_millis = LIVE_MILLIS - (now.millis() - key.since.millis());
    if wait_millis > 0 {
        return Ok(Err(KeyError::TooSoon { key_id: key_id.to_owned(), wait_millis }));
    }
    Ok(Ok(key.state))
}
