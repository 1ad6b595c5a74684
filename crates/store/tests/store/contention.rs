use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use countersign_store::{DbError, End, Store, StoreError, WriteTx};

use crate::engines::{on_both_engines, on_postgres};
use crate::nouns::{count_up, keep, lock_number, make_scratch, number, scratch};

on_both_engines!(
    writers 8:
    of_many_guarded_updates_at_once_exactly_as_many_count_as_may,
    many_that_lock_then_write_all_count,
);

const MANY: usize = 500;

/// Runs `function` many times at once and gives every answer.
async fn many<T: Send + 'static>(
    store: &Store,
    function: impl Fn(&mut WriteTx<'_>) -> Result<End<T>, DbError> + Clone + Send + 'static,
) -> Vec<T> {
    let writes: Vec<_> = (0..MANY)
        .map(|_| {
            let (store, function) = (store.clone(), function.clone());
            tokio::spawn(async move { store.write(function).await })
        })
        .collect();
    let mut answers = Vec::with_capacity(MANY);
    for write in writes {
        answers.push(write.await.expect("no panic").expect("a commit"));
    }
    answers
}

async fn of_many_guarded_updates_at_once_exactly_as_many_count_as_may(store: Store) {
    make_scratch(&store).await;
    keep(&store, |tx| scratch(tx, "checks")).await;
    let counted = many(&store, |tx| {
        tx.one("UPDATE scratch SET n = n + 1 WHERE name = 'checks' AND n < 5 RETURNING n", &[], |row| {
            row.int(0)
        })
        .map(End::Commit)
    });
    let mut counted: Vec<i64> = counted.await.into_iter().flatten().collect();
    counted.sort_unstable();
    assert_eq!(counted, [1, 2, 3, 4, 5]);
    assert_eq!(number(&store, "checks").await, Some(5));
}

async fn many_that_lock_then_write_all_count(store: Store) {
    make_scratch(&store).await;
    keep(&store, |tx| scratch(tx, "sends")).await;
    let mut seen = many(&store, |tx| {
        let n = lock_number(tx, "sends")?.unwrap_or_default();
        tx.put("UPDATE scratch SET n = $1 WHERE name = 'sends'", &[(n + 1).into()])?;
        Ok(End::Commit(n))
    })
    .await;
    seen.sort_unstable();
    assert_eq!(seen, (0..MANY as i64).collect::<Vec<_>>());
    assert_eq!(number(&store, "sends").await, Some(MANY as i64));
}

/// Two functions that meet at a barrier in their first run, each counted, each followed by a hook that is counted.
struct Pair {
    meet: Arc<Barrier>,
    runs: Arc<AtomicUsize>,
    hooks: Arc<AtomicUsize>,
}

impl Pair {
    fn new() -> Self {
        let runs = Arc::new(AtomicUsize::new(0));
        Self { meet: Arc::new(Barrier::new(2)), runs, hooks: Arc::new(AtomicUsize::new(0)) }
    }

    /// One of the two: `ahead`, the meeting, `behind`.
    fn one(
        &self,
        store: &Store,
        ahead: impl Fn(&mut WriteTx<'_>) -> Result<(), DbError> + Send + 'static,
        behind: impl Fn(&mut WriteTx<'_>) -> Result<(), DbError> + Send + 'static,
    ) -> tokio::task::JoinHandle<Result<(), StoreError>> {
        let (store, meet) = (store.clone(), Arc::clone(&self.meet));
        let (runs, hooks, own) = (Arc::clone(&self.runs), Arc::clone(&self.hooks), AtomicUsize::new(0));
        tokio::spawn(async move {
            let write = store.write(move |tx| {
                runs.fetch_add(1, Ordering::SeqCst);
                let hooks = Arc::clone(&hooks);
                tx.after_commit(move || {
                    hooks.fetch_add(1, Ordering::SeqCst);
                });
                ahead(tx)?;
                if own.fetch_add(1, Ordering::SeqCst) == 0 {
                    meet.wait();
                }
                behind(tx).map(End::Commit)
            });
            write.await
        })
    }

    /// Both succeeded, at least one of them in a second run, and each was followed once.
    fn assert_one_ran_again(&self) {
        assert!(self.runs.load(Ordering::SeqCst) > 2);
        assert_eq!(self.hooks.load(Ordering::SeqCst), 2);
    }
}

#[test]
fn functions_that_lock_in_conflicting_order_are_run_again_until_both_succeed() {
    on_postgres(2, async |store: Store| {
        make_scratch(&store).await;
        keep(&store, |tx| scratch(tx, "a").and_then(|()| scratch(tx, "b"))).await;
        let pair = Pair::new();
        let one = pair.one(&store, |tx| count_up(tx, "a"), |tx| count_up(tx, "b"));
        let two = pair.one(&store, |tx| count_up(tx, "b"), |tx| count_up(tx, "a"));
        one.await.expect("no panic").expect("a commit");
        two.await.expect("no panic").expect("a commit");
        pair.assert_one_ran_again();
        assert_eq!((number(&store, "a").await, number(&store, "b").await), (Some(2), Some(2)));
    });
}

/// Reads a number on a state of the database that stays as it is.
fn read_on_one_state(tx: &mut WriteTx<'_>) -> Result<(), DbError> {
    tx.change("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", &[])?;
    tx.one("SELECT n FROM scratch WHERE name = 'a'", &[], |row| row.int(0)).map(drop)
}

#[test]
fn a_function_whose_state_was_overtaken_is_run_again() {
    on_postgres(2, async |store: Store| {
        make_scratch(&store).await;
        keep(&store, |tx| scratch(tx, "a")).await;
        let pair = Pair::new();
        let one = pair.one(&store, read_on_one_state, |tx| count_up(tx, "a"));
        let two = pair.one(&store, read_on_one_state, |tx| count_up(tx, "a"));
        one.await.expect("no panic").expect("a commit");
        two.await.expect("no panic").expect("a commit");
        pair.assert_one_ran_again();
        assert_eq!(number(&store, "a").await, Some(2));
    });
}

#[test]
fn a_function_overtaken_in_what_travels_with_its_commit_is_run_again() {
    on_postgres(2, async |store: Store| {
        make_scratch(&store).await;
        keep(&store, |tx| scratch(tx, "a")).await;
        let deferred =
            |tx: &mut WriteTx<'_>| tx.put("UPDATE scratch SET n = n + 1 WHERE name = $1", &["a".into()]);
        let pair = Pair::new();
        let one = pair.one(&store, read_on_one_state, deferred);
        let two = pair.one(&store, read_on_one_state, deferred);
        one.await.expect("no panic").expect("a commit");
        two.await.expect("no panic").expect("a commit");
        pair.assert_one_ran_again();
        assert_eq!(number(&store, "a").await, Some(2));
    });
}
