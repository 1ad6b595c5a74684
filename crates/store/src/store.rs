//! The one handle that everything above holds.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;

use countersign_traces::Kind;

use crate::job::{Job, ReadJob, Ticket, WriteJob};
use crate::measure::BUSY;
use crate::postgres::{self, PostgresOptions};
use crate::queue::{NotTaken, Queue};
use crate::sqlite::{self, SqliteOptions};
use crate::{
    DbError, Durability, End, ReadTx, Standing, StoreError, WriteTx, durability, migrate, statements,
};

/// Transactions that may wait at once; beyond it a caller is told [`StoreError::Busy`].
const WAITING: usize = 4096;
/// Reports that may wait at once.
const WAITING_REPORTS: usize = 16;

/// Which engine, and how to reach it.
#[derive(Clone, Debug)]
pub enum Engine {
    /// Embedded.
    Sqlite(SqliteOptions),
    /// A server, shared by many nodes.
    Postgres(PostgresOptions),
}

impl Engine {
    /// The engine's name, for people.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }
}

/// A database with its tables in place. Cloning is cheap: all clones are one store.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    engine: Engine,
    writes: Arc<Queue<Box<dyn WriteJob>>>,
    reads: Arc<Queue<Box<dyn ReadJob>>>,
    reports: Arc<Queue<Box<dyn ReadJob>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    found: OnceLock<Standing>,
}

impl Store {
    /// Opens the database, brings its tables up to date and starts its threads. Blocks.
    ///
    /// # Errors
    /// When the database can't be reached, has of a later version what this one can't live with, or was changed by
    /// hand.
    pub fn open(engine: Engine) -> Result<Self, StoreError> {
        let inner = Inner {
            engine,
            writes: Arc::new(Queue::new(WAITING)),
            reads: Arc::new(Queue::new(WAITING)),
            reports: Arc::new(Queue::new(WAITING_REPORTS)),
            threads: Mutex::default(),
            found: OnceLock::new(),
        };
        // Dropped when something below fails, `inner` ends the threads that were started.
        inner.start()?;
        ["write", "behind", "read", "report"].into_iter().for_each(|queue| BUSY.expect([queue]));
        Ok(Self(Arc::new(inner)))
    }

