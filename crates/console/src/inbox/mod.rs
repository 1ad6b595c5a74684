//! Messages: as JSON, as they arrive, and an e-mail as its reader shows it.

mod address;
mod events;
mod html;
mod list;

pub(crate) use address::Address;
pub(crate) use events::events;
pub(crate) use html::html;
pub(crate) use list::list;

/// As many messages as an inbox holds.
pub(crate) const ALL: usize = 1000;
/// As many as are given when nobody says how many.
pub(crate) const SOME: usize = 100;
