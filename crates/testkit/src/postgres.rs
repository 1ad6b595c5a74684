//! Databases on the tests' PostgreSQL server.

use std::path::Path;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;

use tokio_postgres::Client;

/// The variable that names the tests' PostgreSQL server.
pub const POSTGRES: &str = "COUNTERSIGN_TEST_POSTGRES";

/// The URL of a new, empty database on the tests' PostgreSQL server. The first call of a process also drops those that
/// earlier processes left: nobody can drop its own, for a failed test's is looked at afterwards.
///
/// # Panics
/// When there is no such server: a test that needs one must not pass without it.
#[must_use]
pub fn postgres_url() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    static SWEPT: Once = Once::new();
    let server = std::env::var(POSTGRES).unwrap_or_else(|_| {
        panic!("{POSTGRES} is not set: run ./test, or export {POSTGRES}=$(tests/postgres start)")
    });
    // Beside the tests: dropping takes its time.
    SWEPT.call_once(|| drop(on(&server, async |client| sweep(&client).await)));
    let name = format!("t{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
    let sql = format!("CREATE DATABASE {name}");
    let made = on(&server, async move |client| client.batch_execute(&sql).await.expect("a new database"));
    made.join().expect("a new database");
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{base}/{name}")
}

/// Runs `work` on a connection to the server, on a thread of its own: the caller may be inside a runtime.
fn on<F: AsyncFnOnce(Client) + Send + 'static>(server: &str, work: F) -> JoinHandle<()> {
    let server = server.to_owned();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls)
                .await
                .expect("the tests' PostgreSQL answers");
            tokio::spawn(connection);
            work(client).await;
        });
    })
}

/// Drops the databases of processes that have ended.
async fn sweep(client: &Client) {
    let rows = client.query("SELECT datname FROM pg_database WHERE datname ~ '^t[0-9]+_[0-9]+$'", &[]).await;
    for row in rows.expect("a list of databases") {
        let name: String = row.get(0);
        if owner(&name).is_some_and(has_ended) {
            // Another process may be dropping it, or a server that outlived its test may still use it; then it stays
            // for the next to come.
            let _ = client.batch_execute(&format!("DROP DATABASE IF EXISTS {name}")).await;
        }
    }
}

/// The process that made a database.
fn owner(name: &str) -> Option<u32> {
    let (process, number) = name.strip_prefix('t')?.split_once('_')?;
    number.parse::<u32>().ok()?;
    process.parse().ok()
}

/// Without `/proc` nobody is known to have ended.
fn has_ended(process: u32) -> bool {
    Path::new("/proc/self").exists() && !Path::new("/proc").join(process.to_string()).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn is_there(client: &Client, name: &str) -> bool {
        let rows = client.query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).await;
        !rows.expect("an answer").is_empty()
    }

    #[test]
    fn databases_of_ended_processes_are_dropped_and_others_stay() {
        let mine = postgres_url();
        let mine = mine.rsplit_once('/').expect("a name").1.to_owned();
        let mut ended = std::process::Command::new("true").spawn().expect("a process");
        ended.wait().expect("its end");
        let left = format!("t{}_0", ended.id());
        // Not by the pattern of these tests.
        let others = [format!("other{}_0", ended.id()), format!("t{}x_0", ended.id())];
        let server = std::env::var(POSTGRES).expect("a server");
        let tried = on(&server, async move |client| {
            for name in others.iter().chain([&left]) {
                client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a database");
            }
            sweep(&client).await;
            assert!(!is_there(&client, &left).await, "{left} stays");
            for name in others.iter().chain([&mine]) {
                assert!(is_there(&client, name).await, "{name} is gone");
            }
            for name in &others {
                client.batch_execute(&format!("DROP DATABASE {name}")).await.expect("tidied");
            }
        });
        tried.join().expect("no panic");
    }

    #[test]
    fn a_running_process_has_not_ended() {
        assert!(!has_ended(std::process::id()));
        assert_eq!((owner("t12_3"), owner("t12_"), owner("postgres")), (Some(12), None, None));
    }
}
