//! A copy of everything, and its way back.

mod restore;
mod take;

pub use restore::{Credentials, RestoreError, Restored};
