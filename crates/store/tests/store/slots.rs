use countersign_model::{ServiceSid, Verification};
use countersign_store::{Store, services, slots};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep, look, take};

on_both_engines!(
    writers 8:
    the_first_to_take_a_slot_holds_it,
    a_slot_is_given_to_another_once_locked,
    a_slot_belongs_to_one_service_and_one_address,
    slots_whose_time_is_over_are_swept_earliest_first,
    a_sweep_takes_no_more_than_asked_though_the_planner_thinks_the_table_small,
    a_services_slots_are_cleared_and_no_others,
    many_at_once_agree_who_holds_a_slot,
    under_a_service_that_is_gone_no_slot_is_taken,
);

async fn the_first_to_take_a_slot_holds_it(store: Store) {
    let maker = Maker::new();
    let (first, second) = (maker.verification("+4915112345678"), maker.verification("+4915112345678"));
    let (service, recipient, sid) = (first.service_sid, first.recipient.clone(), first.sid);
    for verification in [first.clone(), first, second] {
        assert_eq!(keep(&store, move |tx| take(tx, &verification)).await, sid);
    }
    assert_eq!(look(&store, move |tx| slots::holder(tx, service, &recipient)).await, Some(sid));
}

async fn a_slot_is_given_to_another_once_locked(store: Store) {
    let maker = Maker::new();
    let (first, second) = (maker.verification("+4915112345678"), maker.verification("+4915112345678"));
    let (service, recipient, sid) = (first.service_sid, first.recipient.clone(), second.sid);
    keep(&store, move |tx| {
        take(tx, &first)?;
        take(tx, &second)?;
        slots::replace(tx, &second)
    })
    .await;
    assert_eq!(look(&store, move |tx| slots::holder(tx, service, &recipient)).await, Some(sid));
}

async fn a_slot_belongs_to_one_service_and_one_address(store: Store) {
    let maker = Maker::new();
    let one = maker.verification("+4915112345678");
    let address = maker.verification("ann@example.com");
    let service = Verification {
        service_sid: ServiceSid::new(NOW, maker.dice()),
        ..maker.verification("+4915112345678")
    };
    for verification in [one, address, service] {
        let sid = verification.sid;
        assert_eq!(keep(&store, move |tx| take(tx, &verification)).await, sid);
    }
}

async fn slots_whose_time_is_over_are_swept_earliest_first(store: Store) {
    let maker = Maker::new();
    let all: Vec<Verification> = (0..4)
        .map(|n| Verification {
            expires_at: NOW.plus_millis(n),
            ..maker.verification(&format!("{n}@example.com"))
        })
        .collect();
    let sids: Vec<_> = all.iter().map(|it| it.sid).collect();
    keep(&store, move |tx| all.iter().rev().try_for_each(|it| take(tx, it).map(drop))).await;
    let sweep = async |most| {
        let swept = keep(&store, move |tx| slots::sweep(tx, NOW.plus_millis(2), most)).await;
        let mut swept: Vec<_> = swept.into_iter().map(|(sid, _)| sid).collect();
        swept.sort_by_key(ToString::to_string);
        swept
    };
    let sorted = |sids: &[countersign_model::VerificationSid]| {
        let mut sids = sids.to_vec();
        sids.sort_by_key(ToString::to_string);
        sids
    };
    assert_eq!(sweep(2).await, sorted(&sids[..2]));
    assert_eq!(sweep(2).await, sorted(&sids[2..3]));
    assert_eq!(sweep(2).await, []);
}

async fn a_sweep_takes_no_more_than_asked_though_the_planner_thinks_the_table_small(store: Store) {
    let maker = Maker::new();
    let first = maker.verification("first@example.com");
    keep(&store, move |tx| {
        take(tx, &first)?;
        tx.change("ANALYZE live_slots", &[])
    })
    .await;
    let all: Vec<Verification> = (0..40).map(|n| maker.verification(&format!("{n}@example.com"))).collect();
    let end = all[0].expires_at;
    keep(&store, move |tx| all.iter().try_for_each(|it| take(tx, it).map(drop))).await;
    assert_eq!(keep(&store, move |tx| slots::sweep(tx, end, 7)).await.len(), 7);
}

async fn a_services_slots_are_cleared_and_no_others(store: Store) {
    let maker = Maker::new();
    let gone = maker.verification("+4915112345678");
    let stays = Verification {
        service_sid: ServiceSid::new(NOW, maker.dice()),
        ..maker.verification("+4915112345678")
    };
    let (cleared, kept, recipient) = (gone.service_sid, stays.service_sid, gone.recipient.clone());
    let sid = stays.sid;
    keep(&store, move |tx| {
        take(tx, &gone)?;
        take(tx, &stays)?;
        slots::clear(tx, cleared)
    })
    .await;
    let found = look(&store, move |tx| {
        Ok((slots::holder(tx, cleared, &recipient)?, slots::holder(tx, kept, &recipient)?))
    })
    .await;
    assert_eq!(found, (None, Some(sid)));
}

async fn many_at_once_agree_who_holds_a_slot(store: Store) {
    let maker = Maker::new();
    let service = maker.service(maker.service);
    keep(&store, move |tx| services::insert(tx, &service)).await;
    let takes: Vec<_> = (0..40)
        .map(|_| {
            let (store, verification) = (store.clone(), maker.verification("+4915112345678"));
            tokio::spawn(async move { keep(&store, move |tx| take(tx, &verification)).await })
        })
        .collect();
    let mut holders = Vec::new();
    for take in takes {
        holders.push(take.await.expect("a holder"));
    }
    assert!(holders.iter().all(|holder| *holder == holders[0]), "{holders:?}");
}

async fn under_a_service_that_is_gone_no_slot_is_taken(store: Store) {
    let maker = Maker::new();
    let (first, second) = (maker.verification("+4915112345678"), maker.verification("ann@example.com"));
    let (account, service) = (first.account_sid, first.service_sid);
    let again = first.clone();
    keep(&store, move |tx| take(tx, &first)).await;
    keep(&store, move |tx| services::delete(tx, account, service)).await.expect("it was there");
    // Neither a free one nor one that somebody holds.
    let taken = keep(&store, move |tx| Ok((slots::take(tx, &again)?, slots::take(tx, &second)?))).await;
    assert_eq!(taken, (None, None));
}
