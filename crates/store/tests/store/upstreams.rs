use countersign_model::{CodeSource, Ending, Handed, Verification};
use countersign_store::upstream_endings::{self as endings, Untold};
use countersign_store::{Store, verifications, wrong_checks};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep, look};

on_both_engines!(
    a_verification_that_was_handed_over_reads_back_and_learns_its_name_there,
    what_an_upstream_has_to_be_told_is_leased_until_it_was_told,
    a_later_end_takes_the_place_of_an_earlier_one,
    what_is_of_no_use_any_more_is_swept,
    a_check_that_was_counted_too_early_is_taken_back_once,
);

fn handed(maker: &Maker) -> Verification {
    Verification {
        code: CodeSource::Upstream,
        handed: Some(Handed { upstream: "twilio".to_owned(), sid: None }),
        ..maker.verification("+4915112345678")
    }
}

async fn a_verification_that_was_handed_over_reads_back_and_learns_its_name_there(store: Store) {
    let maker = Maker::new();
    let (theirs, ours) = (handed(&maker), maker.verification("+4915112345679"));
    for it in [theirs.clone(), ours.clone()] {
        keep(&store, move |tx| verifications::insert(tx, &it)).await;
    }
    let (sid, other) = (theirs.sid, ours.sid);
    assert_eq!(look(&store, move |tx| verifications::find(tx, sid)).await, Some(theirs.clone()));
    for sid in [sid, other] {
        keep(&store, move |tx| verifications::handed(tx, sid, "VE1")).await;
    }
    let there = Some(Handed { upstream: "twilio".to_owned(), sid: Some("VE1".to_owned()) });
    let found = look(&store, move |tx| verifications::find(tx, sid)).await;
    assert_eq!(found, Some(Verification { handed: there, ..theirs }));
    // What lives here has no name elsewhere.
    assert_eq!(look(&store, move |tx| verifications::find(tx, other)).await, Some(ours));
}

async fn what_an_upstream_has_to_be_told_is_leased_until_it_was_told(store: Store) {
    let sid = Maker::new().verification("+4915112345678").sid;
    let until = NOW.plus_millis(600_000);
    keep(&store, move |tx| endings::add(tx, sid, Ending::Exhausted, NOW, until)).await;
    assert_eq!(look(&store, endings::next_due).await, Some(NOW));
    let claim = async |at| {
        let (at, lease) = (NOW.plus_millis(at), NOW.plus_millis(at + 30_000));
        keep(&store, move |tx| endings::claim(tx, at, lease, 10)).await
    };
    // An upstream can be told of two ends only: what is no approval frees the address.
    let untold = Untold { verification_sid: sid, how: Ending::Canceled, tries: 1 };
    assert_eq!(claim(0).await, [untold]);
    assert_eq!(claim(29_999).await, []);
    assert_eq!(look(&store, move |tx| endings::find(tx, sid)).await, Some(untold));
    let again = claim(30_000).await;
    assert_eq!(again, [Untold { tries: 2, ..untold }]);
    keep(&store, move |tx| endings::later(tx, &untold, NOW.plus_millis(90_000))).await;
    assert_eq!(look(&store, endings::next_due).await, Some(NOW.plus_millis(90_000)));
    keep(&store, move |tx| endings::done(tx, &untold)).await;
    assert_eq!(look(&store, endings::next_due).await, None);
}

async fn a_later_end_takes_the_place_of_an_earlier_one(store: Store) {
    let sid = Maker::new().verification("+4915112345678").sid;
    let until = NOW.plus_millis(600_000);
    keep(&store, move |tx| endings::add(tx, sid, Ending::Canceled, NOW, until)).await;
    let canceled = look(&store, move |tx| endings::find(tx, sid)).await.expect("one");
    keep(&store, move |tx| endings::add(tx, sid, Ending::Approved, NOW, until)).await;
    // Whoever was telling the first has not told this one.
    keep(&store, move |tx| endings::done(tx, &canceled)).await;
    let left = look(&store, move |tx| endings::find(tx, sid)).await.expect("one");
    assert_eq!((left.how, left.tries), (Ending::Approved, 0));
}

async fn what_is_of_no_use_any_more_is_swept(store: Store) {
    let maker = Maker::new();
    for (number, millis) in [("+4915112345678", 1000), ("+4915112345679", 2000)] {
        let sid = maker.verification(number).sid;
        keep(&store, move |tx| endings::add(tx, sid, Ending::Canceled, NOW, NOW.plus_millis(millis))).await;
    }
    assert_eq!(keep(&store, |tx| endings::sweep(tx, NOW.plus_millis(1000), 10)).await, 1);
    assert_eq!(keep(&store, |tx| endings::sweep(tx, NOW.plus_millis(1000), 10)).await, 0);
}

async fn a_check_that_was_counted_too_early_is_taken_back_once(store: Store) {
    let it = Maker::new().verification("+4915112345678");
    let (service, to) = (it.service_sid, it.recipient);
    let count = async |change: i64| {
        let to = to.clone();
        keep(&store, move |tx| {
            match change {
                1 => wrong_checks::add(tx, service, &to, NOW)?,
                -1 => wrong_checks::remove(tx, service, &to, NOW)?,
                _ => {}
            }
            wrong_checks::count(tx, service, &to, NOW)
        })
        .await
    };
    assert_eq!((count(1).await, count(1).await, count(-1).await), (1, 2, 1));
    // Never below nothing: that would be a present of guesses.
    assert_eq!((count(-1).await, count(-1).await, count(1).await), (0, 0, 1));
}
