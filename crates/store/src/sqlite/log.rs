//! Copying the log into the database, which SQLite calls a checkpoint: beside the writer, and before the log grows long.
//!
//! Left to SQLite, the writer does it within the COMMIT that fills the log, and everybody waits while thousands of pages
//! are copied and two fsyncs are done. Here a thread with a connection of its own copies while the writer goes on; the
//! writer only copies the few pages that came meanwhile, after it has answered. That has to be the writer's: SQLite
//! begins the log anew only when nothing of it is left to be copied, and while somebody writes there always is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::wal::CheckpointMode;
use rusqlite::{Connection as Sqlite, OpenFlags};

use super::plan_once;

/// Pages of the log when copying begins: the fewer times it is done, the more often a page that was written many times
/// is copied once. 16 MiB are read within tens of milliseconds after a crash.
pub(super) const LONG: i32 = 4_000;
/// Pages that the writer copies itself without anybody noticing.
const FEW: i32 = 256;
/// How often it is tried to leave only a few before the writer gets what there is.
const ROUNDS: u32 = 6;
/// Pages until the next try, when a reader still needed the old state of some.
const MORE: i32 = 1_000;
/// Pages at which the writer doesn't wait for the copying thread any more.
const TOO_LONG: i32 = 4 * LONG;

/// The log as the writer sees it.
pub(super) struct Log {
    shared: Arc<Shared>,
    asks: Option<SyncSender<()>>,
    copier: Option<JoinHandle<()>>,
    has_asked: bool,
    /// Pages at which to ask next.
    ask_at: i32,
}

#[derive(Default)]
struct Shared {
    /// How many pages the log held at the last COMMIT.
    pages: AtomicI32,
    /// The copying thread has done what it could; the rest is the writer's.
    is_copied: AtomicBool,
}

impl Log {
    /// Watches the log of the connection that writes, and starts the thread that copies.
    ///
    /// # Errors
    /// When there is no thread or no second connection to be had.
    pub(super) fn watch(writer: &mut Sqlite) -> std::io::Result<Self> {
        let shared = Arc::<Shared>::default();
        let seen = Arc::clone(&shared);
        let connection = second(writer).map_err(std::io::Error::other)?;
        // In place of SQLite's own checkpoints.
        let hook = move |_: &mut rusqlite::hooks::Wal, pages| {
            seen.pages.store(pages, Ordering::Relaxed);
            Ok(())
        };
        writer.wal_hook(Some(hook)).map_err(std::io::Error::other)?;
        let (asks, asked) = sync_channel(1);
        let copies = Arc::clone(&shared);
        let copier = std::thread::Builder::new()
            .name("sqlite-copier".into())
            .spawn(move || copy(&connection, &asked, &copies))?;
        Ok(Self { shared, asks: Some(asks), copier: Some(copier), has_asked: false, ask_at: LONG })
    }

    /// Keeps the log short; called between transactions, when everybody has their answer.
    pub(super) fn tidy(&mut self, writer: &Sqlite) {
        let pages = self.shared.pages.load(Ordering::Relaxed);
        let is_copied = self.shared.is_copied.swap(false, Ordering::Acquire);
        if is_copied || pages >= TOO_LONG.max(self.ask_at) {
            self.has_asked &= !is_copied;
            self.ask_at = match checkpoint(writer) {
                // The next write begins the log anew.
                Some((all, copied)) if all == copied => LONG,
                _ => pages.saturating_add(MORE),
            };
            return;
        }
        if pages >= self.ask_at && !self.has_asked {
            self.has_asked = self.asks.as_ref().is_some_and(|asks| asks.try_send(()).is_ok());
        }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.asks = None;
        if let Some(copier) = self.copier.take() {
            // A thread that panicked has nothing left to end.
            let _ = copier.join();
        }
    }
}

/// A second connection to what `writer` writes.
fn second(writer: &Sqlite) -> Result<Sqlite, rusqlite::Error> {
    let path = writer.path().unwrap_or_default();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Sqlite::open_with_flags(path, flags)?;
    // What was copied is on disk before the log is written over.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    plan_once(&connection).map_err(|_| rusqlite::Error::InvalidQuery)?;
    Ok(connection)
}

/// Copies whenever it is asked to, until nobody can ask any more.
fn copy(connection: &Sqlite, asked: &Receiver<()>, shared: &Shared) {
    while let Ok(()) = asked.recv() {
        for _ in 0..ROUNDS {
            let Some((_, copied)) = checkpoint(connection) else { break };
            if shared.pages.load(Ordering::Relaxed).saturating_sub(copied) <= FEW {
                break;
            }
        }
        shared.is_copied.store(true, Ordering::Release);
    }
}

/// Copies what no reader needs any more as it was; gives how many pages the log holds, and how many of them are copied.
/// What fails is tried again later: it is all in the log.
fn checkpoint(connection: &Sqlite) -> Option<(i32, i32)> {
    match connection.wal_checkpoint_v2(None::<&str>, CheckpointMode::PASSIVE) {
        Ok(counts) => Some(counts),
        Err(error) => {
            tracing::debug!(%error, "SQLite's log could not be copied into the database");
            None
        }
    }
}
