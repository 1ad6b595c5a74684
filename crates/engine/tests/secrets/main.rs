//! Master keys change while codes are in flight, on both engines and with two nodes on one database.

#![expect(clippy::tests_outside_test_module, reason = "an integration test is one")]

mod counted;
mod factors;
mod node;
mod nodes;
mod rotation;
mod start;
mod tokens;
mod traffic;

use node::Node;

use countersign_store::{Engine as Database, PostgresOptions, SqliteOptions};

/// Makes a test on each engine of every function named.
macro_rules! on_both_engines {
    ($($case:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $case() { crate::on_sqlite(super::$case); })*
        }
        mod postgres {
            $(#[test] fn $case() { crate::run(super::$case(crate::postgres())); })*
        }
    };
}
pub(crate) use on_both_engines;

pub(crate) fn on_sqlite<Ran: Future<Output = ()>>(case: impl FnOnce(Database) -> Ran) {
    let directory = countersign_testkit::directory();
    let path = directory.path().join("countersign.db");
    run(case(Database::Sqlite(SqliteOptions { path, readers: 2 })));
}

pub(crate) fn postgres() -> Database {
    // Nothing here is about durability, and waiting for the disk would be most of what these tests do.
    let url = format!("{}?options=-c%20synchronous_commit=off", countersign_testkit::postgres_url());
    Database::Postgres(PostgresOptions { url, writers: 2, readers: 1 })
}

pub(crate) fn run(case: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(case);
}
