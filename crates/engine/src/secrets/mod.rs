//! Master keys that change while the server runs.
//!
//! The key file says which keys a node can open with; the database says which one of them is active: seals and
//! derives from now on. So a file that is ahead does no harm, and all nodes turn together. A key lives through four
//! states: handed out as *open-only*, promoted to *active* once every live node holds it, *retired* by the next one,
//! and *dropped* once nothing is sealed with it and no live code comes from it.
//!
//! Each node tells the database every few seconds which keys it holds and which it seals with. Rows name their key, so
//! what is in flight while the keys change stays good.

mod beat;
mod begin;
mod drop;
mod error;
mod meet;
mod promote;
mod reseal;
mod ring;
mod source;
mod status;

pub use begin::Begun;
pub use error::KeyError;
pub use reseal::{ResealFrom, Resealed};
pub use source::KeySource;
pub use status::KeyStatus;

pub(crate) use meet::{Mismatch, Shown, key_file, meet, report};
pub(crate) use ring::Held;

use countersign_model::Timestamp;

/// A node that was not seen for so long, in milliseconds, is taken for dead.
const LIVE_MILLIS: i64 = 30_000;
/// A node that has not heard for so long which key is active, in milliseconds, asks before it seals.
const FRESH_MILLIS: i64 = 15_000;

/// Nodes seen after this are live at `now`.
const fn live_since(now: Timestamp) -> Timestamp {
    now.plus_millis(-LIVE_MILLIS)
}
