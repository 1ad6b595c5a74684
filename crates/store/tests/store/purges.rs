use countersign_model::{ServiceSid, Verification};
use countersign_store::{Store, attempts, purges, verifications, wrong_checks};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep, look};

on_both_engines!(a_deleted_services_rows_go_chunk_by_chunk_and_no_others, nothing_to_remove_is_said_at_once,);

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
        purges::add(tx, gone)?;
        // Asked twice: once is enough.
        purges::add(tx, gone)
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
