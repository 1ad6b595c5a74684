//! For tests only: a database of one's own on each engine, and a provider that remembers.
//!
//! The clock and the dice of tests live in the model, beside the traits they stand in for.

mod mailbox;

use std::sync::atomic::{AtomicU32, Ordering};

pub use mailbox::{Held, Mailbox};

/// The variable that names the tests' PostgreSQL server.
pub const POSTGRES: &str = "COUNTERSIGN_TEST_POSTGRES";

/// The URL of a new, empty database on the tests' PostgreSQL server.
///
/// # Panics
/// When there is no such server: a test that needs one must not pass without it.
#[must_use]
pub fn postgres_url() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var(POSTGRES).unwrap_or_else(|_| {
        panic!("{POSTGRES} is not set: run ./test, or export {POSTGRES}=$(tests/postgres start)")
    });
    let name = format!("t{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
    let sql = format!("CREATE DATABASE {name}");
    // A thread of its own: the caller may be inside a runtime.
    std::thread::spawn({
        let server = server.clone();
        move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls)
                    .await
                    .expect("the tests' PostgreSQL answers");
                tokio::spawn(connection);
                client.batch_execute(&sql).await.expect("a new database");
            });
        }
    })
    .join()
    .expect("a new database");
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{base}/{name}")
}

/// A directory that goes when dropped.
///
/// # Panics
/// When the system has no room for one.
#[must_use]
pub fn directory() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary directory")
}
