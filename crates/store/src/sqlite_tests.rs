use std::sync::atomic::{AtomicUsize, Ordering};

use super::writer::BATCH;
use super::*;
use crate::job::{Job, Ticket};
use crate::sql::WriteTx;
use crate::{End, StoreError};

/// A queue with `many` writes in it, a connection that counts its commits, and the count.
fn waiting(many: usize) -> (Sqlite, WriteQueue, Vec<Ticket<()>>, Arc<AtomicUsize>, tempfile::TempDir) {
    let directory = countersign_testkit::directory();
    let mut connection = open_writer(&directory.path().join("countersign.db")).expect("a database");
    connection.execute_batch("CREATE TABLE kept (n BIGINT)").expect("a table");
    let commits = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&commits);
    let hook = move || {
        count.fetch_add(1, Ordering::SeqCst);
        false
    };
    connection.commit_hook(Some(hook)).expect("a hook");
    let queue: WriteQueue = Arc::new(Queue::new(many));
    let tickets = (0..many)
        .map(|n| {
            let (job, ticket) = Job::new(move |tx: &mut WriteTx<'_>| {
                tx.put("INSERT INTO kept (n) VALUES ($1)", &[(n as i64).into()])?;
                // Every tenth is refused and costs the others nothing.
                Ok(if n % 10 == 9 { End::Rollback(()) } else { End::Commit(()) })
            });
            assert!(queue.push(job, true).is_ok());
            ticket
        })
        .collect();
    (connection, queue, tickets, commits, directory)
}

#[test]
fn transactions_that_wait_share_one_commit() {
    let (connection, queue, tickets, commits, directory) = waiting(BATCH);
    queue.close();
    start_writer(connection, queue).expect("a thread").join().expect("no panic");
    assert_eq!(commits.load(Ordering::SeqCst), 1);
    for ticket in tickets {
        assert!(matches!(ticket.answer.blocking_recv(), Ok(Ok(()))));
    }
    let left = open_reader(&directory.path().join("countersign.db")).expect("a reader");
    let many = left.query_row("SELECT COUNT(*) FROM kept", [], |row| row.get::<_, i64>(0));
    assert_eq!(many.map(usize::try_from), Ok(Ok(BATCH - BATCH / 10)));
}

#[test]
fn a_batch_has_an_end() {
    let (connection, queue, tickets, commits, _directory) = waiting(BATCH + 1);
    queue.close();
    start_writer(connection, queue).expect("a thread").join().expect("no panic");
    assert_eq!(commits.load(Ordering::SeqCst), 2);
    assert_eq!(tickets.len(), BATCH + 1);
}

#[test]
fn a_commit_that_fails_keeps_nothing_of_its_batch() {
    let (mut connection, queue, tickets, _, directory) = waiting(3);
    connection.commit_hook(Some(|| true)).expect("a hook that turns commits into rollbacks");
    queue.close();
    start_writer(connection, queue).expect("a thread").join().expect("no panic");
    for ticket in tickets {
        assert!(matches!(ticket.answer.blocking_recv(), Ok(Err(StoreError::Db(_)))));
    }
    let left = open_reader(&directory.path().join("countersign.db")).expect("a reader");
    assert_eq!(left.query_row("SELECT COUNT(*) FROM kept", [], |row| row.get::<_, i64>(0)), Ok(0));
}

/// What three transactions of one batch came to: how often each ran, and how often what follows its commit did. The
/// second one is refused, after it wrote something or before.
fn ran_with_a_refusal(after_writing: bool) -> ([usize; 3], [usize; 3]) {
    let (connection, _, _, _, _directory) = waiting(0);
    let queue: WriteQueue = Arc::new(Queue::new(3));
    let count = || Arc::new([const { AtomicUsize::new(0) }; 3]);
    let (runs, followed) = (count(), count());
    let tickets: Vec<Ticket<usize>> = (0..3)
        .map(|n| {
            let (runs, followed) = (Arc::clone(&runs), Arc::clone(&followed));
            let (job, ticket) = Job::new(move |tx: &mut WriteTx<'_>| {
                runs[n].fetch_add(1, Ordering::SeqCst);
                if n != 1 || after_writing {
                    tx.put("INSERT INTO kept (n) VALUES ($1)", &[(n as i64).into()])?;
                }
                let followed = Arc::clone(&followed);
                tx.after_commit(move || {
                    followed[n].fetch_add(1, Ordering::SeqCst);
                });
                Ok(if n == 1 { End::Rollback(n) } else { End::Commit(n) })
            });
            assert!(queue.push(job, true).is_ok());
            ticket
        })
        .collect();
    queue.close();
    start_writer(connection, queue).expect("a thread").join().expect("no panic");
    for (n, ticket) in tickets.into_iter().enumerate() {
        assert!(matches!(ticket.answer.blocking_recv(), Ok(Ok(answer)) if answer == n));
    }
    let told = |counts: &[AtomicUsize; 3]| [0, 1, 2].map(|n| counts[n].load(Ordering::SeqCst));
    (told(&runs), told(&followed))
}

