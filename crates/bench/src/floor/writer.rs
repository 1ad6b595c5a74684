//! One thread that writes, as the product's: what waits shares one COMMIT with `synchronous=FULL`.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rusqlite::{Connection, Result, params};
use tokio::sync::oneshot;

/// Statements that share one COMMIT at most, as in the product.
const BATCH: usize = 256;

/// One statement.
pub(super) enum Write {
    Insert { recipient: String },
    Sent { recipient: String },
    Check { recipient: String, right: bool },
    Enrol { name: String },
    Spend { name: String, step: u64 },
}

type Waiting = (Write, oneshot::Sender<bool>);

/// The way to the writer.
#[derive(Clone)]
pub(super) struct Writer(SyncSender<Waiting>);

impl Writer {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "cache_size", -8_192)?;
        connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
        connection.execute_batch(
            "CREATE TABLE codes (recipient TEXT NOT NULL PRIMARY KEY, status TEXT NOT NULL, sent BIGINT NOT NULL,
                checks BIGINT NOT NULL) WITHOUT ROWID;
            CREATE TABLE factors (name TEXT NOT NULL PRIMARY KEY, last_step BIGINT NOT NULL) WITHOUT ROWID",
        )?;
        let (sender, receiver) = sync_channel(4096);
        std::thread::spawn(move || {
            if let Err(error) = run(&connection, &receiver) {
                eprintln!("the floor's writer: {error}");
            }
        });
        Ok(Self(sender))
    }

    /// Commits one statement; tells whether it changed a row. False too when the writer is gone.
    pub(super) async fn commit(&self, write: Write) -> bool {
        let (reply, committed) = oneshot::channel();
        self.0.try_send((write, reply)).is_ok() && committed.await.unwrap_or(false)
    }
}

fn run(connection: &Connection, waiting: &Receiver<Waiting>) -> Result<()> {
    let mut answers = Vec::with_capacity(BATCH);
    while let Ok(first) = waiting.recv() {
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for (write, reply) in std::iter::once(first).chain(waiting.try_iter().take(BATCH - 1)) {
            answers.push((reply, one(connection, &write)? == 1));
        }
        connection.prepare_cached("COMMIT")?.execute([])?;
        for (reply, changed) in answers.drain(..) {
            // The client may have left.
            let _ = reply.send(changed);
        }
    }
    Ok(())
}

fn one(connection: &Connection, write: &Write) -> Result<usize> {
    match write {
        Write::Insert { recipient } => connection
            .prepare_cached(
                "INSERT INTO codes (recipient, status, sent, checks) VALUES (?1, 'pending', 0, 0)",
            )?
            .execute(params![recipient]),
        Write::Sent { recipient } => connection
            .prepare_cached("UPDATE codes SET sent = sent + 1 WHERE recipient = ?1")?
            .execute(params![recipient]),
        Write::Check { recipient, right } => connection
            .prepare_cached(
                "UPDATE codes SET checks = checks + 1, status = CASE WHEN ?2 THEN 'approved' ELSE status END
                    WHERE recipient = ?1 AND status = 'pending' AND checks < 5",
            )?
            .execute(params![recipient, right]),
        Write::Enrol { name } => connection
            .prepare_cached("INSERT INTO factors (name, last_step) VALUES (?1, 0)")?
            .execute(params![name]),
        Write::Spend { name, step } => connection
            .prepare_cached("UPDATE factors SET last_step = ?2 WHERE name = ?1 AND last_step < ?2")?
            .execute(params![name, i64::try_from(*step).unwrap_or(i64::MAX)]),
    }
}
