use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_store::{DbError, End, Engine, ReadTx, Store, StoreError, marks};
use tokio_postgres::NoTls;

use crate::engines::{begin, gate, on, open, postgres, run};
use crate::nouns::{keep, look, make_scratch, names, scratch};
use crate::proxy::{Cut, Proxy};

/// A count shared with a function that may run again.
#[derive(Clone, Default)]
struct Count(Arc<AtomicUsize>);

impl Count {
    /// Adds one; gives what it was.
    fn add(&self) -> usize {
        self.0.fetch_add(1, Ordering::SeqCst)
    }

    fn bump(&self) {
        self.add();
    }

    fn is(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// The server's process behind a connection.
fn process(tx: &mut ReadTx<'_>) -> Result<i64, DbError> {
    let found = tx.one("SELECT CAST(pg_backend_pid() AS BIGINT)", &[], |row| row.int(0))?;
    Ok(found.expect("a row"))
}

/// Ends a connection from outside, as an administrator would, and waits until it is gone.
async fn kill(url: &str, process: i64) {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("the server answers");
    tokio::spawn(connection);
    let killed = client
        .query_one("SELECT pg_terminate_backend(CAST($1 AS BIGINT)::int, 60000)", &[&process])
        .await
        .expect("an answer");
    assert!(killed.get::<_, bool>(0));
}

#[test]
fn a_function_whose_connection_is_lost_is_run_again_on_a_new_one() {
    let url = countersign_testkit::postgres_url();
    on(postgres(url.clone(), 1), async |store: Store| {
        make_scratch(&store).await;
        let (held, keeper) = gate();
        let (tell, told) = std::sync::mpsc::channel();
        let (runs, hooks) = (Count::default(), Count::default());
        let (run, hook) = (runs.clone(), hooks.clone());
        let write = begin(store.write(move |tx| {
            let hook = hook.clone();
            tx.after_commit(move || hook.bump());
            scratch(tx, "a")?;
            if run.add() == 0 {
                let _ = tell.send(process(tx)?);
                held.pass();
            }
            scratch(tx, "b").map(End::Commit)
        }));
        keeper.wait();
        kill(&url, told.recv().expect("a process")).await;
        keeper.open();
        write.end().await.expect("a commit");
        assert_eq!((runs.is(), hooks.is()), (2, 1));
        assert_eq!(look(&store, names).await, ["a", "b"]);
    });
}

#[test]
fn a_read_whose_connection_is_lost_is_run_again_on_a_new_one() {
    let url = countersign_testkit::postgres_url();
    on(postgres(url.clone(), 1), async |store: Store| {
        let (held, keeper) = gate();
        let (tell, told) = std::sync::mpsc::channel();
        let runs = Count::default();
        let run = runs.clone();
        let read = begin(store.read(move |tx| {
            let first = process(tx)?;
            if run.add() == 0 {
                let _ = tell.send(first);
                held.pass();
            }
            Ok((first, process(tx)?))
        }));
        keeper.wait();
        let killed = told.recv().expect("a process");
        kill(&url, killed).await;
        keeper.open();
        let (before, after) = read.end().await.expect("a read");
        assert!(before == after && before != killed && runs.is() == 2);
    });
}

#[test]
fn a_connection_lost_between_transactions_leaves_no_doubt() {
    let url = countersign_testkit::postgres_url();
    on(postgres(url.clone(), 1), async |store: Store| {
        let process = keep(&store, |tx| {
            marks::set(tx, "kept", "no")?;
            process(tx)
        })
        .await;
        kill(&url, process).await;
        // Known to the connection and travelling with COMMIT: were the loss noticed only then, nobody could tell its
        // fate.
        keep(&store, |tx| marks::set(tx, "kept", "yes")).await;
        assert_eq!(look(&store, |tx| marks::get(tx, "kept")).await.as_deref(), Some("yes"));
    });
}

#[test]
fn a_session_that_a_failover_made_read_only_is_left_for_a_new_one() {
    on(postgres(countersign_testkit::postgres_url(), 1), async |store: Store| {
        make_scratch(&store).await;
        let runs = Count::default();
        let run = runs.clone();
        keep(&store, move |tx| {
            if run.add() == 0 {
                tx.change("SET TRANSACTION READ ONLY", &[])?;
            }
            scratch(tx, "a")
        })
        .await;
        assert_eq!(runs.is(), 2);
        assert_eq!(look(&store, names).await, ["a"]);
    });
}

#[test]
fn a_mistake_in_a_statement_costs_no_connection_and_is_not_repeated() {
    on(postgres(countersign_testkit::postgres_url(), 1), async |store: Store| {
        let before = keep(&store, |tx| process(tx)).await;
        let runs = Count::default();
        let run = runs.clone();
        let mistaken = store.write(move |tx| {
            run.bump();
            tx.one("SELECT CAST(1 AS BIGINT)", &[], |row| row.text(0)).map(End::Commit)
        });
        assert!(matches!(mistaken.await, Err(StoreError::Db(_))));
        assert_eq!(runs.is(), 1);
        assert_eq!(keep(&store, |tx| process(tx)).await, before);
    });
}

/// A proxy before the server of `url`, and the URL of the same database through it.
async fn proxied(url: &str) -> (Proxy, String) {
    let (user, rest) = url.rsplit_once('@').expect("a user");
    let (server, database) = rest.split_once('/').expect("a database");
    let proxy = Proxy::start(server.to_owned()).await;
    let through = format!("{user}@127.0.0.1:{}/{database}", proxy.port);
    (proxy, through)
}

/// Cuts the wire at a COMMIT; gives whether what was written is there.
fn cut_at_commit(cut: Cut) -> bool {
    let url = countersign_testkit::postgres_url();
    run(async {
        let (proxy, through) = proxied(&url).await;
        let store = open(postgres(through, 1)).await.expect("a store");
        make_scratch(&store).await;
        let (runs, hooks) = (Count::default(), Count::default());
        let (run, hook) = (runs.clone(), hooks.clone());
        proxy.cut(cut);
        let write = store.write(move |tx| {
            run.bump();
            let hook = hook.clone();
            tx.after_commit(move || hook.bump());
            scratch(tx, "doubtful").map(End::Commit)
        });
        let told = write.await;
        assert!(matches!(told, Err(StoreError::FateUnknown)), "{told:?}");
        // A new connection serves the next; what was doubtful is not run again, now or later.
        keep(&store, |tx| scratch(tx, "next")).await;
        assert_eq!((runs.is(), hooks.is()), (1, 0));
        let found = look(&store, names).await;
        tokio::task::spawn_blocking(move || store.close()).await.expect("a clean end");
        found.contains(&"doubtful".to_owned())
    })
}

#[test]
fn a_wire_cut_before_commit_arrived_leaves_the_fate_unknown() {
    assert!(!cut_at_commit(Cut::BeforeCommit));
}

#[test]
fn a_wire_cut_after_commit_was_done_leaves_the_fate_unknown() {
    assert!(cut_at_commit(Cut::AfterCommit));
}

#[test]
fn a_server_that_can_not_be_reached_is_named_without_its_password() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    for (url, says) in [
        (format!("postgres://ann:s3cret@127.0.0.1:{port}/db"), "error connecting to server"),
        (format!("postgres://ann:s3cret@127.0.0.1:{port}x/db"), "can't be read"),
        (format!("host=127.0.0.1 port={port} password=is s3cret=long"), "can't be read"),
    ] {
        let engine = postgres(url, 1);
        assert!(!format!("{engine:?}").contains("s3cret"));
        let Err(told) = Store::open(engine) else { panic!("nobody listens there") };
        assert!(told.to_string().contains(says), "{told}");
        assert!(!format!("{told} {told:?}").contains("s3cret"), "{told:?}");
    }
}

#[test]
fn a_server_that_is_gone_fails_a_write_and_serves_the_next_when_it_is_back() {
    let url = countersign_testkit::postgres_url();
    run(async {
        let (proxy, through) = proxied(&url).await;
        let store = open(postgres(through, 1)).await.expect("a store");
        keep(&store, |tx| marks::set(tx, "a", "1")).await;
        proxy.refuse(true);
        let alive = store.write(|tx| process(tx).map(End::Commit)).await;
        kill(&url, alive.expect("the connection still lives")).await;
        let told = store.write(|tx| {
            // An answer is waited for, so that the loss shows before COMMIT.
            process(tx)?;
            marks::set(tx, "b", "1").map(End::Commit)
        });
        let told = told.await;
        assert!(matches!(told, Err(StoreError::Db(_))), "{told:?}");
        proxy.refuse(false);
        keep(&store, |tx| marks::set(tx, "c", "1")).await;
        let found = look(&store, |tx| Ok((marks::get(tx, "b")?, marks::get(tx, "c")?))).await;
        assert_eq!(found, (None, Some("1".into())));
        let engine = store.engine().clone();
        assert!(matches!(engine, Engine::Postgres(_)) && engine.name() == "PostgreSQL");
        tokio::task::spawn_blocking(move || store.close()).await.expect("a clean end");
    });
}
