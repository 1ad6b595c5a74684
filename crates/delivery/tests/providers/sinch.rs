//! Sinch's SMS API, by the facts of its documentation: there is no sandbox to ask.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hmac;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_delivery::providers::{Sinch, SinchSettings};
use countersign_delivery::{Heard, Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Fate, ReceiptState};
use serde_json::{Value, json};

use crate::support::{CALLBACK, Called, endpoint, forged, receipts, survives_bad_days};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "+15017122661";
const SECRET: &str = "a webhook's secret";
const REFERENCE: &str = "VL00000000000000000000000000000007";
const OTHER: &str = "VL00000000000000000000000000000008";
const ID: &str = "01FC66621XXXXX119Z8PMV1QPQ";

fn settings(url: &str) -> SinchSettings {
    SinchSettings {
        service_plan_id: "a1b2c3d4".to_owned(),
        api_token: Secret::new("token-of-the-tests"),
        sender: "Acme".to_owned(),
        url: url.to_owned(),
        webhook_secret: None,
    }
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(Sinch::new("mine", &settings(url), limit).expect("a provider"))
}

/// One that believes what comes to a message's own address.
fn trusting() -> Arc<dyn Provider> {
    provider("http://127.0.0.1:9", SEND_LIMIT)
}

/// One that believes signatures alone.
fn strict() -> Sinch {
    let settings =
        SinchSettings { webhook_secret: Some(Secret::new(SECRET)), ..settings("http://127.0.0.1:9") };
    Sinch::new("mine", &settings, SEND_LIMIT).expect("a provider")
}

async fn fate_of(status: u16, body: Value) -> Fate {
    let status = StatusCode::from_u16(status).expect("a status");
    let (url, _) = endpoint(move || (status, body.to_string())).await;
    let fate = provider(&url, SEND_LIMIT).send(&message(ALICE, 1), NOW).await;
    assert_discreet(&fate);
    fate
}

fn taken() -> String {
    json!({ "id": ID, "to": ["15017122661"], "from": "Acme", "canceled": false, "type": "mt_text" })
        .to_string()
}

#[tokio::test]
async fn a_message_is_asked_for_as_the_documentation_says() {
    let (url, seen) = endpoint(|| (StatusCode::CREATED, taken())).await;
    let mut message = message(ALICE, 7);
    message.receipt_url = Some(CALLBACK.to_owned());
    let fate = provider(&url, SEND_LIMIT).send(&message, NOW).await;
    assert_eq!(fate, Fate::accepted(Some(ID.to_owned())));
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/xms/v1/a1b2c3d4/batches"));
    assert_eq!(asked.header("authorization"), "Bearer token-of-the-tests");
    insta::assert_json_snapshot!(asked.json(), @r#"
    {
      "body": "Your Acme code is 481 516",
      "callback_url": "https://verify.example.com/receipts/mine/token",
      "client_reference": "VL00000000000000000000000000000007",
      "delivery_report": "per_recipient",
      "expire_at": "2023-11-14T22:23:20Z",
      "from": "Acme",
      "to": [
        "15017122661"
      ],
      "type": "mt_text"
    }
    "#);
}

#[tokio::test]
async fn without_an_address_no_receipt_is_asked_for_and_no_life_is_over_or_too_long() {
    for (millis, until) in [(-5000, "2023-11-14T22:13:21Z"), (i64::MAX / 2, "2023-11-17T22:13:20Z")] {
        let (url, seen) = endpoint(|| (StatusCode::CREATED, taken())).await;
        let mut message = message(ALICE, 1);
        message.expires_at = NOW.plus_millis(millis);
        provider(&url, SEND_LIMIT).send(&message, NOW).await;
        let asked = seen.only().json();
        assert_eq!(asked["expire_at"], until);
        assert_eq!(asked["delivery_report"], "none");
        assert_eq!(asked.get("callback_url"), None);
    }
}

#[tokio::test]
async fn a_refusal_is_judged_by_its_status() {
    let refusal = json!({ "code": "syntax_invalid_parameter_format", "text": "words of theirs" });
    for (status, class) in [
        (400, "message"),
        (401, "credentials"),
        (402, "funds"),
        (403, "credentials"),
        (404, "message"),
        (429, "throttled"),
        (500, "ambiguous"),
        (503, "retryable"),
    ] {
        assert_eq!(fate_of(status, refusal.clone()).await.class(), class, "{status}");
    }
    let reason = "answered 400: syntax_invalid_parameter_format: words of theirs".to_owned();
    assert_eq!(fate_of(400, refusal).await, Fate::BadMessage { reason });
    assert_eq!(fate_of(201, json!({ "id": ID, "canceled": true })).await.class(), "ambiguous");
    assert_eq!(fate_of(201, json!({ "id": "" })).await.class(), "ambiguous");
    assert_eq!(fate_of(201, json!({ "id": "to-15017122661" })).await, Fate::accepted(None));
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &message(ALICE, 1)).await;
}

