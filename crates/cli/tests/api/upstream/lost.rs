//! Answers that don't come, or come too late.

use std::time::Duration;

use axum::http::StatusCode;
use axum::response::IntoResponse;
use countersign_model::{Ending, Status};
use countersign_store::verifications;

use super::{ALICE, Verify, is_sent, on_both_engines_with_an_upstream, types};
use crate::support::{TestApp, WRONG};

on_both_engines_with_an_upstream!(
    false;
    an_approval_whose_answer_is_lost_lets_nobody_in,
    what_was_surely_not_asked_spends_no_check,
    an_uncertain_answer_spends_the_check,
    a_caller_who_hangs_up_doesn_t_leave_the_approval_undone,
    who_gave_up_meanwhile_is_not_let_in,
    an_answer_about_somebody_else_is_no_proof,
);

async fn an_approval_whose_answer_is_lost_lets_nobody_in(app: TestApp, verify: Verify) {
    let (service, sid, there) = is_sent(&app, &verify).await;
    verify.loses_the_next_answer();
    types(&service, &there.code).await.shows("pending");
    service.fetch(&sid).await.shows("pending");
    assert_eq!(verify.all()[0].status, "approved");
    // It has none any more, so this one is over: the person needs a new code.
    types(&service, &there.code).await.finds_nothing();
    service.fetch(&sid).await.finds_nothing();
}

async fn what_was_surely_not_asked_spends_no_check(app: TestApp, verify: Verify) {
    let (service, sid, there) = is_sent(&app, &verify).await;
    for _ in 0..10 {
        verify.asks_for_time("VerificationCheck", 7);
        let told = types(&service, &there.code).await;
        assert_eq!(told.retry_after(), 7);
        told.refuses(503, 20503);
        verify.refuses("VerificationCheck", 401, 20003);
        types(&service, WRONG).await.refuses(503, 20503);
    }
    service.fetch(&sid).await.shows("pending");
    for _ in 0..4 {
        types(&service, WRONG).await.shows("pending");
    }
    types(&service, &there.code).await.shows("approved");
}

async fn an_uncertain_answer_spends_the_check(app: TestApp, verify: Verify) {
    let (service, sid, there) = is_sent(&app, &verify).await;
    verify.will("VerificationCheck", || StatusCode::BAD_GATEWAY.into_response());
    verify.will("VerificationCheck", || {
        (StatusCode::OK, "{\"status\":\"approved\",\"valid\":true}").into_response()
    });
    verify.will("VerificationCheck", || {
        (StatusCode::FOUND, [("location", "http://127.0.0.1:9/approved")]).into_response()
    });
    verify.will("VerificationCheck", || (StatusCode::NOT_FOUND, "<h1>not found</h1>").into_response());
    verify.refuses("VerificationCheck", 503, 20503);
    for _ in 0..5 {
        types(&service, &there.code).await.shows("pending");
    }
    types(&service, &there.code).await.refuses(429, 60202);
    service.fetch(&sid).await.shows("max_attempts_reached");
    assert_eq!(verify.count("VerificationCheck"), 5);
}

async fn a_caller_who_hangs_up_doesn_t_leave_the_approval_undone(app: TestApp, verify: Verify) {
    let (service, sid, there) = is_sent(&app, &verify).await;
    let held = verify.held.clone().lock_owned().await;
    let asking = {
        let (service, code) = (service.clone(), there.code.clone());
        tokio::spawn(async move { types(&service, &code).await })
    };
    verify.hears(|asked| asked.len() == 2).await;
    asking.abort();
    assert!(asking.await.is_err(), "the caller hung up");
    service.fetch(&sid).await.shows("pending");
    drop(held);
    // It is approved although nobody hears of it: the code is spent.
    let target = sid.parse().expect("a SID");
    let approved = async {
        loop {
            let found = app.engine.store().read(move |tx| verifications::find(tx, target)).await;
            match found.expect("the store").expect("it is there").status {
                Status::Pending => tokio::time::sleep(Duration::from_millis(1)).await,
                Status::Ended { how, .. } => return how,
            }
        }
    };
    let how = tokio::time::timeout(Duration::from_secs(60), approved).await.expect("it is settled");
    assert_eq!(how, Ending::Approved);
    types(&service, &there.code).await.finds_nothing();
}

async fn who_gave_up_meanwhile_is_not_let_in(app: TestApp, verify: Verify) {
    let (service, sid, there) = is_sent(&app, &verify).await;
    let held = verify.held.clone().lock_owned().await;
    let asking = {
        let (service, code) = (service.clone(), there.code.clone());
        tokio::spawn(async move { types(&service, &code).await })
    };
    verify.hears(|asked| asked.len() == 2).await;
    service.update(&sid, "canceled").await.shows("canceled");
    drop(held);
    asking.await.expect("an answer").finds_nothing();
    service.fetch(&sid).await.shows("canceled");
}

async fn an_answer_about_somebody_else_is_no_proof(app: TestApp, verify: Verify) {
    let (service, _, there) = is_sent(&app, &verify).await;
    let approved = |sid: &str, to: &str| {
        format!("{{\"sid\":\"{sid}\",\"to\":\"{to}\",\"status\":\"approved\",\"valid\":true}}")
    };
    let other = format!("VE{:032x}", 99);
    for body in [approved(&other, ALICE), approved(&there.sid, "+15017122662"), approved("VE1", ALICE)] {
        verify.will("VerificationCheck", move || (StatusCode::OK, body).into_response());
        types(&service, &there.code).await.shows("pending");
    }
    types(&service, &there.code).await.shows("approved");
}
