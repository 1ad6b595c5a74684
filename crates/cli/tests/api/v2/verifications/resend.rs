//! One live verification for each service and address (behaviour map 4.2 and 4.4).

use crate::support::{MINUTE, SECOND, TestApp, on_both_engines};

on_both_engines!(
    a_second_create_sends_the_same_code_again,
    another_channel_carries_the_same_code_and_is_shown_as_the_latest,
    a_sixth_send_is_refused_and_says_when_to_come_back,
    canceling_frees_the_number_for_a_new_sid_and_a_new_code,
    two_services_and_two_numbers_have_verifications_of_their_own,
    a_new_code_length_changes_new_verifications_and_no_live_one,
);

async fn a_second_create_sends_the_same_code_again(app: TestApp) {
    let alice = app.alice().await;
    let first = alice.asks().await.is(201);
    let code = alice.reads().await;
    app.advance(30 * SECOND);
    let again = alice.asks().await.is(201).shows("pending");
    assert_eq!(again.sid(), first.sid());
    assert_eq!(alice.reads().await, code);
    assert_eq!(again.sends(), 2);
    let sends = &again.body["send_code_attempts"];
    assert_eq!(sends[0], first.body["send_code_attempts"][0]);
    assert_eq!(sends[1]["time"], "2026-01-01T00:00:30Z");
    assert_ne!(sends[1]["attempt_sid"], sends[0]["attempt_sid"]);
    assert_eq!(again.text("date_created"), "2026-01-01T00:00:00Z");
    assert_eq!(again.text("date_updated"), "2026-01-01T00:00:30Z");
    // Wrong checks count against the code, however often it was sent.
    alice.guesses(4).await;
    assert_eq!(alice.asks().await.is(201).sid(), first.sid());
    alice.guesses(1).await;
    alice.types(&code).await.refuses(429, 60202);
}

async fn another_channel_carries_the_same_code_and_is_shown_as_the_latest(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    let called = alice.service.create(&[("To", &alice.to), ("Channel", "call")]).await.is(201);
    assert_eq!(called.sid(), sid);
    assert_eq!(called.text("channel"), "call");
    let channels: Vec<_> =
        called.body["send_code_attempts"].as_array().unwrap().iter().map(|s| &s["channel"]).collect();
    assert_eq!(channels, ["SMS", "CALL"]);
    let call = alice.gets().await;
    assert_eq!((call.channel.as_str(), &call.code), ("call", &code));
    assert_eq!(alice.types(&code).await.shows("approved").text("channel"), "call");
}

async fn a_sixth_send_is_refused_and_says_when_to_come_back(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.uses_up_sends().await;
    app.advance(90 * SECOND);
    let refused = alice.asks().await.refuses(429, 60203);
    assert_eq!(refused.body["message"], "Max send attempts reached");
    // Ten minutes from the start, of which one and a half are over.
    assert_eq!(refused.retry_after(), 510);
    assert_eq!(alice.service.fetch(&sid).await.shows("pending").sends(), 5);
    alice.types(&code).await.shows("approved");
    // The counter ends with the verification.
    let (next, _) = alice.is_sent().await;
    assert_ne!(next, sid);
}

async fn canceling_frees_the_number_for_a_new_sid_and_a_new_code(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.uses_up_sends().await;
    alice.service.update(&sid, "canceled").await.is(200).shows("canceled");
    let fresh = alice.asks().await.is(201).shows("pending");
    assert_ne!(fresh.sid(), sid);
    assert_eq!(fresh.sends(), 1);
    let fresh_code = alice.reads().await;
    assert_ne!(fresh_code, code);
    alice.types(&code).await.shows("pending");
    alice.types(&fresh_code).await.shows("approved");
}

async fn two_services_and_two_numbers_have_verifications_of_their_own(app: TestApp) {
    let alice = app.alice().await;
    let bob = alice.service.person("+4915112345678");
    let (alices, bobs) = (alice.is_sent().await, bob.is_sent().await);
    let elsewhere = app.service(&[]).await.person(&alice.to);
    let others = elsewhere.is_sent().await;
    assert!(alices.0 != bobs.0 && bobs.0 != others.0 && alices.0 != others.0);
    assert!(alices.1 != bobs.1 && bobs.1 != others.1 && alices.1 != others.1);
    alice.cancels().await.is(200);
    elsewhere.service.fetch(&elsewhere.to).await.shows("pending");
    bob.service.fetch(&bob.to).await.shows("pending");
}

async fn a_new_code_length_changes_new_verifications_and_no_live_one(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    alice.service.set(&[("CodeLength", "10")]).await.is(200);
    app.advance(MINUTE);
    assert_eq!(alice.asks().await.is(201).sid(), sid);
    assert_eq!(alice.reads().await, code);
    alice.types(&code).await.shows("approved");
    let (_, longer) = alice.is_sent().await;
    assert_eq!(longer.len(), 10);
    alice.service.set(&[("CodeLength", "4")]).await.is(200);
    alice.types(&longer).await.shows("approved");
    let (_, shorter) = alice.is_sent().await;
    assert_eq!(shorter.len(), 4);
    alice.types(&shorter).await.shows("approved");
}
