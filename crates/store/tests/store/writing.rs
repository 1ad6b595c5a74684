use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use countersign_store::{DbError, End, Store, StoreError};

use crate::engines::{Begun, begin, gate, on_both_engines};
use crate::nouns::{keep, look, make_scratch, names, number, scratch};

on_both_engines!(
    writers 1:
    a_refusal_keeps_nothing_and_gives_its_value,
    a_database_error_keeps_nothing,
    a_deferred_write_that_fails_keeps_nothing,
    an_error_that_was_swallowed_is_not_committed,
    what_goes_wrong_beside_it_does_not_touch_a_transaction,
    an_abandoned_write_that_has_not_begun_is_skipped,
    a_write_that_has_begun_is_finished_though_its_caller_left,
    a_full_queue_says_busy_and_what_it_took_is_done,
    numbers_and_texts_of_every_kind_read_back,
    an_error_shows_no_value_of_the_row,
);

async fn a_refusal_keeps_nothing_and_gives_its_value(store: Store) {
    make_scratch(&store).await;
    let refused = store.write(|tx| {
        scratch(tx, "a")?;
        tx.put("INSERT INTO scratch (name, n) VALUES ('b', 0)", &[])?;
        Ok(End::Rollback("no"))
    });
    assert_eq!(refused.await.expect("a refusal is an answer"), "no");
    assert_eq!(look(&store, names).await, [""; 0]);
}

async fn a_database_error_keeps_nothing(store: Store) {
    make_scratch(&store).await;
    let failed = store.write(|tx| {
        scratch(tx, "a")?;
        scratch(tx, "a").map(End::Commit)
    });
    assert!(matches!(failed.await, Err(StoreError::Db(_))));
    assert_eq!(look(&store, names).await, [""; 0]);
}

async fn a_deferred_write_that_fails_keeps_nothing(store: Store) {
    make_scratch(&store).await;
    let failed = store.write(|tx| {
        for _ in 0..2 {
            tx.put("INSERT INTO scratch (name, n) VALUES ('a', 0)", &[])?;
        }
        Ok(End::Commit(()))
    });
    let told = failed.await.expect_err("the second is a duplicate");
    assert!(
        matches!(told, StoreError::Db(_)) && told.to_string().to_lowercase().contains("unique"),
        "{told}"
    );
    assert_eq!(look(&store, names).await, [""; 0]);
}

async fn an_error_that_was_swallowed_is_not_committed(store: Store) {
    make_scratch(&store).await;
    let went_on = store.write(|tx| {
        scratch(tx, "a")?;
        let _ = scratch(tx, "a");
        Ok(End::Commit(()))
    });
    assert!(matches!(went_on.await, Err(StoreError::Db(_))));
    assert_eq!(look(&store, names).await, [""; 0]);
}

async fn what_goes_wrong_beside_it_does_not_touch_a_transaction(store: Store) {
    make_scratch(&store).await;
    let (held, keeper) = gate();
    let first = begin(store.write(move |tx| {
        held.pass();
        scratch(tx, "first").map(End::Commit)
    }));
    keeper.wait();
    // These wait together: on SQLite they share one COMMIT.
    let before = begin(store.write(|tx| scratch(tx, "before").map(End::Commit)));
    let refused = begin(store.write(|tx| scratch(tx, "refused").map(End::Rollback)));
    let failed = begin(store.write(|tx| {
        scratch(tx, "failed")?;
        Err::<End<()>, _>(DbError::unreadable("scratch.n"))
    }));
    let panicked = begin(store.write(|tx| {
        scratch(tx, "panicked")?;
        assert!(look_away(), "a panic that this test wants");
        Ok(End::Commit(()))
    }));
    let after = begin(store.write(|tx| scratch(tx, "after").map(End::Commit)));
    keeper.open();
    assert!(first.end().await.is_ok() && before.end().await.is_ok() && refused.end().await.is_ok());
    assert!(matches!(failed.end().await, Err(StoreError::Db(_))));
    assert!(matches!(panicked.end().await, Err(StoreError::Panicked)));
    assert!(after.end().await.is_ok());
    keep(&store, |tx| scratch(tx, "later")).await;
    assert_eq!(look(&store, names).await, ["after", "before", "first", "later"]);
}

