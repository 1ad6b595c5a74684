//! The thread that writes: what waits shares one COMMIT.

use std::thread::JoinHandle;

use rusqlite::{Connection as Sqlite, ErrorCode};

use super::log::Log;
use super::{WriteQueue, step};
use crate::job::{Ran, WriteJob};
use crate::sql::dialect::Translations;
use crate::sql::{Connection, Embedded, Hook, WriteTx, run_hooks};
use crate::{DbError, StoreError};

/// Transactions that share one COMMIT at most.
pub(super) const BATCH: usize = 256;

/// Starts the writer.
pub(crate) fn start_writer(mut connection: Sqlite, queue: WriteQueue) -> std::io::Result<JoinHandle<()>> {
    let mut log = Log::watch(&mut connection)?;
    std::thread::Builder::new().name("sqlite-writer".into()).spawn(move || {
        let mut writer = Writer { connection, translations: Translations::default(), careful: 0 };
        while let Some(jobs) = queue.take(BATCH) {
            writer.write(jobs);
            log.tidy(&writer.connection);
        }
        drop(log);
        // A clean end leaves no log behind.
        let _ = writer.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
    })
}

/// The connection that writes, and how it has fared.
struct Writer {
    connection: Sqlite,
    translations: Translations,
    /// Batches that still get a savepoint for each transaction, because one lately had to be undone without.
    careful: u32,
}

/// A transaction that ran, and what it came to before the COMMIT.
type Waiting = (Box<dyn WriteJob>, Result<(), StoreError>);

/// What a transaction came to.
enum Done {
    /// It keeps what it wrote, or wrote nothing.
    Stands(Result<(), StoreError>),
    /// It has to be undone, and can't be by itself.
    Spoils,
}

/// How the transactions of a batch are kept apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Apart {
    /// Each has a savepoint of its own.
    Savepoints,
    /// They are not: when one has to be undone all of them are, and run again with savepoints.
    Trusted,
}

/// How many batches are run with savepoints after one that had to be undone. Whoever can cause such an end makes the
/// others pay for savepoints, as everybody did before, and for one batch in so many that runs twice.
const CAREFUL: u32 = 256;

impl Writer {
    /// Runs `jobs` in one transaction and answers them all.
    ///
    /// A refusal is nearly always known before anything is written, so savepoints would mostly be made for nothing, and
    /// each copies every page that its transaction changes: the batch is tried without.
    fn write(&mut self, mut jobs: Vec<Box<dyn WriteJob>>) {
        if self.careful == 0 {
            match self.run(jobs, Apart::Trusted) {
                None => return,
                Some(again) => jobs = again,
            }
            self.careful = CAREFUL;
        }
        self.careful -= 1;
        self.run(jobs, Apart::Savepoints);
    }

    /// Gives the jobs back when they have to run again: nothing is answered and nothing kept then.
    fn run(&mut self, jobs: Vec<Box<dyn WriteJob>>, apart: Apart) -> Option<Vec<Box<dyn WriteJob>>> {
        let mut waiting: Vec<Waiting> = Vec::with_capacity(jobs.len());
        let mut hooks: Vec<Hook> = Vec::new();
        match self.run_all(jobs, apart, &mut waiting, &mut hooks) {
            Ok(None) => {
                run_hooks(hooks);
                countersign_model::reach("store.hooks_run");
                for (job, run) in waiting {
                    job.finish(run);
                    countersign_model::reach("store.answered");
                }
                None
            }
            Ok(Some(left)) => match self.connection.execute_batch("ROLLBACK") {
                Ok(()) => Some(waiting.into_iter().map(|(job, _)| job).chain(left).collect()),
                Err(error) => {
                    let fault = StoreError::from(DbError::from(error));
                    let all = waiting.into_iter().map(|(job, _)| job).chain(left);
                    all.for_each(|job| job.finish(Err(fault.clone())));
                    None
                }
            },
            Err(fault) => {
                if !self.connection.is_autocommit() {
                    let _ = self.connection.execute_batch("ROLLBACK");
                }
                for (job, _) in waiting {
                    job.finish(Err(fault.clone()));
                }
                None
            }
        }
    }

