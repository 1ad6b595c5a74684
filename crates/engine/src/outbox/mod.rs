//! Carrying out what requests left to be done.

mod deliver;
mod sweep;
mod wording;
mod worker;

use countersign_model::{Service, Verification};
use countersign_store::outbox::Errand;

pub use wording::Wording;

/// How long a taken row is nobody else's, in milliseconds: longer than a send may take.
pub const LEASE_MILLIS: i64 = 30_000;

/// An errand handed to this node's own worker, with all that it needs.
#[derive(Debug)]
pub(crate) struct Direct {
    pub(crate) errand: Errand,
    pub(crate) verification: Verification,
    pub(crate) service: Service,
}
