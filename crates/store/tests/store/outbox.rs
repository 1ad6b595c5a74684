use std::collections::HashSet;

use countersign_model::Timestamp;
use countersign_store::outbox::{self, Errand, Lease};
use countersign_store::{End, Store};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep, look};

on_both_engines!(
    writers 8:
    a_free_row_is_due_at_once_and_a_held_one_when_its_lease_ends,
    a_claimed_row_carries_what_was_put_in,
    the_rows_due_longest_are_taken_first,
    a_claim_takes_no_more_than_asked_though_the_planner_thinks_the_table_small,
    who_holds_an_old_fence_records_nothing,
    a_row_given_back_is_due_when_it_was_said,
    what_a_dead_node_held_is_freed,
    eight_workers_at_once_take_each_row_exactly_once,
);

const LATER: Timestamp = NOW.plus_millis(30_000);

const fn lease(owner: &str) -> Lease<'_> {
    Lease { owner, until: LATER }
}

fn errand(maker: &Maker) -> Errand {
    let verification = maker.verification("+4915112345678");
    Errand {
        attempt_sid: maker.attempt(&verification).sid,
        verification_sid: verification.sid,
        wording: r#"{"locale":"de"}"#.into(),
        tries: 0,
        fence: 0,
    }
}

async fn put(store: &Store, errand: &Errand, owner: Option<&'static str>, now: Timestamp) {
    let errand = errand.clone();
    keep(store, move |tx| outbox::insert(tx, &errand, owner.map(lease), now)).await;
}

async fn claim(store: &Store, owner: &'static str, now: Timestamp, most: i64) -> Vec<Errand> {
    let until = now.plus_millis(30_000);
    keep(store, move |tx| outbox::claim(tx, Lease { owner, until }, now, most)).await
}

async fn done(store: &Store, errand: &Errand) -> bool {
    let errand = errand.clone();
    keep(store, move |tx| outbox::done(tx, &errand)).await
}

async fn later(store: &Store, errand: &Errand, due: Timestamp) -> bool {
    let errand = errand.clone();
    keep(store, move |tx| outbox::later(tx, &errand, due)).await
}

async fn a_free_row_is_due_at_once_and_a_held_one_when_its_lease_ends(store: Store) {
    assert_eq!(look(&store, outbox::next_due).await, None);
    assert_eq!(look(&store, outbox::waiting).await, 0);
    let maker = Maker::new();
    let held = Errand { tries: 1, fence: 1, ..errand(&maker) };
    put(&store, &held, Some("node a"), NOW).await;
    assert_eq!(look(&store, outbox::next_due).await, Some(LATER));
    assert_eq!(claim(&store, "node b", NOW, 10).await, []);
    let free = errand(&maker);
    put(&store, &free, None, NOW).await;
    assert_eq!(look(&store, outbox::next_due).await, Some(NOW));
    assert_eq!(look(&store, outbox::waiting).await, 2);
    let taken: Vec<_> = claim(&store, "node b", NOW, 10).await.into_iter().map(|it| it.attempt_sid).collect();
    assert_eq!(taken, [free.attempt_sid]);
    // The node that made the held row died: once its lease is over it is anybody's.
    let taken: Vec<_> =
        claim(&store, "node b", LATER, 10).await.into_iter().map(|it| it.attempt_sid).collect();
    assert_eq!(taken.len(), 2);
    assert!(!done(&store, &held).await, "its maker's fence is old");
}

async fn a_claimed_row_carries_what_was_put_in(store: Store) {
    let free = errand(&Maker::new());
    put(&store, &free, None, NOW).await;
    assert_eq!(claim(&store, "node a", NOW, 1).await, [Errand { tries: 1, fence: 1, ..free.clone() }]);
    assert_eq!(claim(&store, "node b", LATER, 1).await, [Errand { tries: 2, fence: 2, ..free }]);
}