    /// Which migrations opening would apply and which it would find of later versions, without opening: changes
    /// nothing. Blocks.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn look(engine: &Engine) -> Result<Standing, StoreError> {
        Ok(match engine {
            Engine::Sqlite(options) if !options.path.exists() => migrate::nothing_yet(),
            Engine::Sqlite(options) => migrate::look_sqlite(&sqlite::open_reader(&options.path)?)?,
            Engine::Postgres(options) => migrate::look_postgres(&mut postgres::Session::open(&options.url)?)?,
        })
    }

    /// What was missing when this store was opened, and was applied; and what was there of later versions.
    #[must_use]
    pub fn found(&self) -> Standing {
        self.0.found.get().cloned().unwrap_or_default()
    }

    /// Which engine this is.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// Over how many rows a counter that every request adds to is spread. SQLite's writer is alone and needs none.
    #[must_use]
    pub fn stripes(&self) -> u8 {
        match self.0.engine {
            Engine::Sqlite(_) => 1,
            Engine::Postgres(_) => 16,
        }
    }

    /// Runs `function` in a transaction of its own. It may run more than once; only one run is kept.
    ///
    /// Dropping the future cancels nothing that has begun.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn write<T, F>(&self, function: F) -> Result<T, StoreError>
    where
        F: Fn(&mut WriteTx<'_>) -> Result<End<T>, DbError> + Send + 'static,
        T: Send + 'static,
    {
        let (job, ticket) = Job::new(function);
        submit(&self.0.writes, job, true, "write")?;
        wait(ticket, "database write").await
    }

    /// As [`Store::write`], for work that can wait: sweeps, re-sealing, imports. `function` does a few milliseconds
    /// of it at most.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn write_behind<T, F>(&self, function: F) -> Result<T, StoreError>
    where
        F: Fn(&mut WriteTx<'_>) -> Result<End<T>, DbError> + Send + 'static,
        T: Send + 'static,
    {
        let (job, ticket) = Job::new(function);
        submit(&self.0.writes, job, false, "behind")?;
        wait(ticket, "database behind").await
    }

    /// Runs `function` on one state of the database.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn read<T, F>(&self, function: F) -> Result<T, StoreError>
    where
        F: Fn(&mut ReadTx<'_>) -> Result<T, DbError> + Send + 'static,
        T: Send + 'static,
    {
        let (job, ticket) = Job::new(function);
        submit(&self.0.reads, job, true, "read")?;
        wait(ticket, "database read").await
    }

    /// As [`Store::read`], on a connection kept for long questions; on SQLite it is interrupted when the caller
    /// leaves.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn report<T, F>(&self, function: F) -> Result<T, StoreError>
    where
        F: Fn(&mut ReadTx<'_>) -> Result<T, DbError> + Send + 'static,
        T: Send + 'static,
    {
        let (job, ticket) = Job::new(function);
        submit(&self.0.reports, job, true, "report")?;
        wait(ticket, "database report").await
    }

    /// What the engine says of its own durability, read back on a connection that writes.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn durability(&self) -> Result<Durability, StoreError> {
        let engine = self.0.engine.clone();
        self.write(move |tx| durability::read(tx, &engine).map(End::Rollback)).await
    }

    /// Has the engine understand every statement of every table without running any, so that a database whose tables
    /// were changed by hand is noticed before a request meets it.
    ///
    /// # Errors
    /// What the database says of the first statement that it can't run. See [`StoreError`].
    pub async fn check_statements(&self) -> Result<(), StoreError> {
        self.read(|tx| statements().into_iter().try_for_each(|sql| tx.prepare(sql))).await
    }

    /// How many transactions wait for a thread, by queue.
    #[must_use]
    pub fn waiting(&self) -> [(&'static str, usize); 4] {
        let (write, behind) = self.0.writes.waiting();
        let (read, report) = (self.0.reads.waiting().0, self.0.reports.waiting().0);
        [("write", write), ("behind", behind), ("read", read), ("report", report)]
    }

    /// Takes nothing more, lets what waits be done, and ends the threads. Blocks.
    pub fn close(&self) {
        self.0.close();
    }
}

impl Inner {
    fn start(&self) -> Result<(), StoreError> {
        let started = |thread: std::io::Result<JoinHandle<()>>| {
            let thread =
                thread.map_err(|error| DbError::told(format!("no thread for the database: {error}")))?;
            self.threads().push(thread);
            Ok::<_, DbError>(())
        };
        match &self.engine {
            Engine::Sqlite(options) => {
                let writer = sqlite::open_writer(&options.path)?;
                let _ = self.found.set(migrate::sqlite(&writer)?);
                started(sqlite::start_writer(writer, Arc::clone(&self.writes)))?;
                for _ in 0..options.readers.max(1) {
                    started(sqlite::start_reader(&options.path, Arc::clone(&self.reads), false)?)?;
                }
                started(sqlite::start_reader(&options.path, Arc::clone(&self.reports), true)?)?;
            }
            Engine::Postgres(options) => {
                let _ = self.found.set(migrate::postgres(&mut postgres::Session::open(&options.url)?)?);
                for _ in 0..options.writers.max(1) {
                    started(postgres::start_writer(options.url.clone(), Arc::clone(&self.writes)))?;
                }
                for _ in 0..options.readers.max(1) {
                    started(postgres::start_reader(options.url.clone(), Arc::clone(&self.reads)))?;
                }
                started(postgres::start_reader(options.url.clone(), Arc::clone(&self.reports)))?;
            }
        }
        Ok(())
    }

    fn threads(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self) {
        self.writes.close();
        self.reads.close();
        self.reports.close();
        let threads = std::mem::take(&mut *self.threads());
        for thread in threads {
            // The last handle may have lived in a function: its thread can't wait for itself, and ends all the same.
            if thread.thread().id() != std::thread::current().id() {
                // A thread that panicked has nothing left to end.
                let _ = thread.join();
            }
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

fn submit<J>(queue: &Queue<J>, job: J, urgent: bool, name: &str) -> Result<(), StoreError> {
    queue.push(job, urgent).map_err(|refused| match refused {
        NotTaken::Full => {
            BUSY.add([name]);
            StoreError::Busy
        }
        NotTaken::Closed => StoreError::Closed,
    })
}

async fn wait<T>(ticket: Ticket<T>, name: &'static str) -> Result<T, StoreError> {
    let mut span = countersign_traces::child(name, Kind::Internal);
    let Ticket { answer, caller } = ticket;
    let outcome = answer.await.unwrap_or(Err(StoreError::Closed));
    drop(caller);
    if let (Some(span), Err(_)) = (&mut span, &outcome) {
        span.fail();
    }
    outcome
}
