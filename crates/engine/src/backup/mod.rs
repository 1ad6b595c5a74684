//! A copy of everything, and its way back.

mod restore;
mod spent;
mod take;

pub use restore::{Credentials, RestoreError, Restored};
