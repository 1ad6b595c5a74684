use countersign_model::{AttemptSid, SendMark};
use countersign_store::deliveries::Delivery;
use countersign_store::{Store, attempts, deliveries, verifications};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep, look};

on_both_engines!(sends_are_read_newest_first_with_whom_they_were_for_in_pages_and_alone);

async fn sends_are_read_newest_first_with_whom_they_were_for_in_pages_and_alone(store: Store) {
    let maker = Maker::new();
    let mut verification = maker.verification("+4915112345678");
    let (first, second) = (maker.attempt(&verification), maker.attempt(&verification));
    let mark = |sid| SendMark { at: NOW, channel: verification.channel, attempt_sid: sid };
    verification.sends = vec![mark(first.sid), mark(second.sid)];
    // Its verification is forgotten already, or isn't there yet.
    let orphan = maker.attempt(&maker.verification("+447400123456"));
    let delivery = |attempt: &countersign_model::Attempt, is_last| Delivery {
        attempt: attempt.clone(),
        recipient: Some(verification.recipient.clone()),
        status: Some(verification.status),
        is_last,
    };
    let alone = Delivery { attempt: orphan.clone(), recipient: None, status: None, is_last: false };
    let mut expected = [delivery(&first, false), delivery(&second, true), alone.clone()];
    expected.sort_by_key(|one| std::cmp::Reverse(one.attempt.sid.to_string()));
    let (written, sends) = (verification.clone(), [first, second, orphan]);
    keep(&store, move |tx| {
        verifications::insert(tx, &written)?;
        sends.iter().try_for_each(|attempt| attempts::insert(tx, attempt))
    })
    .await;

    let (after, before) = (AttemptSid::earliest(NOW), AttemptSid::earliest(NOW.plus_millis(1)));
    let first_two = look(&store, move |tx| deliveries::back(tx, before, after, 2)).await;
    assert_eq!(first_two, expected[..2]);
    let before = first_two[1].attempt.sid;
    assert_eq!(look(&store, move |tx| deliveries::back(tx, before, after, 2)).await, expected[2..]);
    let (after, before) =
        (AttemptSid::earliest(NOW.plus_millis(1)), AttemptSid::earliest(NOW.plus_millis(9)));
    assert_eq!(look(&store, move |tx| deliveries::back(tx, before, after, 2)).await, []);
    let sid = alone.attempt.sid;
    assert_eq!(look(&store, move |tx| deliveries::find(tx, sid)).await, Some(alone));
}
