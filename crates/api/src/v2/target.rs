//! `…/Verifications/{Sid}`: a SID, or the address that is being verified (behaviour map 4.6).

use countersign_engine::verification::Target;
use countersign_model::Recipient;

/// What the last part of the path means, if it can mean anything.
pub(crate) fn parse(text: &str) -> Option<Target> {
    text.parse().map(Target::Sid).or_else(|_| Recipient::parse(text).map(Target::Address)).ok()
}
