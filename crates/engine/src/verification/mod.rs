//! Starting, checking and ending verifications.

mod approval;
mod carrier;
mod check;
mod code;
mod draft;
mod post;
mod repeat;
mod start;
mod start_error;
mod test_number;
mod update;
mod wanted;

pub use check::{CheckError, CheckVerification, Target};
pub use repeat::IdempotencyKey;
pub(crate) use start::{Done, Instead};
pub use start_error::StartVerificationError;
pub use update::UpdateVerificationError;
pub use wanted::StartVerification;
