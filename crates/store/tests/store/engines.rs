//! A fresh store on each engine, and ways to hold its threads where a test wants them.

use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};

use countersign_store::{Engine, PostgresOptions, SqliteOptions, Store, StoreError};

/// Makes a test on each engine of every function named. `writers` counts PostgreSQL's writing connections; SQLite
/// has one.
macro_rules! on_both_engines {
    (writers $writers:literal: $($case:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $case() { crate::engines::on_sqlite(super::$case); })*
        }
        mod postgres {
            $(#[test] fn $case() { crate::engines::on_postgres($writers, super::$case); })*
        }
    };
    ($($case:ident),* $(,)?) => { crate::engines::on_both_engines!(writers 2: $($case),*); };
}
pub(crate) use on_both_engines;

pub(crate) fn sqlite(directory: &tempfile::TempDir) -> Engine {
    Engine::Sqlite(SqliteOptions { path: directory.path().join("countersign.db"), readers: 2 })
}

pub(crate) fn postgres(url: String, writers: usize) -> Engine {
    Engine::Postgres(PostgresOptions { url, writers, readers: 2 })
}

pub(crate) fn on_sqlite<Ran: Future<Output = ()>>(case: impl FnOnce(Store) -> Ran) {
    let directory = countersign_testkit::directory();
    on(sqlite(&directory), case);
}

pub(crate) fn on_postgres<Ran: Future<Output = ()>>(writers: usize, case: impl FnOnce(Store) -> Ran) {
    on(postgres(countersign_testkit::postgres_url(), writers), case);
}

/// Opens a store, which blocks, and only then begins to be asynchronous.
pub(crate) fn on<Ran: Future<Output = ()>>(engine: Engine, case: impl FnOnce(Store) -> Ran) {
    let store = Store::open(engine).expect("a store");
    run(case(store.clone()));
    store.close();
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(future)
}

/// Opens a store from within a test that is already asynchronous.
pub(crate) async fn open(engine: Engine) -> Result<Store, StoreError> {
    tokio::task::spawn_blocking(|| Store::open(engine)).await.expect("no panic")
}

/// A future that was polled once: its transaction stands in the queue.
pub(crate) enum Begun<'f, T> {
    Waiting(Pin<Box<dyn Future<Output = T> + Send + 'f>>),
    Done(T),
}

pub(crate) fn begin<'f, T>(future: impl Future<Output = T> + Send + 'f) -> Begun<'f, T> {
    let mut future: Pin<Box<dyn Future<Output = T> + Send + 'f>> = Box::pin(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => Begun::Done(done),
        Poll::Pending => Begun::Waiting(future),
    }
}

impl<T> Begun<'_, T> {
    pub(crate) async fn end(self) -> T {
        match self {
            Self::Waiting(future) => future.await,
            Self::Done(done) => done,
        }
    }
}

/// Stands in a function that runs on the store's thread and holds it there.
pub(crate) struct Gate {
    arrived: mpsc::Sender<()>,
    open: mpsc::Receiver<()>,
}

/// The test's side of a [`Gate`].
pub(crate) struct Keeper {
    arrived: mpsc::Receiver<()>,
    open: mpsc::Sender<()>,
}

pub(crate) fn gate() -> (Gate, Keeper) {
    let (arrived, was_arrived) = mpsc::channel();
    let (open, was_opened) = mpsc::channel();
    (Gate { arrived, open: was_opened }, Keeper { arrived: was_arrived, open })
}

impl Gate {
    /// Tells that it is reached and waits; once opened it stays open.
    pub(crate) fn pass(&self) {
        // Either end may have gone: then there is nobody to tell and nothing to wait for.
        let _ = self.arrived.send(());
        let _ = self.open.recv();
    }
}

impl Keeper {
    /// Waits until the function stands at the gate.
    pub(crate) fn wait(&self) {
        self.arrived.recv().expect("a function at the gate");
    }

    pub(crate) fn open(self) {
        drop(self.open);
    }
}
