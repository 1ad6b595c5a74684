//! When a code dies (behaviour map 4.3), computed when read: no sweep runs in these tests unless one is called.

use crate::support::{HOUR, MINUTE, SECOND, TestApp, WRONG, on_both_engines};

on_both_engines!(
    a_code_lives_for_ten_minutes_to_the_millisecond,
    an_expired_verification_is_gone_from_every_route_without_a_sweep,
    a_resend_does_not_extend_a_lifetime,
    a_service_may_choose_two_minutes_or_a_day,
    a_changed_lifetime_leaves_live_codes_alone,
    five_sends_of_a_day_long_code_hold_for_a_quarter_of_an_hour,
    an_exhausted_day_long_code_frees_its_number_after_a_quarter_of_an_hour,
    an_exhausted_code_frees_its_number_when_it_would_have_expired,
    a_sweep_changes_no_answer,
);

async fn a_code_lives_for_ten_minutes_to_the_millisecond(app: TestApp) {
    let alice = app.alice().await;
    let (_, code) = alice.is_sent().await;
    app.advance(10 * MINUTE - 1);
    alice.types(WRONG).await.shows("pending");
    alice.types(&code).await.shows("approved");

    let (_, code) = alice.is_sent().await;
    app.advance(10 * MINUTE);
    alice.types(&code).await.finds_nothing();
}

async fn an_expired_verification_is_gone_from_every_route_without_a_sweep(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    app.advance(10 * MINUTE);
    alice.service.fetch(&sid).await.finds_nothing();
    alice.service.fetch(&alice.to).await.finds_nothing();
    for status in ["canceled", "approved"] {
        alice.service.update(&sid, status).await.finds_nothing();
        alice.service.update(&alice.to, status).await.finds_nothing();
    }
    alice.service.check(&[("VerificationSid", &sid), ("Code", &code)]).await.finds_nothing();
    let (fresh, fresh_code) = alice.is_sent().await;
    assert!(fresh != sid && fresh_code != code);
    alice.types(&fresh_code).await.shows("approved");
}

async fn a_resend_does_not_extend_a_lifetime(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    app.advance(10 * MINUTE - 1);
    assert_eq!(alice.asks().await.is(201).sid(), sid);
    assert_eq!(alice.reads().await, code);
    app.advance(1);
    alice.types(&code).await.finds_nothing();
    assert_ne!(alice.asks().await.is(201).sid(), sid);
}

async fn a_service_may_choose_two_minutes_or_a_day(app: TestApp) {
    for (seconds, millis) in [("120", 2 * MINUTE), ("86400", 24 * HOUR)] {
        let alice = app.service(&[("VerificationTtl", seconds)]).await.person("+15017122661");
        let bob = alice.service.person("+4915112345678");
        let ((_, alices), (_, bobs)) = (alice.is_sent().await, bob.is_sent().await);
        app.advance(millis - 1);
        alice.types(&alices).await.shows("approved");
        app.advance(1);
        bob.types(&bobs).await.finds_nothing();
    }
}

async fn a_changed_lifetime_leaves_live_codes_alone(app: TestApp) {
    let alice = app.alice().await;
    let (_, code) = alice.is_sent().await;
    alice.service.set(&[("VerificationTtl", "120")]).await.is(200);
    app.advance(10 * MINUTE - 1);
    alice.types(&code).await.shows("approved");
}

async fn five_sends_of_a_day_long_code_hold_for_a_quarter_of_an_hour(app: TestApp) {
    let alice = app.service(&[("VerificationTtl", "86400")]).await.person("+15017122661");
    let (sid, code) = alice.uses_up_sends().await;
    alice.guesses(2).await;
    assert_eq!(alice.asks().await.refuses(429, 60203).retry_after(), 900);
    app.advance(15 * MINUTE - 1);
    assert_eq!(alice.asks().await.refuses(429, 60203).retry_after(), 1);
    app.advance(1);
    let fresh = alice.asks().await.is(201);
    assert_ne!(fresh.sid(), sid);
    assert_eq!(fresh.sends(), 1);
    let fresh_code = alice.reads().await;
    assert_ne!(fresh_code, code);
    alice.service.fetch(&sid).await.shows("canceled");
    // Waiting buys sends, but no guesses: two of the five are gone.
    alice.guesses(3).await;
    alice.types(&fresh_code).await.refuses(429, 60202);
}

async fn an_exhausted_day_long_code_frees_its_number_after_a_quarter_of_an_hour(app: TestApp) {
    let alice = app.service(&[("VerificationTtl", "86400")]).await.person("+15017122661");
    let (sid, code) = alice.is_sent().await;
    alice.guesses(5).await;
    assert_eq!(alice.types(&code).await.refuses(429, 60202).retry_after(), 900);
    app.advance(15 * MINUTE - 1);
    assert_eq!(alice.asks().await.refuses(429, 60202).retry_after(), 1);
    alice.types(&code).await.refuses(429, 60202);
    app.advance(1);
    alice.types(&code).await.finds_nothing();
    alice.service.fetch(&sid).await.finds_nothing();
    assert_ne!(alice.asks().await.is(201).sid(), sid);
}

async fn an_exhausted_code_frees_its_number_when_it_would_have_expired(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    app.advance(MINUTE);
    alice.guesses(5).await;
    assert_eq!(alice.types(&code).await.refuses(429, 60202).retry_after(), 540);
    app.advance(9 * MINUTE - 1);
    alice.asks().await.refuses(429, 60202);
    app.advance(1);
    alice.types(&code).await.finds_nothing();
    assert_ne!(alice.asks().await.is(201).sid(), sid);
}

async fn a_sweep_changes_no_answer(app: TestApp) {
    let alice = app.alice().await;
    let bob = alice.service.person("+4915112345678");
    let (expired, code) = alice.is_sent().await;
    app.advance(5 * MINUTE);
    let (live, bobs) = bob.is_sent().await;
    app.advance(5 * MINUTE + SECOND);
    app.engine.sweep().await.expect("a sweep");
    alice.types(&code).await.finds_nothing();
    alice.service.fetch(&expired).await.finds_nothing();
    alice.service.update(&expired, "canceled").await.finds_nothing();
    assert_ne!(alice.asks().await.is(201).sid(), expired);
    assert_eq!(bob.service.fetch(&bob.to).await.shows("pending").sid(), live);
    bob.types(&bobs).await.shows("approved");
}
