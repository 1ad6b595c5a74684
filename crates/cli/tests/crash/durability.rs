//! What is answered has reached the disk before: read back, and watched.

use std::path::Path;
use std::process::Command;

use countersign_store::{Engine as Database, SqliteOptions, Store};
use countersign_testkit::postgres_url;

use crate::client::Client;
use crate::engines::Engine;
use crate::ledger::{Entry, fresh_number};
use crate::server::{BINARY, Home};
use crate::sink::Sink;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_embedded_database_of_a_running_server_waits_for_the_disk() {
    let sink = Sink::start().await;
    let home = Home::new(Engine::Sqlite, &sink);
    let _server = home.start().await;
    let path = home.data().join("countersign.db");
    let opened =
        tokio::task::spawn_blocking(|| Store::open(Database::Sqlite(SqliteOptions { path, readers: 1 })));
    let store = opened.await.expect("no panic").expect("the server's database");
    let said = store.durability().await.expect("an answer");
    let settings = [("journal_mode", "wal"), ("synchronous", "2")];
    assert_eq!(said.settings, settings.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert!(said.is_durable);
    tokio::task::spawn_blocking(move || store.close()).await.expect("a clean end");
}

#[tokio::test]
async fn the_postgres_of_these_tests_waits_for_the_disk() {
    let (client, connection) =
        tokio_postgres::connect(&postgres_url(), tokio_postgres::NoTls).await.expect("the tests' PostgreSQL");
    tokio::spawn(connection);
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
        let row = client.query_one(&format!("SHOW {setting}"), &[]).await.expect("a setting");
        assert_eq!(row.get::<_, String>(0), "on", "{setting}");
    }
}

/// Times that the kernel was asked to write the log of the database to the disk. A line is written before the call
/// returns to the server.
fn log_syncs(trace: &Path) -> usize {
    let trace = std::fs::read_to_string(trace).expect("a trace");
    let is_sync = |line: &&str| line.contains("sync(") && line.contains("countersign.db-wal>");
    trace.lines().filter(is_sync).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_create_and_each_check_is_on_the_disk_before_it_is_answered() {
    let found = Command::new("strace").arg("-V").output();
    assert!(found.is_ok_and(|found| found.status.success()), "strace is missing: ./test says how to get it");
    let sink = Sink::start().await;
    let home = Home::new(Engine::Sqlite, &sink);
    let trace = home.path("trace");
    let mut command = Command::new("strace");
    // -D: the server, not strace, is our child. -y: the files' names.
    command.args(["-D", "-f", "-y", "-e", "trace=fsync,fdatasync", "-o"]).arg(&trace);
    command.arg(BINARY).args(home.arguments());
    let server = home.launch(command).await.expect("a traced server");
    let client = Client::new(&server, &sink);
    // No send is recorded while they are held, so that every commit from here on is a request's.
    sink.hold();
    let mut syncs = log_syncs(&trace);
    let begun_with = syncs;
    for _ in 0..20 {
        let mut entry = Entry::new(&client.service, fresh_number());
        entry.create(&client).await.expect("an answer");
        let after_create = log_syncs(&trace);
        assert!(after_create > syncs, "a create was answered before it was on the disk");
        let code = entry.code(&client).await.expect("a code");
        let before_check = log_syncs(&trace);
        entry.check_rightly(&client, &code).await.expect("an answer");
        syncs = log_syncs(&trace);
        assert!(syncs > before_check, "a check was answered before it was on the disk");
    }
    assert!(syncs - begun_with >= 40, "{}", syncs - begun_with);
    sink.release();
    server.kill().await;
}
