//! What stands sealed in a prompt's row.

use std::sync::Arc;

use countersign_keyring::{Keyring, Place};
use countersign_model::{Content, Prompt};
use countersign_store::{DbError, StoreError};

use super::Opened;
use crate::Engine;
use crate::engine::Inner;
use crate::factor::Drawn;

/// Where a prompt's content is sealed: all that says whose it is is in the place, as `sealed.rs` of the store has it.
fn row(prompt: &Prompt) -> String {
    let Prompt { sid, account_sid, service_sid, identity, .. } = prompt;
    format!("{sid}{account_sid}{service_sid}{identity}")
}

const fn place(row: &str) -> Place<'_> {
    Place { table: "prompts", row, column: "content_sealed" }
}

/// What opens and seals a prompt's content in one transaction.
#[derive(Clone)]
pub(super) struct Vault {
    inner: Arc<Inner>,
    sealing: Arc<Keyring>,
    drawn: Drawn,
}

impl Engine {
    /// A vault for one transaction, its chance drawn.
    pub(super) async fn vault(&self) -> Result<Vault, StoreError> {
        Ok(Vault {
            inner: Arc::clone(&self.0),
            sealing: self.sealing_keys().await?,
            drawn: Drawn::from(self.dice()),
        })
    }
}

impl Vault {
    /// The prompt with its content.
    pub(super) fn open(&self, prompt: Prompt) -> Result<Opened, DbError> {
        let content = open(&self.inner, &prompt)?;
        Ok(Opened { prompt, content })
    }

    /// Puts the content back into its row.
    pub(super) fn seal(&self, it: &mut Opened) -> Result<(), DbError> {
        let text = serde_json::to_vec(&it.content).map_err(|_| unreadable())?;
        it.prompt.sealed = self.sealing.seal(place(&row(&it.prompt)), &text, &self.drawn);
        Ok(())
    }
}

/// What stands in a row.
///
/// # Errors
/// When it doesn't open: its key is gone, or the row was changed or moved.
pub(crate) fn open(inner: &Inner, prompt: &Prompt) -> Result<Content, DbError> {
    let plain = inner.opening_keys().open(place(&row(prompt)), &prompt.sealed).map_err(|_| unreadable())?;
    serde_json::from_slice(&plain).map_err(|_| unreadable())
}

fn unreadable() -> DbError {
    DbError::unreadable("prompts.content_sealed")
}
