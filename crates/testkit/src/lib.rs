//! For tests only: databases of one's own, the real server, and those around it.
//!
//! The clock and the dice of tests live in the model, beside the traits they stand in for.

mod caller;
mod device;
mod mailbox;
mod postgres;
mod relay;
mod server;
mod sink;

use std::time::Duration;

pub use caller::Caller;
pub use device::Device;
pub use mailbox::{Held, Mailbox};
pub use postgres::{BorrowedPostgres, POSTGRES, postgres_url};
pub use relay::{Relay, python};
pub use server::Server;
pub use sink::Sink;

/// How long anything may take before a test gives up on it: far more than it needs, for the machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A directory that goes when dropped.
///
/// # Panics
/// When the system has no room for one.
#[must_use]
pub fn directory() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary directory")
}