async fn the_rows_due_longest_are_taken_first(store: Store) {
    let maker = Maker::new();
    let rows: Vec<Errand> = (0..6).map(|_| errand(&maker)).collect();
    for (millis, row) in (0..).zip(&rows) {
        put(&store, row, None, NOW.plus_millis(-millis)).await;
    }
    let mut taken = HashSet::new();
    for _ in 0..3 {
        let two = claim(&store, "node a", NOW, 2).await;
        assert_eq!(two.len(), 2);
        taken.extend(two.into_iter().map(|it| it.attempt_sid));
        let oldest: HashSet<_> = rows.iter().rev().take(taken.len()).map(|it| it.attempt_sid).collect();
        assert_eq!(taken, oldest);
    }
}

async fn a_claim_takes_no_more_than_asked_though_the_planner_thinks_the_table_small(store: Store) {
    let maker = Maker::new();
    put(&store, &errand(&maker), None, NOW).await;
    // With one row in it the planner would look for the due rows again for each row of the table.
    keep(&store, |tx| tx.change("ANALYZE outbox", &[])).await;
    for _ in 0..40 {
        put(&store, &errand(&maker), None, NOW).await;
    }
    assert_eq!(claim(&store, "node a", NOW, 7).await.len(), 7);
}

async fn who_holds_an_old_fence_records_nothing(store: Store) {
    put(&store, &errand(&Maker::new()), None, NOW).await;
    let slow = claim(&store, "node a", NOW, 1).await.remove(0);
    let quick = claim(&store, "node b", LATER, 1).await.remove(0);
    assert!(!done(&store, &slow).await);
    assert!(!later(&store, &slow, NOW).await);
    assert_eq!(look(&store, outbox::waiting).await, 1);
    assert!(done(&store, &quick).await);
    assert!(!done(&store, &quick).await);
    assert_eq!(look(&store, outbox::waiting).await, 0);
}

async fn a_row_given_back_is_due_when_it_was_said(store: Store) {
    put(&store, &errand(&Maker::new()), None, NOW).await;
    let held = claim(&store, "node a", NOW, 1).await.remove(0);
    let due = NOW.plus_millis(2_000);
    assert!(later(&store, &held, due).await);
    assert_eq!(look(&store, outbox::next_due).await, Some(due));
    assert_eq!(claim(&store, "node a", due.plus_millis(-1), 1).await, []);
    let again = claim(&store, "node a", due, 1).await.remove(0);
    assert_eq!((again.tries, again.fence), (2, 2));
}

async fn what_a_dead_node_held_is_freed(store: Store) {
    let maker = Maker::new();
    for owner in ["node a", "node a", "node b"] {
        put(&store, &Errand { tries: 1, fence: 1, ..errand(&maker) }, Some(owner), NOW).await;
    }
    assert_eq!(keep(&store, |tx| outbox::free(tx, "node a", NOW)).await, 2);
    assert_eq!(keep(&store, |tx| outbox::free(tx, "node a", NOW)).await, 0);
    let taken = claim(&store, "node c", NOW, 10).await;
    assert_eq!(taken.iter().map(|it| it.fence).collect::<Vec<_>>(), [2, 2]);
}

async fn eight_workers_at_once_take_each_row_exactly_once(store: Store) {
    const ROWS: usize = 203;
    const MOST: i64 = 7;
    let maker = Maker::new();
    let rows: Vec<Errand> = (0..ROWS).map(|_| errand(&maker)).collect();
    keep(&store, move |tx| rows.iter().try_for_each(|row| outbox::insert(tx, row, None, NOW))).await;
    let workers: Vec<_> = ["a", "b", "c", "d", "e", "f", "g", "h"]
        .into_iter()
        .map(|owner| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut taken = Vec::new();
                loop {
                    let claimed = store
                        .write(move |tx| outbox::claim(tx, lease(owner), NOW, MOST).map(End::Commit))
                        .await;
                    let claimed = claimed.expect("a claim");
                    assert!(claimed.len() <= MOST as usize, "{}", claimed.len());
                    if claimed.is_empty() {
                        return taken;
                    }
                    taken.extend(claimed.into_iter().map(|it| (it.attempt_sid, it.fence)));
                }
            })
        })
        .collect();
    let mut taken = Vec::new();
    for worker in workers {
        taken.extend(worker.await.expect("a worker"));
    }
    assert_eq!(taken.len(), ROWS);
    assert_eq!(taken.iter().collect::<HashSet<_>>().len(), ROWS);
    assert!(taken.iter().all(|(_, fence)| *fence == 1));
}
