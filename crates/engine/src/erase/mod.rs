//! Erasing a person: what is held about one address or one identity goes, from every table.

mod address;
mod events;
mod identity;

pub use address::{EraseError, Erased};
pub use identity::ErasedIdentity;