#[test]
fn a_refusal_before_anything_is_written_costs_the_others_nothing() {
    assert_eq!(ran_with_a_refusal(false), ([1, 1, 1], [1, 0, 1]));
}

#[test]
fn a_refusal_after_a_write_has_the_batch_run_again_and_each_commit_followed_once() {
    assert_eq!(ran_with_a_refusal(true), ([2, 2, 1], [1, 0, 1]));
}

#[test]
fn refusals_after_writes_have_one_batch_in_many_run_twice() {
    let (connection, _, _, _, _directory) = waiting(0);
    let (runs, queue): (_, WriteQueue) = (Arc::new(AtomicUsize::new(0)), Arc::new(Queue::new(1)));
    let writer = start_writer(connection, Arc::clone(&queue)).expect("a thread");
    for _ in 0..200 {
        let runs = Arc::clone(&runs);
        let (job, ticket) = Job::new(move |tx: &mut WriteTx<'_>| {
            runs.fetch_add(1, Ordering::SeqCst);
            tx.put("INSERT INTO kept (n) VALUES (1)", &[])?;
            Ok(End::Rollback(()))
        });
        assert!(queue.push(job, true).is_ok());
        assert!(matches!(ticket.answer.blocking_recv(), Ok(Ok(()))));
    }
    queue.close();
    writer.join().expect("no panic");
    assert_eq!(runs.load(Ordering::SeqCst), 201);
}

#[test]
fn the_log_stays_short_while_it_is_written_without_a_pause() {
    let (connection, _, _, _, directory) = waiting(0);
    let queue: WriteQueue = Arc::new(Queue::new(1));
    let writer = start_writer(connection, Arc::clone(&queue)).expect("a thread");
    let length = |end: &str| {
        let file = directory.path().join(format!("countersign.db{end}"));
        fs::metadata(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())).len() / 4096
    };
    // Forty pages each time, five times as much as makes a log long.
    const TIMES: u64 = 500;
    const TEXT: usize = 40 * 4096;
    for n in 0..TIMES {
        let (job, ticket) = Job::new(move |tx: &mut WriteTx<'_>| {
            let text = "x".repeat(TEXT);
            tx.put("INSERT INTO kept (n) VALUES ($1)", &[text.as_str().into()])?;
            Ok(End::Commit(n))
        });
        assert!(queue.push(job, true).is_ok());
        assert!(matches!(ticket.answer.blocking_recv(), Ok(Ok(answer)) if answer == n));
    }
    // Nothing has ended: this is what a crash would find.
    assert!(length("") > 4_000, "{} pages were copied", length(""));
    assert!(length("-wal") < 3 * TIMES * 40 / 4, "the log is {} pages long", length("-wal"));
    queue.close();
    writer.join().expect("no panic");
    assert!(!directory.path().join("countersign.db-wal").exists(), "a clean end leaves no log");
    let left = open_reader(&directory.path().join("countersign.db")).expect("a reader");
    let many = left.query_row("SELECT COUNT(*), SUM(LENGTH(n)) FROM kept", [], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
    });
    assert_eq!(many, Ok((TIMES as i64, (TIMES as usize * TEXT) as i64)));
}

/// Permissions of the database file, its log and the log's index.
fn modes(path: &Path) -> [u32; 3] {
    ["", "-wal", "-shm"].map(|end| {
        let file = format!("{}{end}", path.display());
        fs::metadata(&file).unwrap_or_else(|error| panic!("{file}: {error}")).permissions().mode() & 0o777
    })
}

#[test]
fn the_database_and_its_log_are_their_owners_alone() {
    let directory = countersign_testkit::directory();
    let path = directory.path().join("countersign.db");
    let writer = open_writer(&path).expect("a database");
    writer.execute_batch("CREATE TABLE kept (n BIGINT)").expect("a table");
    assert_eq!(modes(&path), [0o600; 3]);
}

#[test]
fn files_that_others_could_read_are_tightened() {
    let directory = countersign_testkit::directory();
    let path = directory.path().join("countersign.db");
    let first = open_writer(&path).expect("a database");
    first.execute_batch("CREATE TABLE kept (n BIGINT)").expect("a table");
    for end in ["", "-wal", "-shm"] {
        let file = format!("{}{end}", path.display());
        fs::set_permissions(file, Permissions::from_mode(0o664)).expect("they are ours");
    }
    // The first holds the log open, as a crash would leave it.
    let second = open_writer(&path).expect("the same database");
    assert_eq!(modes(&path), [0o600; 3]);
    first.execute_batch("INSERT INTO kept (n) VALUES (1)").expect("both go on");
    assert_eq!(second.query_row("SELECT COUNT(*) FROM kept", [], |row| row.get::<_, i64>(0)), Ok(1));
}