#[tokio::test]
async fn a_probe_asks_for_something_small_that_proves_the_token() {
    for (status, reached) in [(200, true), (404, true), (401, false), (403, false), (502, false)] {
        let status = StatusCode::from_u16(status).expect("a status");
        let (url, seen) = endpoint(move || status).await;
        let probe = provider(&url, SEND_LIMIT).probe(NOW).await;
        assert_eq!(probe == Probe::Reached, reached, "{status}: {probe:?}");
        let asked = seen.only();
        assert_eq!(asked.uri.to_string(), "/xms/v1/a1b2c3d4/groups?page_size=1");
        assert_eq!(asked.header("authorization"), "Bearer token-of-the-tests");
    }
}

fn report(status: &str, code: u32, reference: Option<&str>) -> String {
    let mut report = json!({
        "type": "recipient_delivery_report_sms", "batch_id": ID, "recipient": "15017122661", "code": code,
        "status": status, "at": "2023-11-14T22:13:18.250Z", "operator_status_at": "2023-11-14T22:13:00Z",
    });
    if let Some(reference) = reference {
        report["client_reference"] = reference.into();
    }
    report.to_string()
}

/// Signed by another library than the one that verifies.
fn signed_at(stamp: &str, body: &str) -> Called {
    let nonce = "01FJA8B4A7BM43YGWSG9GBV067";
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let mac = STANDARD.encode(hmac::sign(&key, format!("{body}.{nonce}.{stamp}").as_bytes()));
    Called::post(body)
        .with("x-sinch-webhook-signature", &mac)
        .with("x-sinch-webhook-signature-nonce", nonce)
        .with("x-sinch-webhook-signature-timestamp", stamp)
        .with("x-sinch-webhook-signature-algorithm", "HmacSHA256")
}

