//! SQLite: one thread writes, a few read.
//!
//! The writer takes what waits, up to a few hundred transactions, and gives all of them one COMMIT with
//! `synchronous=FULL`; answers go out after it. One fsync then serves hundreds of requests, so durability costs
//! little.

mod log;
mod writer;

use std::fs::{self, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use rusqlite::config::DbConfig;
use rusqlite::{Connection as Sqlite, OpenFlags};

use crate::job::{Ran, ReadJob, WriteJob};
use crate::queue::Queue;
use crate::sql::dialect::Translations;
use crate::sql::{Connection, Embedded, ReadTx};
use crate::{DbError, StoreError};

/// How to open an embedded database.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// The database file; made when absent.
    pub path: PathBuf,
    /// Threads that read.
    pub readers: usize,
}

pub(crate) use writer::start_writer;

pub(crate) type WriteQueue = Arc<Queue<Box<dyn WriteJob>>>;
pub(crate) type ReadQueue = Arc<Queue<Box<dyn ReadJob>>>;

/// Opens the connection that writes and sets what makes it durable. The files are their owner's alone.
pub(crate) fn open_writer(path: &Path) -> Result<Sqlite, DbError> {
    make_private(path);
    let connection = Sqlite::open(path)?;
    tighten(path);
    // Another process may look at the file with `sqlite3`, or copy it.
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    // WAL: readers don't stop the writer. FULL: a commit is on disk when it is answered; with NORMAL a power cut
    // could bring back a spent code.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // In KiB. What is written lies together, but for the slots of addresses.
    connection.pragma_update(None, "cache_size", -8_192)?;
    // Until the writer's thread looks after its log itself.
    connection.pragma_update(None, "wal_autocheckpoint", log::LONG)?;
    plan_once(&connection)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// Makes the file that SQLite would make readable for everybody. What goes wrong SQLite tells, when it meets the same.
fn make_private(path: &Path) {
    // Never opened when it is there: closing it again would drop the locks that this process has on it (fcntl's).
    let _ = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
}

/// Takes from group and others what an earlier version gave them. SQLite makes `-wal` and `-shm` with the permissions of
/// the database, but keeps those that a crash left behind.
fn tighten(path: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(end);
        let tightened = fs::metadata(&file).and_then(|metadata| {
            let mode = metadata.permissions().mode() & 0o777;
            if mode & 0o077 == 0 {
                return Ok(());
            }
            fs::set_permissions(&file, Permissions::from_mode(mode & 0o700))
        });
        match tightened {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, file = %file.display(), "others may read the database: chmod 600 it");
            }
            _ => {}
        }
    }
}

/// Has each statement planned once, whatever its parameters. Otherwise SQLite plans for the values that are bound, and a
/// statement that it thinks could do better with others is parsed and planned anew at each use: a fifth of the whole
/// server's processor time, measured.
fn plan_once(connection: &Sqlite) -> Result<(), DbError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

pub(crate) fn open_reader(path: &Path) -> Result<Sqlite, DbError> {
    let connection = Sqlite::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    plan_once(&connection)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

fn step(connection: &Sqlite, sql: &str) -> Result<(), StoreError> {
    connection.prepare_cached(sql).and_then(|mut statement| statement.execute([])).map_err(DbError::from)?;
    Ok(())
}

/// Starts one thread that reads. `interruptible` ends a long statement once its caller has left; meant for reports,
/// since the check costs a little on each.
pub(crate) fn start_reader(
    path: &Path,
    queue: ReadQueue,
    interruptible: bool,
) -> Result<std::io::Result<JoinHandle<()>>, DbError> {
    let mut connection = open_reader(path)?;
    let name = if interruptible { "sqlite-report" } else { "sqlite-reader" };
    Ok(std::thread::Builder::new().name(name.into()).spawn(move || {
        let mut translations = Translations::default();
        while let Some(jobs) = queue.take(1) {
            for job in jobs {
                if !job.is_abandoned() {
                    read_one(&mut connection, &mut translations, job, interruptible);
                }
            }
        }
    }))
}

fn read_one(
    connection: &mut Sqlite,
    translations: &mut Translations,
    mut job: Box<dyn ReadJob>,
    interruptible: bool,
) {
    let outcome = (|| -> Result<(), StoreError> {
        step(connection, "BEGIN")?;
        if interruptible {
            let gone = job.gone();
            connection.progress_handler(10_000, Some(move || gone.is_gone())).map_err(DbError::from)?;
        }
        let ran = job.run(&mut ReadTx::new(Connection::Sqlite(Embedded::new(connection, translations))));
        if interruptible {
            connection.progress_handler(0, None::<fn() -> bool>).map_err(DbError::from)?;
        }
        if !connection.is_autocommit() {
            step(connection, "COMMIT")?;
        }
        match ran {
            Ran::Commit | Ran::Rollback => Ok(()),
            Ran::Failed(error) => Err(error.into()),
            Ran::Panicked => Err(StoreError::Panicked),
        }
    })();
    if !connection.is_autocommit() {
        let _ = connection.execute_batch("ROLLBACK");
    }
    job.finish(outcome);
}

#[cfg(test)]
#[path = "sqlite_tests.rs"]
mod tests;
