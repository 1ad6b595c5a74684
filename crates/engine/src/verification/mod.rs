//! Starting, checking and ending verifications.

mod check;
mod code;
mod start;
mod update;

pub use check::{CheckError, CheckVerification, Target};
pub use start::{StartVerification, StartVerificationError};
pub use update::UpdateVerificationError;
