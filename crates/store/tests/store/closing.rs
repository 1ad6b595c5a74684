use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use countersign_store::{End, Store, StoreError};

use crate::engines::{Begun, begin, gate, on_both_engines, open};

on_both_engines!(
    writers 1:
    a_closing_store_does_what_waits_and_takes_nothing_more,
    a_store_whose_last_handle_goes_inside_a_function_ends,
);

async fn a_closing_store_does_what_waits_and_takes_nothing_more(store: Store) {
    let (held, keeper) = gate();
    let first = begin(store.write(move |_| {
        held.pass();
        Ok(End::Rollback(()))
    }));
    keeper.wait();
    let runs = Arc::new(AtomicUsize::new(0));
    let waiting: Vec<_> = (0..10)
        .map(|_| {
            let runs = Arc::clone(&runs);
            begin(store.write(move |_| Ok(End::Rollback(runs.fetch_add(1, Ordering::SeqCst)))))
        })
        .collect();
    let closing = tokio::task::spawn_blocking({
        let store = store.clone();
        move || store.close()
    });
    // Closing has begun once something new is refused; until then the probes wait behind the gate and are dropped.
    let refused = loop {
        match begin(store.write(|_| Ok(End::Rollback(())))) {
            Begun::Done(answer) if !matches!(answer, Err(StoreError::Busy)) => break answer,
            _ => tokio::task::yield_now().await,
        }
    };
    assert!(matches!(refused, Err(StoreError::Closed)), "{refused:?}");
    keeper.open();
    assert!(first.end().await.is_ok());
    for job in waiting {
        assert!(job.end().await.is_ok());
    }
    assert_eq!(runs.load(Ordering::SeqCst), 10);
    closing.await.expect("a clean end");
    assert!(matches!(store.read(|_| Ok(())).await, Err(StoreError::Closed)));
    assert!(matches!(store.report(|_| Ok(())).await, Err(StoreError::Closed)));
    assert!(matches!(store.write_behind(|_| Ok(End::Commit(()))).await, Err(StoreError::Closed)));
}

async fn a_store_whose_last_handle_goes_inside_a_function_ends(store: Store) {
    let other = open(store.engine().clone()).await.expect("a second store");
    let last = Mutex::new(Some(other.clone()));
    let (held, keeper) = gate();
    let (tell, told) = std::sync::mpsc::channel();
    let job = begin(async move {
        let write = other.write(move |tx| {
            held.pass();
            let (last, tell) = (last.lock().expect("nobody panicked").take(), tell.clone());
            tx.after_commit(move || {
                // A thread that waited for its own end would stay here.
                drop(last);
                let _ = tell.send(());
            });
            Ok(End::Commit(()))
        });
        write.await
    });
    keeper.wait();
    drop(job);
    keeper.open();
    told.recv().expect("the handle went and its thread lived on");
}
