//! PostgreSQL: a few threads, each owning a connection, fed by the same kind of queue as SQLite's writer.

mod session;

use std::sync::Arc;
use std::thread::JoinHandle;

use crate::job::{Ran, ReadJob, WriteJob};
use crate::queue::Queue;
use crate::sql::{Connection, ReadTx, WriteTx, run_hooks};
use crate::{DbError, StoreError};

pub(crate) use session::Session;

/// How to reach PostgreSQL.
#[derive(Clone)]
pub struct PostgresOptions {
    /// `postgres://user:password@host:port/database?sslmode=…`.
    pub url: String,
    /// Connections that write, 8 to 16 for most.
    pub writers: usize,
    /// Connections that read.
    pub readers: usize,
}

/// The URL holds a password: left out.
impl std::fmt::Debug for PostgresOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresOptions")
            .field("writers", &self.writers)
            .field("readers", &self.readers)
            .finish()
    }
}

/// How often a transaction is run again after a conflict or a lost connection.
const RUNS: usize = 10;

/// A session that is opened when first needed and again after it broke.
struct Reconnecting {
    url: String,
    session: Option<Session>,
}

impl Reconnecting {
    fn get(&mut self) -> Result<&mut Session, DbError> {
        if self.session.as_ref().is_none_or(Session::is_gone) {
            self.session = None;
            self.session = Some(Session::open(&self.url)?);
        }
        self.session.as_mut().ok_or_else(|| DbError::told("no connection"))
    }

    /// Gives up the session if `error` says it is of no more use.
    fn judge(&mut self, error: &DbError) -> bool {
        let lost = error.is_lost_connection();
        if lost {
            self.session = None;
        }
        lost
    }
}

/// Starts one thread that writes.
pub(crate) fn start_writer(
    url: String,
    queue: Arc<Queue<Box<dyn WriteJob>>>,
) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name("postgres-writer".into()).spawn(move || {
        let mut connection = Reconnecting { url, session: None };
        while let Some(jobs) = queue.take(1) {
            for mut job in jobs {
                if job.is_abandoned() {
                    continue;
                }
                let outcome = write_one(&mut connection, job.as_mut());
                job.finish(outcome);
                countersign_model::reach("store.answered");
            }
        }
    })
}

/// Runs one transaction, again after a conflict and after a connection lost before its COMMIT.
fn write_one(connection: &mut Reconnecting, job: &mut dyn WriteJob) -> Result<(), StoreError> {
    let mut last = StoreError::Busy;
    for _ in 0..RUNS {
        let session = connection.get()?;
        session.begin("BEGIN");
        let mut tx = WriteTx::new(Connection::Postgres(session));
        let ran = job.run(&mut tx);
        countersign_model::reach("store.job_run");
        let hooks = tx.into_hooks();
        let fault = match ran {
            Ran::Commit => match session.commit() {
                Ok(()) => {
                    run_hooks(hooks);
                    countersign_model::reach("store.hooks_run");
                    return Ok(());
                }
                Err(StoreError::Db(error)) => {
                    // A statement that travelled with COMMIT failed: the transaction is over.
                    let again = error.is_conflict() | connection.judge(&error);
                    last = StoreError::Db(error);
                    if again {
                        continue;
                    }
                    return Err(last);
                }
                Err(unknown) => {
                    connection.session = None;
                    return Err(unknown);
                }
            },
            Ran::Rollback => match session.rollback() {
                Ok(()) => return Ok(()),
                Err(error) => error,
            },
            Ran::Failed(error) => error,
            Ran::Panicked => {
                if session.rollback().is_err() {
                    connection.session = None;
                }
                return Err(StoreError::Panicked);
            }
        };
        let conflict = fault.is_conflict();
        let lost = connection.judge(&fault);
        if let Some(session) = connection.session.as_mut()
            && session.rollback().is_err()
        {
            connection.session = None;
        }
        last = fault.into();
        if !conflict && !lost {
            break;
        }
    }
    Err(last)
}

/// Starts one thread that reads.
pub(crate) fn start_reader(
    url: String,
    queue: Arc<Queue<Box<dyn ReadJob>>>,
) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name("postgres-reader".into()).spawn(move || {
        let mut connection = Reconnecting { url, session: None };
        while let Some(jobs) = queue.take(1) {
            for mut job in jobs {
                if job.is_abandoned() {
                    continue;
                }
                let outcome = read_one(&mut connection, job.as_mut());
                job.finish(outcome);
            }
        }
    })
}

fn read_one(connection: &mut Reconnecting, job: &mut dyn ReadJob) -> Result<(), StoreError> {
    let mut last = StoreError::Busy;
    for _ in 0..RUNS {
        let session = connection.get()?;
        session.begin("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        let ran = job.run(&mut ReadTx::new(Connection::Postgres(session)));
        let fault = match ran {
            Ran::Commit | Ran::Rollback => match session.rollback() {
                Ok(()) => return Ok(()),
                Err(error) => error,
            },
            Ran::Failed(error) => error,
            Ran::Panicked => {
                connection.session = None;
                return Err(StoreError::Panicked);
            }
        };
        let again = fault.is_conflict() | connection.judge(&fault);
        if let Some(session) = connection.session.as_mut()
            && session.rollback().is_err()
        {
            connection.session = None;
        }
        last = fault.into();
        if !again {
            break;
        }
    }
    Err(last)
}
