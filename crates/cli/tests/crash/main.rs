//! Nothing acknowledged is lost: the real binary is killed, told to die and stopped, and questioned after a restart.
//!
//! A test keeps a ledger of what the server answered. A request whose answer never came may or may not have
//! happened, but never half. No test measures time: [`within`] only ends one that hangs.

mod browser;
mod chaos;
mod client;
mod durability;
mod engines;
mod failpoints;
mod kill;
mod ledger;
mod places;
mod prompt;
mod push;
mod restart;
mod server;
mod settle;
mod sigterm;
mod sink;
mod upstream;
mod webhooks;

use std::time::Duration;

/// Waits for `future`; a minute is more than anything here takes, so whoever needs longer hangs.
async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(Duration::from_secs(60), future).await {
        Ok(done) => done,
        Err(_) => panic!("hangs: {what}"),
    }
}
