use countersign_store::keys::{self, KeyRow, KeyState};
use countersign_store::{End, Store, verifications};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep, look, take};

on_both_engines!(
    keys_come_back_as_they_were_written,
    two_keys_are_never_active_at_once,
    who_decides_about_keys_waits_for_who_is_deciding,
    codes_count_while_they_are_good,
);

fn row(key_id: &str, state: KeyState) -> KeyRow {
    KeyRow { key_id: key_id.to_owned(), check_value: format!("check of {key_id}"), state, since: NOW }
}

async fn keys_come_back_as_they_were_written(store: Store) {
    let states = [KeyState::OpenOnly, KeyState::Active, KeyState::Retired, KeyState::Dropped];
    let rows: Vec<KeyRow> = (1..).zip(states).map(|(n, state)| row(&format!("k{n}"), state)).collect();
    let written = rows.clone();
    keep(&store, move |tx| written.iter().try_for_each(|row| keys::add(tx, row))).await;
    assert_eq!(look(&store, keys::list).await, rows);
    keep(&store, |tx| keys::set_state(tx, "k3", KeyState::Dropped, NOW.plus_millis(5))).await;
    let last = look(&store, keys::list).await.pop().expect("the newest state comes last");
    assert_eq!(last, KeyRow { since: NOW.plus_millis(5), ..row("k3", KeyState::Dropped) });
}

async fn two_keys_are_never_active_at_once(store: Store) {
    keep(&store, |tx| keys::add(tx, &row("k1", KeyState::Active))).await;
    let second = store.write(|tx| keys::add(tx, &row("k2", KeyState::Active)).map(End::Commit)).await;
    assert!(second.is_err(), "{second:?}");
    assert_eq!(look(&store, keys::list).await, [row("k1", KeyState::Active)]);
}

async fn who_decides_about_keys_waits_for_who_is_deciding(store: Store) {
    // Each adds the key after the highest it sees: without the lock two would add the same.
    let deciding: Vec<_> = (0..8)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                keep(&store, |tx| {
                    keys::lock(tx)?;
                    let known = keys::list(tx)?.len();
                    keys::add(tx, &row(&format!("k{known}"), KeyState::OpenOnly))
                })
                .await;
            })
        })
        .collect();
    for decided in deciding {
        decided.await.expect("a decision");
    }
    assert_eq!(look(&store, keys::list).await.len(), 8);
}

async fn codes_count_while_they_are_good(store: Store) {
    let maker = Maker::new();
    let live = maker.verification("+15017122661");
    let until = live.expires_at;
    keep(&store, move |tx| {
        take(tx, &live)?;
        verifications::insert(tx, &live)
    })
    .await;
    for (key, now, count) in [("k1", NOW, 1), ("k2", NOW, 0), ("k1", until, 0)] {
        assert_eq!(look(&store, move |tx| keys::live_codes(tx, key, now)).await, count, "{key} {now}");
    }
}
