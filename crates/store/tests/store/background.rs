use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use countersign_store::{End, Store};

use crate::engines::{begin, gate, on_both_engines};

on_both_engines!(writers 1: work_that_can_wait_is_done_while_requests_keep_coming, requests_go_first);

type Kept = Arc<Mutex<Vec<Pin<Box<dyn Future<Output = ()> + Send>>>>>;

/// A request that makes the next before it ends, so that the line of requests is never empty.
fn keep_coming(store: &Store, enough: &Arc<AtomicBool>, kept: &Kept) {
    let (next, until, futures) = (store.clone(), Arc::clone(enough), Arc::clone(kept));
    let requester = store.clone();
    let mut request: Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(async move {
        let request = requester.write(move |_| {
            if !until.load(Ordering::SeqCst) {
                keep_coming(&next, &until, &futures);
            }
            Ok(End::Rollback(()))
        });
        request.await.expect("a request");
    });
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(request.as_mut().poll(&mut context).is_pending(), "its thread is busy");
    // Dropped, it would be skipped.
    kept.lock().expect("nobody panicked").push(request);
}

async fn work_that_can_wait_is_done_while_requests_keep_coming(store: Store) {
    let (held, keeper) = gate();
    let first = begin(store.write(move |_| {
        held.pass();
        Ok(End::Rollback(()))
    }));
    keeper.wait();
    let (enough, kept) = (Arc::new(AtomicBool::new(false)), Kept::default());
    keep_coming(&store, &enough, &kept);
    let behind = begin(store.write_behind(|_| Ok(End::Rollback("swept"))));
    keeper.open();
    assert!(first.end().await.is_ok());
    assert_eq!(behind.end().await.expect("its turn comes"), "swept");
    enough.store(true, Ordering::SeqCst);
    let many = kept.lock().expect("nobody panicked").len();
    assert!(many > 1, "requests kept coming: {many}");
}

async fn requests_go_first(store: Store) {
    let (held, keeper) = gate();
    let first = begin(store.write(move |_| {
        held.pass();
        Ok(End::Rollback(()))
    }));
    keeper.wait();
    let order = Arc::new(Mutex::new(Vec::new()));
    let note = |what: &'static str| {
        let order = Arc::clone(&order);
        move || order.lock().expect("nobody panicked").push(what)
    };
    let (sweep, request) = (note("sweep"), note("request"));
    let behind = begin(store.write_behind(move |_| {
        sweep();
        Ok(End::Rollback(()))
    }));
    let urgent = begin(store.write(move |_| {
        request();
        Ok(End::Rollback(()))
    }));
    keeper.open();
    assert!(first.end().await.is_ok() && behind.end().await.is_ok() && urgent.end().await.is_ok());
    assert_eq!(*order.lock().expect("nobody panicked"), ["request", "sweep"]);
}
