use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use countersign_store::{DbError, End, Store, StoreError, WriteTx};

use crate::engines::on_both_engines;
use crate::nouns::{keep, look, make_scratch, names, scratch};

on_both_engines!(
    writers 1:
    what_follows_a_commit_runs_once_and_only_after_a_commit,
    what_follows_a_commit_finds_it_done,
    a_panic_after_a_commit_takes_neither_the_answer_nor_the_thread,
);

fn follow(tx: &mut WriteTx<'_>, count: &Arc<AtomicUsize>) {
    let count = Arc::clone(count);
    tx.after_commit(move || {
        count.fetch_add(1, Ordering::SeqCst);
    });
}

async fn what_follows_a_commit_runs_once_and_only_after_a_commit(store: Store) {
    make_scratch(&store).await;
    let count = Arc::new(AtomicUsize::new(0));
    let hook = Arc::clone(&count);
    let refused = store.write(move |tx| {
        follow(tx, &hook);
        scratch(tx, "refused").map(End::Rollback)
    });
    assert!(refused.await.is_ok());
    let hook = Arc::clone(&count);
    let failed = store.write(move |tx| {
        follow(tx, &hook);
        scratch(tx, "failed")?;
        Err::<End<()>, _>(DbError::unreadable("scratch.n"))
    });
    assert!(failed.await.is_err());
    let hook = Arc::clone(&count);
    let failed_late = store.write(move |tx| {
        follow(tx, &hook);
        tx.put("INSERT INTO scratch (name, n) VALUES ('late', 0), ('late', 0)", &[])?;
        Ok(End::Commit(()))
    });
    assert!(failed_late.await.is_err());
    let hook = Arc::clone(&count);
    let panicked = store.write(move |tx| -> Result<End<()>, DbError> {
        follow(tx, &hook);
        panic!("a panic that this test wants")
    });
    assert!(matches!(panicked.await, Err(StoreError::Panicked)));
    // Whatever ran, ran before the answer to this one.
    keep(&store, |tx| scratch(tx, "next")).await;
    assert_eq!(count.load(Ordering::SeqCst), 0);
    let hook = Arc::clone(&count);
    keep(&store, move |tx| {
        follow(tx, &hook);
        scratch(tx, "kept")
    })
    .await;
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

async fn what_follows_a_commit_finds_it_done(store: Store) {
    make_scratch(&store).await;
    let (tell, told) = mpsc::channel();
    let (runtime, reader) = (tokio::runtime::Handle::current(), store.clone());
    keep(&store, move |tx| {
        let (tell, runtime, reader) = (tell.clone(), runtime.clone(), reader.clone());
        tx.after_commit(move || {
            let _ = tell.send(runtime.block_on(reader.read(names)).expect("a read"));
        });
        scratch(tx, "kept")
    })
    .await;
    assert_eq!(told.recv().expect("the hook ran"), ["kept"]);
}

async fn a_panic_after_a_commit_takes_neither_the_answer_nor_the_thread(store: Store) {
    make_scratch(&store).await;
    let count = Arc::new(AtomicUsize::new(0));
    let hook = Arc::clone(&count);
    keep(&store, move |tx| {
        tx.after_commit(|| panic!("a panic that this test wants"));
        follow(tx, &hook);
        scratch(tx, "kept")
    })
    .await;
    assert_eq!(count.load(Ordering::SeqCst), 1);
    keep(&store, |tx| scratch(tx, "next")).await;
    assert_eq!(look(&store, names).await, ["kept", "next"]);
}
