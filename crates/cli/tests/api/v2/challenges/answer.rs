//! `POST …/Challenges/{Sid}`: answering, and that a code is good once.

use serde_json::{Value, json};

use crate::support::{Holder, MINUTE, SECOND, TestApp, on_both_engines};

on_both_engines!(
    a_right_code_approves_and_nothing_answers_again,
    five_wrong_codes_use_a_challenge_up,
    a_code_is_good_once_over_all_challenges,
    the_code_that_verified_the_factor_is_no_login,
    a_code_of_a_neighbouring_step_is_good_and_none_before_it_afterwards,
    metadata_is_kept_with_an_answer,
    what_cannot_be_a_code_is_refused_and_not_counted,
    an_unknown_challenge_has_no_answer,
);

async fn a_right_code_approves_and_nothing_answers_again(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let challenge = ann.is_asked().await;
    app.advance(SECOND);
    let approved = ann.answers(&challenge, &ann.code()).await.is(200).stands("approved");
    assert_eq!(approved.text("date_responded"), "2026-01-01T00:01:01Z");
    for code in [ann.code(), ann.code_in(30), ann.wrong()] {
        ann.answers(&challenge, &code).await.refuses(403, 60322);
    }
    app.advance(10 * MINUTE);
    ann.answers(&challenge, &ann.code()).await.refuses(403, 60322);
    // Expiry takes nothing back.
    assert_eq!(ann.fetches(&challenge).await.is(200).body, approved.body);
}

async fn five_wrong_codes_use_a_challenge_up(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let asked = ann.logs_in(&ann.wrong()).await.stands("pending").sid();
    for _ in 0..4 {
        ann.answers(&asked, &ann.wrong()).await.is(200).stands("pending");
    }
    let refused = ann.answers(&asked, &ann.code()).await.refuses(429, 60308);
    assert!(!refused.headers.contains_key("retry-after"), "waiting doesn't mend it");
    ann.fetches(&asked).await.stands("pending");
    // A new challenge does, and the code was not used up.
    ann.logs_in(&ann.code()).await.stands("approved");
}

async fn a_code_is_good_once_over_all_challenges(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let (one, other) = (ann.is_asked().await, ann.is_asked().await);
    let code = ann.code();
    ann.answers(&one, &code).await.stands("approved");
    ann.answers(&other, &code).await.is(200).stands("pending");
    ann.logs_in(&code).await.is(201).stands("pending");
    app.advance(30 * SECOND);
    ann.logs_in(&code).await.is(201).stands("pending");
    ann.answers(&other, &ann.code()).await.stands("approved");
}

async fn the_code_that_verified_the_factor_is_no_login(app: TestApp) {
    let ann = Holder::scans(&app, &app.service(&[]).await, "ann-0001", &[]).await;
    let code = ann.code();
    ann.verifies(&code).await.stands("verified");
    ann.logs_in(&code).await.is(201).stands("pending");
    app.advance(29 * SECOND);
    ann.logs_in(&code).await.is(201).stands("pending");
    app.advance(SECOND);
    ann.logs_in(&ann.code()).await.stands("approved");
}

async fn a_code_of_a_neighbouring_step_is_good_and_none_before_it_afterwards(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    for off in [-60, 60] {
        ann.logs_in(&ann.code_in(off)).await.stands("pending");
    }
    ann.logs_in(&ann.code_in(-30)).await.stands("approved");
    ann.logs_in(&ann.code_in(30)).await.stands("approved");
    ann.logs_in(&ann.code()).await.stands("pending");
    let service = app.service(&[("Totp.Skew", "0")]).await;
    let bob = Holder::enrolled(&app, &service, "bob-0001").await;
    for off in [-30, 30] {
        bob.logs_in(&bob.code_in(off)).await.stands("pending");
    }
    bob.logs_in(&bob.code()).await.stands("approved");
}

async fn metadata_is_kept_with_an_answer(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let challenge = ann.is_asked().await;
    let path = ann.challenge_path(&challenge);
    let api = &ann.service.api;
    api.post(&path, &[("Metadata", "x"), ("AuthPayload", &ann.code())]).await.blames_factor("Metadata");
    assert_eq!(api.post(&path, &[]).await.is(200).stands("pending").body["metadata"], Value::Null);
    let pairs = [("Metadata", r#"{"os":"Android"}"#), ("AuthPayload", &ann.code())];
    let approved = api.post(&path, &pairs).await.is(200).stands("approved");
    assert_eq!(approved.body["metadata"], json!({"os": "Android"}));
    api.post(&path, &[("Metadata", r#"{"os":"iOS"}"#)]).await.refuses(403, 60322);
    assert_eq!(ann.fetches(&challenge).await.body, approved.body);
}

async fn what_cannot_be_a_code_is_refused_and_not_counted(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let challenge = ann.is_asked().await;
    for _ in 0..3 {
        for payload in ["", "12", "123456789", &"1".repeat(6000)] {
            ann.answers(&challenge, payload).await.blames_factor("AuthPayload");
        }
    }
    for payload in ["abc", "12345", "\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}"] {
        ann.answers(&challenge, payload).await.stands("pending");
    }
    ann.answers(&challenge, &ann.code()).await.stands("approved");
}

async fn an_unknown_challenge_has_no_answer(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    for sid in [format!("YC{}", "0".repeat(32)), "YC1".to_owned(), ann.factor.clone()] {
        ann.answers(&sid, &ann.code()).await.finds_nothing();
        ann.fetches(&sid).await.finds_nothing();
    }
    let challenge = ann.is_asked().await;
    ann.service.api.delete(&ann.challenge_path(&challenge)).await.refuses(405, 20004);
}
