//! Forgetting: what is older than `[retention]` says goes, what is younger stays.

use countersign_model::{AttemptSid, VerificationSid};
use countersign_store::{attempts, audit, verifications};
use serde_json::Value;

use crate::support::{TestApp, on_both_engines};

on_both_engines!(
    a_verification_and_its_sends_are_forgotten_after_thirty_days,
    more_than_a_chunk_is_forgotten_in_one_round,
    lines_of_the_audit_trail_are_forgotten_after_four_hundred_days_and_the_rest_verifies,
);

const DAY: i64 = 86_400_000;

/// Makes a verification for an address; gives it and its send.
async fn made(app: &TestApp, service: &crate::support::Service, to: &str) -> (VerificationSid, AttemptSid) {
    let answer = service.create(&[("To", to), ("Channel", "email")]).await.is(201);
    let text = |value: &Value| value.as_str().expect("a SID").to_owned();
    let attempt = text(&answer.body["send_code_attempts"][0]["attempt_sid"]);
    app.ended_attempt(&attempt).await;
    (answer.sid().parse().expect("a SID"), attempt.parse().expect("a SID"))
}

async fn stands(app: &TestApp, (verification, attempt): (VerificationSid, AttemptSid)) -> (bool, bool) {
    let found = app.engine.store().read(move |tx| {
        Ok((verifications::find(tx, verification)?.is_some(), attempts::find(tx, attempt)?.is_some()))
    });
    found.await.expect("the store")
}

async fn a_verification_and_its_sends_are_forgotten_after_thirty_days(app: TestApp) {
    let service = app.service(&[]).await;
    let old = made(&app, &service, "ann@example.com").await;
    app.advance(1);
    let young = made(&app, &service, "bob@example.com").await;
    app.advance(30 * DAY - 1);
    app.engine.sweep().await.expect("the store");
    assert_eq!(stands(&app, old).await, (true, true));
    app.advance(1);
    app.engine.sweep().await.expect("the store");
    assert_eq!((stands(&app, old).await, stands(&app, young).await), ((false, false), (true, true)));
}

async fn more_than_a_chunk_is_forgotten_in_one_round(app: TestApp) {
    let service = app.service(&[]).await;
    let mut all = Vec::new();
    for n in 0..120 {
        all.push(made(&app, &service, &format!("{n}@example.com")).await);
    }
    app.advance(31 * DAY);
    app.engine.sweep().await.expect("the store");
    for one in all {
        assert_eq!(stands(&app, one).await, (false, false));
    }
}

async fn lines_of_the_audit_trail_are_forgotten_after_four_hundred_days_and_the_rest_verifies(app: TestApp) {
    app.advance(400 * DAY);
    app.service(&[]).await;
    app.engine.tidy_audit().await.expect("the store");
    let lines = async || app.engine.store().read(|tx| audit::after(tx, "", 10)).await.expect("lines").len();
    assert_eq!(lines().await, 2);
    app.advance(1);
    app.engine.tidy_audit().await.expect("the store");
    assert_eq!(lines().await, 1);
    let found = app.engine.verify_audit().await.expect("the store");
    assert_eq!((found.links, found.damage), (1, None));
}