#[tokio::test]
async fn a_receipt_at_its_message_s_address_is_believed_and_reads_alike_when_told_again() {
    assert!(trusting().tells());
    let called = Called::post(report("Delivered", 0, Some(REFERENCE))).about(REFERENCE);
    let receipt = receipts(called.heard_by(&*trusting()).await).remove(0);
    assert_eq!(receipt, receipts(called.heard_by(&*trusting()).await).remove(0));
    assert_eq!(receipt.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    assert_eq!(receipt.provider_id.as_deref(), Some(ID));
    assert_eq!((receipt.state, receipt.code), (ReceiptState::Delivered, None));
    assert_eq!(receipt.at.map(|at| at.millis()), Some(1_699_999_998_250));
    let nameless = Called::post(report("Delivered", 0, None)).about(REFERENCE);
    let receipt = receipts(nameless.heard_by(&*trusting()).await).remove(0);
    assert_eq!(receipt.about, About::Attempt(REFERENCE.parse().expect("a SID")));
}

#[tokio::test]
async fn a_signed_receipt_is_believed_at_every_address() {
    let called = signed_at("1699999990", &report("Delivered", 0, Some(REFERENCE)));
    let receipt = receipts(called.heard_by(&strict()).await).remove(0);
    assert_eq!(receipt.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    let called = signed_at("1699999990", &report("Delivered", 0, None));
    let receipt = receipts(called.heard_by(&strict()).await).remove(0);
    assert_eq!(receipt.about, About::ProviderId(ID.to_owned()));
}

#[tokio::test]
async fn states_are_read_and_what_is_unknown_is_never_delivered() {
    for (status, code, state, kept) in [
        ("Queued", 400, ReceiptState::Queued, None),
        ("Dispatched", 401, ReceiptState::Sent, None),
        ("Aborted", 402, ReceiptState::Rejected, Some("402")),
        ("Rejected", 408, ReceiptState::Rejected, Some("408")),
        ("Failed", 404, ReceiptState::Failed, Some("404")),
        ("Cancelled", 407, ReceiptState::Failed, Some("407")),
        ("DELETED", 404, ReceiptState::Failed, Some("404")),
        ("EXPIRED", 406, ReceiptState::Expired, Some("406")),
        ("Unknown", 418, ReceiptState::Unknown, Some("418")),
        ("Something new", 499, ReceiptState::Unknown, Some("499")),
    ] {
        let called = Called::post(report(status, code, Some(REFERENCE))).about(REFERENCE);
        let receipt = receipts(called.heard_by(&*trusting()).await).remove(0);
        assert_eq!((receipt.state, receipt.code.as_deref()), (state, kept), "{status}");
    }
    for body in ["{}", "[]", r#"{"type":"mo_text","body":"STOP"}"#, r#"{"type":"delivery_report_sms"}"#] {
        let called = Called::post(body).about(REFERENCE);
        assert!(receipts(called.heard_by(&*trusting()).await).is_empty(), "{body}");
    }
    let broken = Called::post("{").about(REFERENCE);
    assert!(matches!(broken.heard_by(&*trusting()).await, Heard::Unreadable(_)));
}

#[tokio::test]
async fn a_forged_receipt_is_refused() {
    let body = report("Delivered", 0, Some(REFERENCE));
    let unsigned = Called::post(body.clone());
    assert!(forged(&unsigned.heard_by(&*trusting()).await), "unsigned, and at no message's address");
    assert!(forged(&unsigned.clone().about(OTHER).heard_by(&*trusting()).await), "at another's address");
    assert!(
        forged(&unsigned.clone().about(REFERENCE).heard_by(&strict()).await),
        "unsigned with a secret set"
    );

    let good = signed_at("1699999990", &body);
    assert!(!forged(&good.heard_by(&strict()).await));
    let altered = Called { body: report("Failed", 404, Some(REFERENCE)).into_bytes(), ..good.clone() };
    for (what, called) in [
        ("another body", altered),
        ("another nonce", good.clone().with("x-sinch-webhook-signature-nonce", "other")),
        ("another time", good.clone().with("x-sinch-webhook-signature-timestamp", "1700000000")),
        ("empty", good.clone().with("x-sinch-webhook-signature", "")),
        ("no base64", good.clone().with("x-sinch-webhook-signature", "%%")),
        ("signed six minutes ago", signed_at("1699999640", &body)),
        ("signed in six minutes", signed_at("1700000360", &body)),
        ("signed with no number for a time", signed_at("now", &body)),
        ("at another message's address", good.clone().about(OTHER)),
    ] {
        assert!(forged(&called.heard_by(&strict()).await), "{what}");
    }
    let other = SinchSettings { webhook_secret: Some(Secret::new("x")), ..settings("http://127.0.0.1:9") };
    let other = Sinch::new("mine", &other, SEND_LIMIT).expect("a provider");
    assert!(forged(&good.heard_by(&other).await), "another secret");
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let refused = |settings: SinchSettings| {
        Sinch::new("mine", &settings, SEND_LIMIT).err().expect("a refusal").to_string()
    };
    let good = || settings("http://127.0.0.1:9");
    assert!(refused(SinchSettings { service_plan_id: "../x".into(), ..good() }).contains("service_plan_id"));
    assert!(refused(SinchSettings { service_plan_id: String::new(), ..good() }).contains("service_plan_id"));
    assert!(refused(SinchSettings { api_token: Secret::new("a\nb"), ..good() }).contains("api_token"));
    assert!(refused(SinchSettings { sender: "longer than eleven".into(), ..good() }).contains("sender"));
    assert!(refused(SinchSettings { url: "sinch".into(), ..good() }).contains("url"));
    let empty = SinchSettings { webhook_secret: Some(Secret::new("")), ..good() };
    assert!(refused(empty).contains("webhook_secret"));
}
