//! What a 404 tells of a verification that lives no longer; Twilio's tells nothing.

use axum::Router;
use countersign_web::{CidrList, Origin, OriginPolicy, Scheme};
use serde_json::{Value, json};

use crate::support::{Answer, Api, Person, TestApp, WRONG, on_both_engines};

on_both_engines!(
    each_end_is_told_with_its_moment_by_address_and_by_sid,
    five_wrong_codes_are_told_once_they_no_longer_keep_anybody_waiting,
    what_never_was_is_told_apart_from_what_is_over,
    a_fetch_tells_the_same,
    nobody_elses_verification_is_told_of,
    an_operator_may_want_twilios_answers_and_nothing_more,
);

fn details(answer: Answer) -> Value {
    let details = answer.body["details"].clone();
    answer.finds_nothing();
    details
}

async fn check_both_ways(alice: &Person, sid: &str) -> Value {
    let by_address = details(alice.types(WRONG).await);
    let by_sid = details(alice.service.check(&[("VerificationSid", sid), ("Code", WRONG)]).await);
    assert_eq!(by_address, by_sid);
    by_sid
}

async fn each_end_is_told_with_its_moment_by_address_and_by_sid(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    let at = alice.types(&code).await.shows("approved").text("date_updated");
    assert_eq!(check_both_ways(&alice, &sid).await, json!({ "verification": "approved", "ended_at": at }));

    let (sid, _) = alice.is_sent().await;
    let at = alice.cancels().await.text("date_updated");
    assert_eq!(check_both_ways(&alice, &sid).await, json!({ "verification": "canceled", "ended_at": at }));

    let (sid, _) = alice.is_sent().await;
    app.clock.advance_millis(600_000);
    let told = check_both_ways(&alice, &sid).await;
    assert_eq!(told["verification"], "expired");
    // When it did, not when it was looked at.
    app.clock.advance_millis(60_000);
    assert_eq!(check_both_ways(&alice, &sid).await, told);
}

async fn five_wrong_codes_are_told_once_they_no_longer_keep_anybody_waiting(app: TestApp) {
    let alice = app.alice().await;
    alice.service.set(&[("VerificationTtl", "3600")]).await.is(200);
    let (sid, code) = alice.is_sent().await;
    alice.guesses(5).await;
    let by_sid = [("VerificationSid", sid.as_str()), ("Code", code.as_str())];
    alice.service.check(&by_sid).await.refuses(429, 60202);
    app.clock.advance_millis(3_600_000);
    assert_eq!(details(alice.service.check(&by_sid).await)["verification"], "max_attempts_reached");
}

async fn what_never_was_is_told_apart_from_what_is_over(app: TestApp) {
    let alice = app.alice().await;
    assert_eq!(details(alice.types(WRONG).await), json!({ "verification": "none" }));
    let by_sid = [("VerificationSid", "VE0123456789abcdef0123456789abcdef"), ("Code", WRONG)];
    assert_eq!(details(alice.service.check(&by_sid).await), json!({ "verification": "none" }));
}

async fn a_fetch_tells_the_same(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    let at = alice.types(&code).await.shows("approved").text("date_updated");
    let told = json!({ "verification": "approved", "ended_at": at });
    assert_eq!(details(alice.service.fetch(&sid).await), told);
    assert_eq!(details(alice.service.fetch(&alice.to).await), told);
}

async fn nobody_elses_verification_is_told_of(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    alice.types(&code).await.shows("approved");
    let stranger = app.stranger().await;
    let theirs = stranger.has_service(&app, &[]).await;
    let none = json!({ "verification": "none" });
    let by_sid = [("VerificationSid", sid.as_str()), ("Code", WRONG)];
    assert_eq!(details(theirs.check(&by_sid).await), none);
    assert_eq!(details(theirs.check(&[("To", &alice.to), ("Code", WRONG)]).await), none);
    assert_eq!(details(theirs.fetch(&sid).await), none);
}

async fn an_operator_may_want_twilios_answers_and_nothing_more(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    alice.types(&code).await.shows("approved");
    let origins = OriginPolicy {
        public_url: None,
        trusted_proxies: CidrList::default(),
        scheme: Scheme::Http,
        fallback: Origin::of_listener(Scheme::Http, ([127, 0, 0, 1], 4010).into()),
    };
    let router = app.running.explaining(false).router(origins, Router::new());
    let api = Api::with(&router, &app.account.to_string(), &app.token);
    let path = alice.service.path("VerificationCheck");
    for target in [("VerificationSid", sid.as_str()), ("To", &alice.to)] {
        api.post(&path, &[target, ("Code", WRONG)]).await.refuses(404, 20404);
    }
    api.get(&alice.service.path(&format!("Verifications/{sid}"))).await.refuses(404, 20404);
}
