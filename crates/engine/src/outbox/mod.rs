//! Carrying out what requests left to be done.

mod ask;
mod compose;
mod deliver;
pub(crate) mod desk;
mod fall_back;
mod hand_over;
mod sweep;
mod wording;
mod worker;

use countersign_model::{Service, Timestamp, Verification};
use countersign_store::attempts::Progress;
use countersign_store::outbox::Errand;
use countersign_traces::Context;

pub(crate) use ask::{SEND_LIMIT_MILLIS, pause};
pub(crate) use compose::{code_message, transaction};
pub(crate) use fall_back::Rest;
pub use wording::Wording;

/// How long a taken row is nobody else's, in milliseconds: longer than a send may take.
pub const LEASE_MILLIS: i64 = 30_000;

/// Sends under way at once, of errands that were just made; and as many of rows that were due.
const PLACES: usize = 256;

/// How long an errand that was handed over directly is believed as it was, in milliseconds; after that it is read
/// again, because its verification may have ended meanwhile.
const FRESH_MILLIS: i64 = 1000;

/// An errand that this node holds.
#[derive(Clone, Copy)]
struct Held<'e> {
    errand: &'e Errand,
    /// Until when.
    until: Timestamp,
    /// How many tries of it were begun whose end nobody wrote down: the node died, or was too slow.
    lost: i64,
}

/// What is to be written down after a try.
enum Outcome {
    /// The errand is over.
    Done {
        /// What is written on the attempt.
        progress: Progress,
        /// What that means for the service's order of channels.
        next: Next,
        /// The provider's own name for the message, if receipts come under it.
        named: Option<Named>,
        /// What an upstream calls the verification, if one took it.
        known_as: Option<String>,
    },
    /// Try again then.
    Later(Timestamp, Progress),
}

/// What is to happen with the channels that would come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// They wait for a receipt, as long as was planned.
    Wait,
    /// None is needed, or none is allowed.
    Nothing,
    /// The next one at once.
    AnotherChannel,
}

/// What a provider calls a message.
struct Named {
    provider: String,
    id: String,
}

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
