//! Messages: as JSON, as they arrive, an e-mail as its reader shows it, and the keys of a call.

mod address;
mod events;
mod html;
mod keys;
mod list;

pub(crate) use address::Address;
pub(crate) use events::events;
pub(crate) use html::html;
pub(crate) use keys::keys;
pub(crate) use list::list;

/// As many messages as an inbox holds.
pub(crate) const ALL: usize = 1000;
/// As many as are given when nobody says how many.
pub(crate) const SOME: usize = 100;
