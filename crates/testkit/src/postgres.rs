//! Databases on the tests' PostgreSQL server.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, Once, PoisonError};
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
    let name = new_name();
    let sql = format!("CREATE DATABASE {name}");
    let made = on(&server(), async move |client| client.batch_execute(&sql).await.expect("a new database"));
    made.join().expect("a new database");
    url_of(&name)
}

/// A database of a test's own that holds no row. Tables it may have: a test that passed gives it back, and the next to
/// borrow one needn't wait for files to be made, which takes longer than most tests.
#[derive(Debug)]
pub struct BorrowedPostgres {
    name: String,
}

/// What tests that passed gave back.
static RETURNED: Mutex<Vec<String>> = Mutex::new(Vec::new());

impl BorrowedPostgres {
    /// Borrows one, or makes it.
    ///
    /// # Panics
    /// As [`postgres_url`].
    #[must_use]
    pub fn new() -> Self {
        let returned = RETURNED.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let name = returned.and_then(emptied).unwrap_or_else(|| named(&postgres_url()).to_owned());
        Self { name }
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        url_of(&self.name)
    }
}

impl Default for BorrowedPostgres {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for BorrowedPostgres {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let mut returned = RETURNED.lock().unwrap_or_else(PoisonError::into_inner);
            returned.push(std::mem::take(&mut self.name));
        }
    }
}

/// The database `old` under a new name and without rows; none when somebody doesn't let go of it. Who still has a
/// connection loses it, and finds nothing under the old name to come back to.
fn emptied(old: String) -> Option<String> {
    let name = new_name();
    let leave = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{old}'");
    let rename = format!("ALTER DATABASE {old} RENAME TO {name}");
    let renamed = on(&server(), async move |client| {
        client.batch_execute(&leave).await.expect("sessions end");
        client.batch_execute(&rename).await.is_ok()
    });
    let url = renamed.join().expect("an answer").then(|| url_of(&name))?;
    on(&url, async |client| client.batch_execute(EMPTY).await.expect("an empty database"))
        .join()
        .expect("its end");
    Some(name)
}

/// Deletes the rows of all tables but those that tell which tables there are. Files are slower to make than rows to
/// delete: no TRUNCATE.
const EMPTY: &str = "DO $$ DECLARE name text; BEGIN
    SET LOCAL synchronous_commit = off;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'schema\\_%' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
END $$";

fn new_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    static SWEPT: Once = Once::new();
    // Beside the tests: dropping takes its time.
    SWEPT.call_once(|| drop(on(&server(), async |client| sweep(&client).await)));
    format!("t{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst))
}

fn server() -> String {
    std::env::var(POSTGRES).unwrap_or_else(|_| {
        panic!("{POSTGRES} is not set: run ./test, or export {POSTGRES}=$(tests/postgres start)")
    })
}

fn url_of(name: &str) -> String {
    let server = server();
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{base}/{name}")
}

fn named(url: &str) -> &str {
    url.rsplit_once('/').expect("a URL with a database").1
}

/// Runs `work` on a connection to the server, on a thread of its own: the caller may be inside a runtime.
fn on<T: Send + 'static, F>(server: &str, work: F) -> JoinHandle<T>
where
    F: AsyncFnOnce(Client) -> T + Send + 'static,
{
    let server = server.to_owned();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls)
                .await
                .expect("the tests' PostgreSQL answers");
            tokio::spawn(connection);
            work(client).await
        })
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
        let mine = named(&mine).to_owned();
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
    fn a_database_that_was_given_back_has_its_tables_and_none_of_its_rows() {
        let first = BorrowedPostgres::new();
        let url = first.url();
        let kept = on(&url, async |client| {
            let text = "CREATE TABLE schema_kept (n INT); CREATE TABLE gone (n INT);
                        INSERT INTO schema_kept VALUES (1); INSERT INTO gone VALUES (1);";
            client.batch_execute(text).await.expect("tables");
        });
        kept.join().expect("no panic");
        let name = emptied(first.name.clone()).expect("nobody holds it");
        let counted = on(&url_of(&name), async |client| {
            let row = client
                .query_one("SELECT (SELECT COUNT(*) FROM schema_kept), (SELECT COUNT(*) FROM gone)", &[]);
            let row = row.await.expect("both tables");
            assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (1, 0));
        });
        counted.join().expect("no panic");
        // Under its old name there is nothing to give back.
        std::mem::forget(first);
    }

    #[test]
    fn a_running_process_has_not_ended() {
        assert!(!has_ended(std::process::id()));
        assert_eq!((owner("t12_3"), owner("t12_"), owner("postgres")), (Some(12), None, None));
    }
}
