//! The second step: the new key seals.

use countersign_model::{Actor, AuditEntry};
use countersign_store::keys::{self, KeyRow, KeyState};
use countersign_store::{End, audit, nodes};

use super::{KeyError, live_since};
use crate::Engine;

impl Engine {
    /// Makes the waiting key active, or the one named where several wait; gives its id. Nodes turn to it with their next
    /// heartbeat. Promoting the active key again changes nothing.
    ///
    /// # Errors
    /// See [`KeyError`]; [`KeyError::NotHeld`] while a live node doesn't hold it.
    pub async fn promote_key(&self, key_id: Option<String>, by: Actor) -> Result<String, KeyError> {
        self.beat().await?;
        let now = self.now();
        // Which key it is shows in the transaction.
        let line = self.audit_entry(now, None, by, "master_key.promoted", String::new());
        let promoted = self
            .0
            .store
            .write(move |tx| {
                keys::lock(tx)?;
                let known = keys::list(tx)?;
                let key = match chosen(&known, key_id.as_deref()) {
                    Ok(key) if key.state == KeyState::Active => {
                        return Ok(End::Rollback(Ok(key.key_id.clone())));
                    }
                    Ok(key) => key,
                    Err(error) => return Ok(End::Rollback(Err(error))),
                };
                let lacking: Vec<String> = nodes::live(tx, live_since(now))?
                    .into_iter()
                    .filter(|node| !node.holds(&key.key_id))
                    .map(|node| node.node)
                    .collect();
                if !lacking.is_empty() {
                    let key_id = key.key_id.clone();
                    return Ok(End::Rollback(Err(KeyError::NotHeld { key_id, nodes: lacking })));
                }
                // In this order: the database refuses two active ones even for a moment.
                for old in known.iter().filter(|key| key.state == KeyState::Active) {
                    keys::set_state(tx, &old.key_id, KeyState::Retired, now)?;
                }
                keys::set_state(tx, &key.key_id, KeyState::Active, now)?;
                audit::add(tx, &AuditEntry { subject: key.key_id.clone(), ..line.clone() })?;
                Ok(End::Commit(Ok(key.key_id.clone())))
            })
            .await??;
        self.beat().await?;
        Ok(promoted)
    }
}

fn chosen<'k>(known: &'k [KeyRow], named: Option<&str>) -> Result<&'k KeyRow, KeyError> {
    if let Some(id) = named {
        let key =
            known.iter().find(|key| key.key_id == id).ok_or_else(|| KeyError::Unknown(id.to_owned()))?;
        return match key.state {
            KeyState::OpenOnly | KeyState::Active => Ok(key),
            KeyState::Retired | KeyState::Dropped => Err(KeyError::WasActive(id.to_owned())),
        };
    }
    let waiting: Vec<&KeyRow> = known.iter().filter(|key| key.state == KeyState::OpenOnly).collect();
    match waiting[..] {
        [key] => Ok(key),
        [] => Err(KeyError::NoneWaits),
        _ => Err(KeyError::SeveralWait(waiting.iter().map(|key| key.key_id.clone()).collect())),
    }
}
