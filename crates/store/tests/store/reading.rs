use std::sync::mpsc;

use countersign_store::{DbError, ReadTx, Store, StoreError};

use crate::engines::{begin, gate, on_both_engines, on_sqlite};
use crate::nouns::{keep, look, make_scratch, names, scratch};

on_both_engines!(
    a_read_cannot_write,
    a_read_sees_one_state_of_the_database,
    a_panic_in_a_read_touches_nobody_else,
    a_mistake_in_a_read_spoils_none_after_it,
);

fn write_by_reading(tx: &mut ReadTx<'_>) -> Result<Vec<String>, DbError> {
    tx.all("INSERT INTO scratch (name, n) VALUES ('smuggled', 0) RETURNING name", &[], |row| row.text(0))
}

async fn a_read_cannot_write(store: Store) {
    make_scratch(&store).await;
    assert!(matches!(store.read(write_by_reading).await, Err(StoreError::Db(_))));
    assert!(matches!(store.report(write_by_reading).await, Err(StoreError::Db(_))));
    assert_eq!(look(&store, names).await, [""; 0]);
}

async fn a_read_sees_one_state_of_the_database(store: Store) {
    make_scratch(&store).await;
    let (held, keeper) = gate();
    let reading = begin(store.read(move |tx| {
        let before = names(tx)?;
        held.pass();
        Ok((before, names(tx)?))
    }));
    keeper.wait();
    keep(&store, |tx| scratch(tx, "meanwhile")).await;
    keeper.open();
    let (before, after) = reading.end().await.expect("a read");
    assert_eq!((before, after), (vec![], vec![]));
    assert_eq!(look(&store, names).await, ["meanwhile"]);
}

async fn a_panic_in_a_read_touches_nobody_else(store: Store) {
    make_scratch(&store).await;
    // More panics than threads that read.
    for _ in 0..4 {
        let panicked = store.read(|tx| -> Result<(), DbError> {
            names(tx)?;
            panic!("a panic that this test wants")
        });
        assert!(matches!(panicked.await, Err(StoreError::Panicked)));
    }
    assert_eq!(look(&store, names).await, [""; 0]);
}

async fn a_mistake_in_a_read_spoils_none_after_it(store: Store) {
    make_scratch(&store).await;
    keep(&store, |tx| scratch(tx, "a")).await;
    for _ in 0..4 {
        let wrong_type = store.read(|tx| tx.all("SELECT n FROM scratch", &[], |row| row.text(0)));
        assert!(matches!(wrong_type.await, Err(StoreError::Db(_))));
        let no_table = store.read(|tx| tx.all("SELECT n FROM nowhere", &[], |row| row.int(0)));
        assert!(matches!(no_table.await, Err(StoreError::Db(_))));
        assert_eq!(look(&store, names).await, ["a"]);
    }
}

#[test]
fn a_report_on_sqlite_is_interrupted_when_its_caller_leaves() {
    on_sqlite(async |store: Store| {
        let (begun, has_begun) = mpsc::channel();
        let endless = begin(store.report(move |tx| {
            let _ = begun.send(());
            tx.all(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n",
                &[],
                |row| row.int(0),
            )
        }));
        has_begun.recv().expect("it began");
        drop(endless);
        // The one thread for reports would never come to this.
        let next = store.report(|tx| tx.one("SELECT 1", &[], |row| row.int(0))).await;
        assert_eq!(next.expect("a report"), Some(1));
    });
}