    /// Runs and commits; with [`Apart::Trusted`] it may stop with the jobs that are left.
    fn run_all(
        &mut self,
        jobs: Vec<Box<dyn WriteJob>>,
        apart: Apart,
        waiting: &mut Vec<Waiting>,
        hooks: &mut Vec<Hook>,
    ) -> Result<Option<Vec<Box<dyn WriteJob>>>, StoreError> {
        let mut jobs = jobs.into_iter();
        let begun = step(&self.connection, "BEGIN IMMEDIATE");
        if let Err(error) = &begun {
            waiting.extend(jobs.by_ref().map(|job| (job, Err(error.clone()))));
        }
        begun?;
        while let Some(mut job) = jobs.next() {
            if job.is_abandoned() {
                continue;
            }
            match self.run_one(job.as_mut(), apart, hooks) {
                Ok(Done::Stands(run)) => waiting.push((job, run)),
                Ok(Done::Spoils) => return Ok(Some(std::iter::once(job).chain(jobs).collect())),
                Err(fault) => {
                    waiting.push((job, Err(fault.clone())));
                    waiting.extend(jobs.by_ref().map(|job| (job, Err(fault.clone()))));
                    return Err(fault);
                }
            }
        }
        countersign_model::reach("store.before_commit");
        commit(&self.connection)?;
        countersign_model::reach("store.after_commit");
        Ok(None)
    }

    /// Runs one job and gives what it came to. The error ends the whole batch.
    fn run_one(
        &mut self,
        job: &mut dyn WriteJob,
        apart: Apart,
        hooks: &mut Vec<Hook>,
    ) -> Result<Done, StoreError> {
        let connection = &self.connection;
        if apart == Apart::Savepoints {
            step(connection, "SAVEPOINT job")?;
        }
        let mut tx = WriteTx::new(Connection::Sqlite(Embedded::new(connection, &mut self.translations)));
        let ran = job.run(&mut tx);
        countersign_model::reach("store.job_run");
        let has_written = tx.has_written();
        let wanted = tx.into_hooks();
        // FULL and IOERR make SQLite end the whole transaction by itself: what ran before is gone too.
        if connection.is_autocommit() {
            return Err(match ran {
                Ran::Failed(error) => error.into(),
                _ => DbError::told("SQLite ended the transaction by itself: nothing was kept").into(),
            });
        }
        let run = match ran {
            Ran::Commit => {
                if apart == Apart::Savepoints {
                    step(connection, "RELEASE job")?;
                }
                hooks.extend(wanted);
                return Ok(Done::Stands(Ok(())));
            }
            Ran::Rollback => Ok(()),
            Ran::Failed(error) => Err(error.into()),
            Ran::Panicked => Err(StoreError::Panicked),
        };
        match apart {
            Apart::Savepoints => undo(connection).map(|()| Done::Stands(run)),
            Apart::Trusted if has_written => Ok(Done::Spoils),
            Apart::Trusted => Ok(Done::Stands(run)),
        }
    }
}

fn commit(connection: &Sqlite) -> Result<(), StoreError> {
    let done = connection.prepare_cached("COMMIT").and_then(|mut commit| commit.execute([]));
    done.map(drop).map_err(|error| match error.sqlite_error_code() {
        // The log may hold the whole transaction although its last write or fsync failed: after a crash it would be
        // found there and kept.
        Some(ErrorCode::SystemIoFailure) => {
            tracing::error!(%error, "SQLite could not write a COMMIT to the disk");
            StoreError::FateUnknown
        }
        _ => DbError::from(error).into(),
    })
}

fn undo(connection: &Sqlite) -> Result<(), StoreError> {
    step(connection, "ROLLBACK TO job")?;
    step(connection, "RELEASE job")
}
