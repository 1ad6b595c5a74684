//! The first step: a new key, open-only.

use countersign_keyring::Keyring;
use countersign_model::Actor;
use countersign_store::keys::{self, KeyState};

use super::KeyError;
use crate::Engine;

/// A new key that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Its id.
    pub key_id: String,
    /// The file that its line stands in.
    pub file: String,
}

impl Engine {
    /// Adds a new key to this node's key file. It opens here at once and seals nowhere yet; its line has to be copied
    /// to the other nodes' files.
    ///
    /// # Errors
    /// See [`KeyError`]; [`KeyError::AlreadyBegun`] while another one waits.
    pub async fn begin_key(&self, by: Actor) -> Result<Begun, KeyError> {
        let source = self.0.keys.source.get().ok_or(KeyError::NoFile)?;
        // What an earlier attempt left in the file is known from here on, so that repeating it adds no second key.
        self.beat().await?;
        let waits = |known: Vec<keys::KeyRow>| {
            known.into_iter().find(|key| key.state == KeyState::OpenOnly).map(|key| key.key_id)
        };
        if let Some(key_id) = waits(self.0.store.read(keys::list).await?) {
            return Err(KeyError::AlreadyBegun(key_id));
        }
        {
            // Nobody reads the file half changed, or changes it at the same time.
            let _turn = self.0.keys.turn.lock().await;
            source.append(&Keyring::new_line(self.dice())).map_err(KeyError::File)?;
            self.read_file(&by).await?;
        }
        self.beat().await?;
        let key_id = waits(self.0.store.read(keys::list).await?).ok_or(KeyError::NoneWaits)?;
        Ok(Begun { key_id, file: source.name() })
    }
}
