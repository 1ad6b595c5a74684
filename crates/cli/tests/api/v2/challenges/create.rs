//! `POST …/Challenges`: asking for a factor (behaviour map 8.4 and 8.5).

use serde_json::json;

use crate::support::{HOUR, Holder, MINUTE, SECOND, TestApp, assert_json, on_both_engines};

on_both_engines!(
    a_login_with_a_right_code_is_approved_in_one_call,
    a_challenge_is_shown_as_twilio_shows_it,
    a_wrong_code_leaves_it_pending,
    a_factor_that_is_not_verified_is_not_asked_for,
    its_time_can_be_chosen_within_an_hour,
    what_cannot_be_taken_is_named,
    fifty_in_an_hour_and_a_hundred_in_a_day_are_asked,
    short_codes_are_asked_for_ten_times_a_day,
    a_refused_one_counts_for_nothing,
);

async fn a_login_with_a_right_code_is_approved_in_one_call(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let approved = ann.logs_in(&ann.code()).await.is(201).stands("approved");
    assert_json!(approved.body, {
        ".sid" => "[YC]", ".account_sid" => "[AC]", ".service_sid" => "[VA]", ".entity_sid" => "[YE]",
        ".factor_sid" => "[YF]", ".url" => "[url]", ".links" => "[links]"
    }, @r#"
    {
      "account_sid": "[AC]",
      "date_created": "2026-01-01T00:01:00Z",
      "date_responded": "2026-01-01T00:01:00Z",
      "date_updated": "2026-01-01T00:01:00Z",
      "details": null,
      "entity_sid": "[YE]",
      "expiration_date": "2026-01-01T00:06:00Z",
      "factor_sid": "[YF]",
      "factor_type": "totp",
      "hidden_details": null,
      "identity": "ann-0001",
      "links": "[links]",
      "metadata": null,
      "responded_reason": "none",
      "service_sid": "[VA]",
      "sid": "[YC]",
      "status": "approved",
      "url": "[url]"
    }
    "#);
    assert_eq!(ann.fetches(&approved.sid()).await.is(200).body, approved.body);
}

async fn a_challenge_is_shown_as_twilio_shows_it(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let pairs = [
        ("Details.Message", "Hi! Mr. John Doe, would you like to sign up?"),
        ("Details.Fields", r#"{"label":"Action","value":"Sign up in portal"}"#),
        ("Details.Fields", r#"{"label":"Where","value":"Berlin"}"#),
        ("HiddenDetails", r#"{"ip":"172.168.1.234"}"#),
    ];
    let asked = ann.asked_with(&pairs).await.is(201).stands("pending");
    let details = json!({
        "message": "Hi! Mr. John Doe, would you like to sign up?",
        "fields": [{"label": "Action", "value": "Sign up in portal"}, {"label": "Where", "value": "Berlin"}],
    });
    assert_eq!(
        (&asked.body["details"], &asked.body["hidden_details"]),
        (&details, &json!({"ip": "172.168.1.234"}))
    );
    assert_eq!(asked.body["date_responded"], serde_json::Value::Null);
    let url = format!("http://verify.test{}", ann.challenge_path(&asked.sid()));
    assert_eq!(asked.text("url"), url);
    assert_eq!(asked.body["links"], json!({"notifications": format!("{url}/Notifications")}));
    assert_eq!(asked.text("factor_sid"), ann.factor);
    assert_eq!(ann.fetches(&asked.sid()).await.is(200).body, asked.body);
}

async fn a_wrong_code_leaves_it_pending(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let asked = ann.logs_in(&ann.wrong()).await.is(201).stands("pending");
    assert_eq!(asked.body["date_responded"], serde_json::Value::Null);
    ann.answers(&asked.sid(), &ann.code()).await.is(200).stands("approved");
}

async fn a_factor_that_is_not_verified_is_not_asked_for(app: TestApp) {
    let service = app.service(&[]).await;
    let ann = Holder::scans(&app, &service, "ann-0001", &[]).await;
    ann.logs_in(&ann.code()).await.refuses(403, 60318);
    ann.asked_with(&[]).await.refuses(403, 60318);
    // And the code was not used up by it.
    ann.verifies(&ann.code()).await.stands("verified");
    let path = ann.path("/Challenges");
    service.api.post(&path, &[]).await.refuses(400, 20001);
    service.api.post(&path, &[("FactorSid", "YF1")]).await.blames_factor("FactorSid");
    service.api.post(&path, &[("FactorSid", &format!("YF{}", "0".repeat(32)))]).await.finds_nothing();
}

async fn its_time_can_be_chosen_within_an_hour(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    // It is one minute past midnight.
    for (date, expected) in [
        ("2026-01-01T00:01:01Z", "2026-01-01T00:01:01Z"),
        ("2026-01-01T01:01:00Z", "2026-01-01T01:01:00Z"),
        ("2026-01-01T01:31:00+01:00", "2026-01-01T00:31:00Z"),
    ] {
        let asked = ann.asked_with(&[("ExpirationDate", date)]).await.is(201);
        assert_eq!(asked.text("expiration_date"), expected);
    }
    for date in
        ["", "x", "2026-01-01T00:01:00Z", "2025-12-31T23:59:59Z", "2026-01-01T01:01:01Z", "2026-01-01"]
    {
        ann.asked_with(&[("ExpirationDate", date)]).await.blames_factor("ExpirationDate");
    }
    let asked = ann.asked_with(&[("ExpirationDate", "2026-01-01T00:01:30Z")]).await.is(201).sid();
    app.advance(30 * SECOND - 1);
    ann.fetches(&asked).await.stands("pending");
    app.advance(1);
    ann.fetches(&asked).await.stands("expired");
    ann.answers(&asked, &ann.code()).await.refuses(403, 60323);
    ann.logs_in(&ann.code()).await.stands("approved");
}

async fn what_cannot_be_taken_is_named(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let (message, hidden) = ("m".repeat(257), format!(r#"{{"a":"{}"}}"#, "x".repeat(1024)));
    let (label, value) = (
        format!(r#"{{"label":"{}","value":"v"}}"#, "l".repeat(37)),
        format!(r#"{{"label":"l","value":"{}"}}"#, "v".repeat(129)),
    );
    for (name, value) in [
        ("Details.Message", message.as_str()),
        ("Details.Fields", "x"),
        ("Details.Fields", "{}"),
        ("Details.Fields", &label),
        ("Details.Fields", &value),
        ("HiddenDetails", "x"),
        ("HiddenDetails", "[]"),
        ("HiddenDetails", r#"{"a":1}"#),
        ("HiddenDetails", &hidden),
        ("AuthPayload", "12"),
        ("AuthPayload", "123456789"),
    ] {
        ann.asked_with(&[(name, value)]).await.blames_factor(name);
    }
    let field = ("Details.Fields", r#"{"label":"l","value":"v"}"#);
    ann.asked_with(&[field; 21]).await.blames_factor("Details.Fields");
    ann.asked_with(&[field; 20]).await.is(201);
    let listed = ann.service.api.get(&ann.path("/Challenges")).await.is(200);
    assert_eq!(listed.body["challenges"].as_array().expect("challenges").len(), 1);
}

async fn fifty_in_an_hour_and_a_hundred_in_a_day_are_asked(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    for _ in 0..50 {
        ann.is_asked().await;
    }
    let refused = ann.asked_with(&[]).await.refuses(429, 60312);
    assert_eq!(refused.retry_after(), 3600);
    ann.logs_in(&ann.code()).await.refuses(429, 60312);
    app.advance(HOUR);
    for _ in 0..50 {
        ann.is_asked().await;
    }
    app.advance(HOUR);
    assert_eq!(ann.asked_with(&[]).await.refuses(429, 60312).retry_after(), 22 * 3600);
    app.advance(22 * HOUR);
    ann.logs_in(&ann.code()).await.stands("approved");
}

async fn short_codes_are_asked_for_ten_times_a_day(app: TestApp) {
    let service = app.service(&[("Totp.CodeLength", "4")]).await;
    let ann = Holder::enrolled(&app, &service, "ann-0001").await;
    for _ in 0..10 {
        ann.is_asked().await;
        app.advance(MINUTE);
    }
    assert_eq!(ann.asked_with(&[]).await.refuses(429, 60312).retry_after(), 86_400 - 600);
    // Another factor of the same person has a count of its own.
    Holder::enrolled(&app, &service, "ann-0001").await.is_asked().await;
}

async fn a_refused_one_counts_for_nothing(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    for _ in 0..60 {
        ann.logs_in("12").await.blames_factor("AuthPayload");
    }
    for _ in 0..50 {
        ann.is_asked().await;
    }
}
