//! What providers tell later.

mod address;
mod connections;
mod hear;
mod keep;

pub use address::Callbacks;
pub(crate) use hear::RECEIPTS;
pub use hear::{Answer, CallIn};
pub(crate) use keep::{NAMED_MILLIS, best_of};
