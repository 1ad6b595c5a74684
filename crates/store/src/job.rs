//! A transaction on its way to a thread: the function, and who waits for its answer.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::oneshot;

use crate::{DbError, End, ReadTx, StoreError, WriteTx};

/// What happened inside the function, before anything is committed.
pub(crate) enum Ran {
    Commit,
    Rollback,
    Failed(DbError),
    Panicked,
}

/// Whether the caller has left, readable while the function runs.
#[derive(Clone, Default)]
pub(crate) struct Gone(Arc<AtomicBool>);

impl Gone {
    pub(crate) fn is_gone(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Held by the caller: tells that it left when dropped.
pub(crate) struct Caller(Gone);

impl Drop for Caller {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

/// A write without its type.
pub(crate) trait WriteJob: Send {
    /// Whether nobody waits any more: such a job is skipped if it has not begun.
    fn is_abandoned(&self) -> bool;
    /// Runs the function; may be called again after a conflict.
    fn run(&mut self, tx: &mut WriteTx<'_>) -> Ran;
    /// Answers, once it is known what became of it.
    fn finish(self: Box<Self>, outcome: Result<(), StoreError>);
}

/// A read without its type.
pub(crate) trait ReadJob: Send {
    fn is_abandoned(&self) -> bool;
    fn gone(&self) -> Gone;
    fn run(&mut self, tx: &mut ReadTx<'_>) -> Ran;
    fn finish(self: Box<Self>, outcome: Result<(), StoreError>);
}

/// A function, its answer when it has one, and the way back.
pub(crate) struct Job<F, T> {
    function: F,
    answer: Option<T>,
    reply: oneshot::Sender<Result<T, StoreError>>,
    gone: Gone,
}

/// The caller's end of a job.
pub(crate) struct Ticket<T> {
    pub(crate) answer: oneshot::Receiver<Result<T, StoreError>>,
    pub(crate) caller: Caller,
}

impl<F, T> Job<F, T> {
    pub(crate) fn new(function: F) -> (Box<Self>, Ticket<T>) {
        let (reply, answer) = oneshot::channel();
        let gone = Gone::default();
        let caller = Caller(gone.clone());
        (Box::new(Self { function, answer: None, reply, gone }), Ticket { answer, caller })
    }

    fn reply(self, outcome: Result<(), StoreError>) {
        let answer = outcome.and_then(|()| self.answer.ok_or(StoreError::Panicked));
        // The caller may have left meanwhile; what was done stays done.
        let _ = self.reply.send(answer);
    }
}

impl<F, T> WriteJob for Job<F, T>
where
    F: Fn(&mut WriteTx<'_>) -> Result<End<T>, DbError> + Send,
    T: Send,
{
    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn run(&mut self, tx: &mut WriteTx<'_>) -> Ran {
        self.answer = None;
        // A panic in one request's function must not take the thread, and everybody's writes, with it.
        match catch_unwind(AssertUnwindSafe(|| (self.function)(tx))) {
            // PostgreSQL would answer its COMMIT as if all were well, and keep nothing.
            Ok(Ok(End::Commit(_))) if tx.is_spoiled() => {
                Ran::Failed(DbError::told("a statement failed and its transaction went on: nothing was kept"))
            }
            Ok(Ok(End::Commit(value))) => {
                self.answer = Some(value);
                Ran::Commit
            }
            Ok(Ok(End::Rollback(value))) => {
                self.answer = Some(value);
                Ran::Rollback
            }
            Ok(Err(error)) => Ran::Failed(error),
            Err(_) => Ran::Panicked,
        }
    }

    fn finish(self: Box<Self>, outcome: Result<(), StoreError>) {
        self.reply(outcome);
    }
}

impl<F, T> ReadJob for Job<F, T>
where
    F: Fn(&mut ReadTx<'_>) -> Result<T, DbError> + Send,
    T: Send,
{
    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn gone(&self) -> Gone {
        self.gone.clone()
    }

    fn run(&mut self, tx: &mut ReadTx<'_>) -> Ran {
        self.answer = None;
        match catch_unwind(AssertUnwindSafe(|| (self.function)(tx))) {
            Ok(Ok(value)) => {
                self.answer = Some(value);
                Ran::Rollback
            }
            Ok(Err(error)) => Ran::Failed(error),
            Err(_) => Ran::Panicked,
        }
    }

    fn finish(self: Box<Self>, outcome: Result<(), StoreError>) {
        self.reply(outcome);
    }
}
