//! Two releases on one database: one after the other, back again, and side by side.
//!
//! The previous release is built from the history. There need be no migration between the two; what a release does with a
//! later one's is tried with migrations written by hand.

mod backup;
mod beside;
mod forth_and_back;
mod life;
mod unknown;

use std::path::PathBuf;

use countersign_testkit::{Relay, Sink};

use crate::office::Office;

/// Where the data lives.
#[derive(Clone, Copy, Debug)]
enum Engine {
    Sqlite,
    Postgres,
}

/// An office with a key and a configuration, and those around it.
struct Place {
    office: Office,
    /// The PostgreSQL database, if it is one.
    url: Option<String>,
    relay: Relay,
    sink: Sink,
}

impl Place {
    async fn new(engine: Engine, binary: PathBuf) -> Self {
        let office = Office::new(binary);
        let url = matches!(engine, Engine::Postgres).then(countersign_testkit::postgres_url);
        let (relay, sink) = (Relay::start("none", false), Sink::start().await);
        office.configure(url.as_deref(), &relay, &sink);
        assert_eq!(office.run(&["secrets", "init", "--file", &office.file("keys")]).code, 0);
        Self { office, url, relay, sink }
    }

    /// Another node's place, on the same database with the same key.
    fn beside(&self, binary: PathBuf) -> Office {
        let office = Office::new(binary);
        office.configure(self.url.as_deref(), &self.relay, &self.sink);
        std::fs::copy(self.office.path("keys"), office.path("keys")).expect("the key file");
        office
    }

    /// Changes the database by hand, while no server runs.
    async fn change(&self, sql: &str) {
        match &self.url {
            Some(url) => {
                let connected = tokio_postgres::connect(url, tokio_postgres::NoTls).await;
                let (client, connection) = connected.expect("PostgreSQL");
                tokio::spawn(connection);
                client.batch_execute(sql).await.expect("changed");
            }
            None => {
                let database = rusqlite::Connection::open(self.office.path("data/countersign.db"));
                database.expect("a database").execute_batch(sql).expect("changed");
            }
        }
    }
}

/// Makes a test on each engine of every `async fn(Engine)` named.
macro_rules! on_both_engines {
    ($($case:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() { super::$case(crate::upgrade::Engine::Sqlite).await; })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() { super::$case(crate::upgrade::Engine::Postgres).await; })*
        }
    };
}
use on_both_engines;
