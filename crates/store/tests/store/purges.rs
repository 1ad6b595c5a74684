use countersign_model::{ServiceSid, Timestamp, Verification, VerificationSid};
use countersign_store::{Store, attempts, purges, verifications, wrong_checks};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep, look};

on_both_engines!(
    a_deleted_services_rows_go_chunk_by_chunk_and_no_others,
    nothing_to_remove_is_said_at_once,
    rows_older_than_the_service_are_not_looked_at,
    services_deleted_together_are_removed_in_one_walk,
);

async fn nothing_to_remove_is_said_at_once(store: Store) {
    assert!(!keep(&store, |tx| purges::chunk(tx, 10)).await);
}

async fn a_deleted_services_rows_go_chunk_by_chunk_and_no_others(store: Store) {
    let maker = Maker::new();
    let (gone, stays) = (maker.service, ServiceSid::new(NOW, maker.dice()));
    let rows: Vec<_> = (0..20)
        .map(|n| {
            let service_sid = if n % 2 == 0 { gone } else { stays };
            let it = Verification { service_sid, ..maker.verification("+4915112345678") };
            let mut attempt = maker.attempt(&it);
            attempt.service_sid = service_sid;
            (it, attempt)
        })
        .collect();
    let written = rows.clone();
    keep(&store, move |tx| {
        for (it, attempt) in &written {
            verifications::insert(tx, it)?;
            attempts::insert(tx, attempt)?;
            wrong_checks::add(tx, it.service_sid, &it.recipient, NOW)?;
        }
        purges::add(tx, gone, NOW)?;
        // Asked twice: once is enough.
        purges::add(tx, gone, NOW)
    })
    .await;
    let mut chunks = 0;
    while keep(&store, |tx| purges::chunk(tx, 3)).await {
        chunks += 1;
        assert!(chunks < 100, "it ends");
    }
    // Seven chunks of three for each of the two tables, and the turns between them.
    assert!(chunks >= 14, "{chunks}");
    for (it, attempt) in rows {
        let kept = it.service_sid == stays;
        let (recipient, service) = (it.recipient.clone(), it.service_sid);
        let left = look(&store, move |tx| {
            Ok((
                verifications::find(tx, it.sid)?.is_some(),
                attempts::find(tx, attempt.sid)?.is_some(),
                wrong_checks::count(tx, service, &recipient, NOW)? > 0,
            ))
        })
        .await;
        assert_eq!(left, (kept, kept, kept));
    }
}

/// How many chunks it takes until all is removed.
async fn chunks(store: &Store, most: i64) -> usize {
    let mut chunks = 0;
    while keep(store, move |tx| purges::chunk(tx, most)).await {
        chunks += 1;
        assert!(chunks < 1000, "it ends");
    }
    chunks
}

/// A row of `service` made at `at`.
fn made_at(maker: &Maker, service: ServiceSid, at: Timestamp) -> Verification {
    let sid = VerificationSid::new(at, maker.dice());
    Verification { sid, service_sid: service, ..maker.verification("ann@example.com") }
}

async fn rows_older_than_the_service_are_not_looked_at(store: Store) {
    let maker = Maker::new();
    let (old, gone) = (maker.service, ServiceSid::new(NOW, maker.dice()));
    let day = 86_400_000;
    let history: Vec<_> = (0..200).map(|n| made_at(&maker, old, NOW.plus_millis(-day - n))).collect();
    let mine: Vec<_> = (0..20).map(|n| made_at(&maker, gone, NOW.plus_millis(n))).collect();
    let (first, last) = (mine[0].sid, mine[19].sid);
    keep(&store, move |tx| {
        history.iter().chain(&mine).try_for_each(|it| verifications::insert(tx, it))?;
        purges::add(tx, gone, NOW)
    })
    .await;
    // Two chunks of ten, the turn to the attempts, and the end.
    assert_eq!(chunks(&store, 10).await, 4);
    for sid in [first, last] {
        assert!(look(&store, move |tx| verifications::find(tx, sid)).await.is_none());
    }
}

async fn services_deleted_together_are_removed_in_one_walk(store: Store) {
    let maker = Maker::new();
    let services: Vec<ServiceSid> = (0..5).map(|_| ServiceSid::new(NOW, maker.dice())).collect();
    let hour = 3_600_000;
    let rows: Vec<_> = (0_i64..200)
        .zip(services.iter().cycle())
        .map(|(n, service)| made_at(&maker, *service, NOW.plus_millis(5 * hour + n)))
        .collect();
    let sids: Vec<_> = rows.iter().map(|it| it.sid).collect();
    keep(&store, move |tx| {
        rows.iter().try_for_each(|it| verifications::insert(tx, it))?;
        // Each made an hour after the other.
        services
            .iter()
            .zip(0..)
            .try_for_each(|(service, n)| purges::add(tx, *service, NOW.plus_millis(n * hour)))
    })
    .await;
    // Ten chunks of twenty, whatever the number of services, and a few steps until their walks meet and end.
    let chunks = chunks(&store, 20).await;
    assert!((10..=25).contains(&chunks), "{chunks}");
    for sid in sids {
        assert!(look(&store, move |tx| verifications::find(tx, sid)).await.is_none());
    }
}
