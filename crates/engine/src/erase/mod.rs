//! Erasing a person: what is held about one address goes, from every table.

mod address;

pub use address::{EraseError, Erased};
