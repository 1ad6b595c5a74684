//! What stands sealed in a notice's row.

use countersign_keyring::{Keyring, Place};
use countersign_model::{ChangeNotice, Dice};
use countersign_store::DbError;
use countersign_store::notices::Notice;

use crate::engine::Inner;

/// Where it is sealed: all that says whose it is is in the place, as `sealed.rs` of the store has it.
fn row(it: &Notice) -> String {
    let Notice { sid, account_sid, service_sid, identity, .. } = it;
    format!("{sid}{account_sid}{service_sid}{identity}")
}

const fn place(row: &str) -> Place<'_> {
    Place { table: "notices", row, column: "content_sealed" }
}

/// Puts the content into its row.
///
/// # Errors
/// When it can't be written as JSON.
pub(super) fn seal(
    it: &mut Notice,
    content: &ChangeNotice,
    keys: &Keyring,
    dice: &dyn Dice,
) -> Result<(), DbError> {
    let text = serde_json::to_vec(content).map_err(|_| unreadable())?;
    it.sealed = keys.seal(place(&row(it)), &text, dice);
    Ok(())
}

/// What stands in a row.
///
/// # Errors
/// When it doesn't open: its key is gone, or the row was changed or moved.
pub(super) fn open(inner: &Inner, it: &Notice) -> Result<ChangeNotice, DbError> {
    let plain = inner.opening_keys().open(place(&row(it)), &it.sealed).map_err(|_| unreadable())?;
    serde_json::from_slice(&plain).map_err(|_| unreadable())
}

fn unreadable() -> DbError {
    DbError::unreadable("notices.content_sealed")
}
