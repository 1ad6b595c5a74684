//! A service's own rate limits: what its application's creates are counted by (behaviour map 7).

mod create;
mod delete;
mod meter;
mod update;

pub use create::CreateRateLimitError;
pub(crate) use meter::{Meter, UnknownName};

use countersign_keyring::Place;
use countersign_store::rate_limits::HASH_KEY;

/// Where the key stands that a limit's values are hashed with.
pub(crate) const fn hash_key_place(sid: &str) -> Place<'_> {
    Place { table: HASH_KEY.0, row: sid, column: HASH_KEY.1 }
}