/// False, though the compiler can't know.
fn look_away() -> bool {
    std::hint::black_box(false)
}

async fn an_abandoned_write_that_has_not_begun_is_skipped(store: Store) {
    make_scratch(&store).await;
    let (held, keeper) = gate();
    let first = begin(store.write(move |_| {
        held.pass();
        Ok(End::Commit(()))
    }));
    keeper.wait();
    let ran = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&ran);
    let left = begin(store.write(move |tx| {
        seen.store(true, Ordering::SeqCst);
        scratch(tx, "left").map(End::Commit)
    }));
    let stays = begin(store.write(|tx| scratch(tx, "stays").map(End::Commit)));
    drop(left);
    keeper.open();
    assert!(first.end().await.is_ok() && stays.end().await.is_ok());
    assert!(!ran.load(Ordering::SeqCst));
    assert_eq!(look(&store, names).await, ["stays"]);
}

async fn a_write_that_has_begun_is_finished_though_its_caller_left(store: Store) {
    make_scratch(&store).await;
    let (held, keeper) = gate();
    let left = begin(store.write(move |tx| {
        scratch(tx, "begun")?;
        held.pass();
        Ok(End::Commit(()))
    }));
    keeper.wait();
    drop(left);
    keeper.open();
    // The same thread serves this one after.
    keep(&store, |tx| scratch(tx, "next")).await;
    assert_eq!(look(&store, names).await, ["begun", "next"]);
}

async fn a_full_queue_says_busy_and_what_it_took_is_done(store: Store) {
    let (held, keeper) = gate();
    let first = begin(store.write(move |_| {
        held.pass();
        Ok(End::Rollback(()))
    }));
    keeper.wait();
    let runs = Arc::new(AtomicUsize::new(0));
    let mut taken = Vec::new();
    let refused = loop {
        let runs = Arc::clone(&runs);
        match begin(store.write(move |_| Ok(End::Rollback(runs.fetch_add(1, Ordering::SeqCst))))) {
            Begun::Done(answer) => break answer,
            waiting @ Begun::Waiting(_) => taken.push(waiting),
        }
        assert!(taken.len() < 100_000, "the queue has an end");
    };
    assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
    keeper.open();
    assert!(first.end().await.is_ok());
    let many = taken.len();
    for waiting in taken {
        assert!(waiting.end().await.is_ok());
    }
    assert_eq!(runs.load(Ordering::SeqCst), many);
    assert!(store.write(|_| Ok(End::Rollback(()))).await.is_ok(), "there is room again");
}

async fn numbers_and_texts_of_every_kind_read_back(store: Store) {
    keep(&store, |tx| {
        tx.change("CREATE TABLE kinds (id BIGINT NOT NULL PRIMARY KEY, t TEXT, n BIGINT)", &[])
    })
    .await;
    let rows: [(Option<&str>, Option<i64>); 4] = [
        (None, None),
        (Some(""), Some(0)),
        (Some("'; --\n🦉 ?1 $1"), Some(i64::MIN)),
        (Some("x"), Some(i64::MAX)),
    ];
    keep(&store, move |tx| {
        for (id, (text, number)) in (0_i64..).zip(rows) {
            tx.put(
                "INSERT INTO kinds (id, t, n) VALUES ($1, $2, $3)",
                &[id.into(), text.into(), number.into()],
            )?;
        }
        Ok(())
    })
    .await;
    let found = look(&store, |tx| {
        tx.all("SELECT t, n FROM kinds ORDER BY id", &[], |row| Ok((row.maybe_text(0)?, row.maybe_int(1)?)))
    });
    assert_eq!(found.await, rows.map(|(text, number)| (text.map(str::to_owned), number)));
}

async fn an_error_shows_no_value_of_the_row(store: Store) {
    make_scratch(&store).await;
    keep(&store, |tx| scratch(tx, "+4915112345678")).await;
    let told =
        store.write(|tx| scratch(tx, "+4915112345678").map(End::Commit)).await.expect_err("a duplicate");
    assert!(!format!("{told} {told:?}").contains("4915112345678"), "{told:?}");
    assert_eq!(number(&store, "+4915112345678").await, Some(0));
}
