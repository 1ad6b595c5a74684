use countersign_model::{AccountSid, AttemptSid};
use countersign_store::idempotency::{self, Use};
use countersign_store::{End, Store};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep};

on_both_engines!(
    writers 8:
    the_first_holds_a_key_and_those_after_are_told_who_does,
    one_of_many_at_once_gets_the_key,
    a_key_whose_time_is_over_is_taken_anew_and_swept,
);

const DAY: i64 = 86_400_000;

/// Asks for the key at NOW and `later` milliseconds; who holds it.
async fn ask(store: &Store, account: AccountSid, attempt: AttemptSid, later: i64) -> AttemptSid {
    let now = NOW.plus_millis(later);
    let take = store.write(move |tx| {
        let until = now.plus_millis(DAY);
        let wanted = Use { account, key_hash: "hash", request_sealed: &attempt.to_string(), attempt, until };
        let holder = idempotency::take(tx, &wanted, now)?;
        assert_eq!(holder.request_sealed, holder.attempt.to_string());
        Ok(End::Commit(holder.attempt))
    });
    take.await.expect("an answer")
}

async fn the_first_holds_a_key_and_those_after_are_told_who_does(store: Store) {
    let maker = Maker::new();
    let [one, two] = [0, 1].map(|_| AttemptSid::new(NOW, maker.dice()));
    let other = AccountSid::new(NOW, maker.dice());
    assert_eq!(ask(&store, maker.account, one, 0).await, one);
    assert_eq!(ask(&store, maker.account, two, DAY - 1).await, one);
    assert_eq!(ask(&store, other, two, 0).await, two);
}

async fn one_of_many_at_once_gets_the_key(store: Store) {
    let maker = Maker::new();
    let asking: Vec<_> = (0..20)
        .map(|_| {
            let (store, account, attempt) =
                (store.clone(), maker.account, AttemptSid::new(NOW, maker.dice()));
            tokio::spawn(async move { ask(&store, account, attempt, 0).await })
        })
        .collect();
    let mut holders = Vec::new();
    for asked in asking {
        holders.push(asked.await.expect("an answer"));
    }
    assert!(holders.iter().all(|holder| *holder == holders[0]));
}

async fn a_key_whose_time_is_over_is_taken_anew_and_swept(store: Store) {
    let maker = Maker::new();
    let [one, two] = [0, 1].map(|_| AttemptSid::new(NOW, maker.dice()));
    ask(&store, maker.account, one, 0).await;
    assert_eq!(ask(&store, maker.account, two, DAY).await, two);
    for (later, swept) in [(2 * DAY - 1, 0), (2 * DAY, 1), (2 * DAY, 0)] {
        let now = NOW.plus_millis(later);
        keep(&store, move |tx| {
            assert_eq!(idempotency::sweep(tx, now, 10)?, swept);
            Ok(())
        })
        .await;
    }
}
