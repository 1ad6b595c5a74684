use countersign_model::{Recipient, ServiceSid};
use countersign_store::{Store, wrong_checks};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep, look};

on_both_engines!(
    writers 8:
    wrong_checks_are_counted_per_service_and_address,
    a_wrong_check_counts_for_a_day_and_no_longer_than_an_hour_more,
    wrong_checks_at_once_are_all_counted,
    old_counts_are_swept_and_others_stay,
    a_sweep_takes_no_more_than_asked_though_the_planner_thinks_the_table_small,
);

const HOUR: i64 = 3_600_000;

fn recipient(text: &str) -> Recipient {
    Recipient::parse(text).expect("an address")
}

async fn wrong_checks_are_counted_per_service_and_address(store: Store) {
    let maker = Maker::new();
    let (service, other) = (maker.service, ServiceSid::new(NOW, maker.dice()));
    keep(&store, move |tx| {
        wrong_checks::add(tx, service, &recipient("+4915112345678"), NOW)?;
        wrong_checks::add(tx, service, &recipient("+4915112345678"), NOW.plus_millis(HOUR))?;
        wrong_checks::add(tx, service, &recipient("ann@example.com"), NOW)?;
        wrong_checks::add(tx, other, &recipient("+4915112345678"), NOW)
    })
    .await;
    let counts = look(&store, move |tx| {
        let later = NOW.plus_millis(HOUR);
        Ok([
            wrong_checks::count(tx, service, &recipient("+4915112345678"), later)?,
            wrong_checks::count(tx, service, &recipient("ann@example.com"), later)?,
            wrong_checks::count(tx, other, &recipient("+4915112345678"), later)?,
            wrong_checks::count(tx, other, &recipient("ann@example.com"), later)?,
        ])
    })
    .await;
    assert_eq!(counts, [2, 1, 1, 0]);
}

async fn a_wrong_check_counts_for_a_day_and_no_longer_than_an_hour_more(store: Store) {
    let service = Maker::new().service;
    keep(&store, move |tx| wrong_checks::add(tx, service, &recipient("+4915112345678"), NOW)).await;
    let count = async |hours: i64| {
        let then = NOW.plus_millis(hours * HOUR);
        look(&store, move |tx| wrong_checks::count(tx, service, &recipient("+4915112345678"), then)).await
    };
    assert_eq!((count(0).await, count(24).await, count(25).await), (1, 1, 0));
}

async fn wrong_checks_at_once_are_all_counted(store: Store) {
    let service = Maker::new().service;
    let adds: Vec<_> = (0..100)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                keep(&store, move |tx| wrong_checks::add(tx, service, &recipient("+4915112345678"), NOW))
                    .await;
            })
        })
        .collect();
    for add in adds {
        add.await.expect("a wrong check");
    }
    let counted = look(&store, move |tx| wrong_checks::count(tx, service, &recipient("+4915112345678"), NOW));
    assert_eq!(counted.await, 100);
}

async fn old_counts_are_swept_and_others_stay(store: Store) {
    let service = Maker::new().service;
    keep(&store, move |tx| {
        (0..5).try_for_each(|hour| {
            wrong_checks::add(tx, service, &recipient("+4915112345678"), NOW.plus_millis(hour * HOUR))
        })
    })
    .await;
    let then = NOW.plus_millis(27 * HOUR);
    assert_eq!(keep(&store, move |tx| wrong_checks::sweep(tx, then, 2)).await, 2);
    assert_eq!(keep(&store, move |tx| wrong_checks::sweep(tx, then, 2)).await, 1);
    assert_eq!(keep(&store, move |tx| wrong_checks::sweep(tx, then, 2)).await, 0);
    let left = look(&store, move |tx| wrong_checks::count(tx, service, &recipient("+4915112345678"), NOW));
    assert_eq!(left.await, 2);
}

async fn a_sweep_takes_no_more_than_asked_though_the_planner_thinks_the_table_small(store: Store) {
    let service = Maker::new().service;
    keep(&store, move |tx| {
        wrong_checks::add(tx, service, &recipient("+4915112345678"), NOW)?;
        tx.change("ANALYZE wrong_checks", &[])?;
        (0..40).try_for_each(|hour| {
            wrong_checks::add(tx, service, &recipient("+4915112345678"), NOW.plus_millis(-hour * HOUR))
        })
    })
    .await;
    let then = NOW.plus_millis(48 * HOUR);
    assert_eq!(keep(&store, move |tx| wrong_checks::sweep(tx, then, 7)).await, 7);
}
