//! Carrying out what requests left to be done.

mod deliver;
mod sweep;
mod wording;
mod worker;

use countersign_model::{Service, Timestamp, Verification};
use countersign_store::outbox::Errand;
use countersign_traces::Context;

pub use wording::Wording;

/// How long a taken row is nobody else's, in milliseconds: longer than a send may take.
pub const LEASE_MILLIS: i64 = 30_000;

/// How long an errand that was handed over directly is believed as it was, in milliseconds; after that it is read
/// again, because its verification may have ended meanwhile.
const FRESH_MILLIS: i64 = 1000;

/// An errand handed to this node's own worker, with all that it needs.
#[derive(Debug)]
pub(crate) struct Direct {
    pub(crate) errand: Errand,
    /// When it was made; its lease began then.
    pub(crate) taken_at: Timestamp,
    pub(crate) verification: Verification,
    pub(crate) service: Service,
    /// The trace of the request that made it.
    pub(crate) trace: Option<Context>,
}
