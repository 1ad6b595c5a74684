//! Starting, checking and ending verifications.

mod check;
mod code;
mod repeat;
mod start;
mod update;

pub use check::{CheckError, CheckVerification, Target};
pub use repeat::IdempotencyKey;
pub(crate) use start::Done;
pub(crate) use start::Instead;
pub use start::{StartVerification, StartVerificationError};
pub use update::UpdateVerificationError;
