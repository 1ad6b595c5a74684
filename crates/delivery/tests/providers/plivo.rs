//! Plivo's messages, by the facts of its documentation and libraries: there is no sandbox to ask.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hmac;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_delivery::providers::{Plivo, PlivoSettings};
use countersign_delivery::{Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Cost, Fate, ReceiptState};
use serde_json::{Value, json};

use crate::support::{CALLBACK, Called, endpoint, forged, receipts, survives_bad_days};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "+15017122661";
const TOKEN: &str = "token-of-the-tests";
const REFERENCE: &str = "VL00000000000000000000000000000007";
const ID: &str = "db3ce55a-7f1d-11e1-8ea7-1231380bc196";
const NONCE: &str = "05429567804466091622";

fn settings(url: &str) -> PlivoSettings {
    PlivoSettings {
        auth_id: "MA0123456789ABCDEFGH".to_owned(),
        auth_token: Secret::new(TOKEN),
        sender: Some("Acme".to_owned()),
        powerpack_uuid: None,
        url: url.to_owned(),
    }
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(Plivo::new("mine", &settings(url), limit).expect("a provider"))
}

fn deaf() -> Arc<dyn Provider> {
    provider("http://127.0.0.1:9", SEND_LIMIT)
}

async fn fate_of(status: u16, body: Value) -> Fate {
    let status = StatusCode::from_u16(status).expect("a status");
    let (url, _) = endpoint(move || (status, body.to_string())).await;
    let fate = provider(&url, SEND_LIMIT).send(&message(ALICE, 1), NOW).await;
    assert_discreet(&fate);
    fate
}

fn taken() -> String {
    json!({ "message": "message(s) queued", "message_uuid": [ID], "api_id": "db342550-7f1d-11e1-8ea7" })
        .to_string()
}

#[tokio::test]
async fn a_message_is_asked_for_as_the_documentation_says() {
    let (url, seen) = endpoint(|| (StatusCode::ACCEPTED, taken())).await;
    let mut message = message(ALICE, 7);
    message.receipt_url = Some(CALLBACK.to_owned());
    let fate = provider(&url, SEND_LIMIT).send(&message, NOW).await;
    assert_eq!(fate, Fate::accepted(Some(ID.to_owned())));
    let asked = seen.only();
    assert_eq!(
        (asked.method.as_str(), asked.uri.path()),
        ("POST", "/v1/Account/MA0123456789ABCDEFGH/Message/")
    );
    let credentials = STANDARD.encode(format!("MA0123456789ABCDEFGH:{TOKEN}"));
    assert_eq!(asked.header("authorization"), format!("Basic {credentials}"));
    insta::assert_json_snapshot!(asked.json(), @r#"
    {
      "dst": "15017122661",
      "log": "false",
      "message_expiry": 600,
      "method": "POST",
      "src": "Acme",
      "text": "Your Acme code is 481 516",
      "type": "sms",
      "url": "https://verify.example.com/receipts/mine/token"
    }
    "#);
}

#[tokio::test]
async fn a_powerpack_chooses_who_sends_and_no_life_is_over_or_too_long() {
    for (millis, life) in [(-5000, 5), (i64::MAX / 2, 10_800)] {
        let (url, seen) = endpoint(|| (StatusCode::ACCEPTED, taken())).await;
        let settings =
            PlivoSettings { sender: None, powerpack_uuid: Some("5ec4c8c9".to_owned()), ..settings(&url) };
        let mut message = message(ALICE, 1);
        message.expires_at = NOW.plus_millis(millis);
        Plivo::new("mine", &settings, SEND_LIMIT).expect("a provider").send(&message, NOW).await;
        let asked = seen.only().json();
        assert_eq!((&asked["powerpack_uuid"], &asked["message_expiry"]), (&json!("5ec4c8c9"), &json!(life)));
        assert!(asked.get("src").is_none() && asked.get("url").is_none() && asked.get("method").is_none());
    }
}

#[tokio::test]
async fn a_refusal_is_judged_by_its_status() {
    let refusal = json!({ "api_id": "x", "error": "words of theirs" });
    for (status, class) in [
        (400, "message"),
        (401, "credentials"),
        (402, "funds"),
        (404, "message"),
        (405, "message"),
        (429, "throttled"),
        (500, "ambiguous"),
        (503, "retryable"),
    ] {
        assert_eq!(fate_of(status, refusal.clone()).await.class(), class, "{status}");
    }
    let fate = fate_of(400, refusal).await;
    assert_eq!(fate, Fate::BadMessage { reason: "answered 400: words of theirs".to_owned() });
    assert_eq!(fate_of(202, json!({ "message_uuid": [] })).await.class(), "ambiguous");
    assert_eq!(fate_of(202, json!({ "message_uuid": [""] })).await.class(), "ambiguous");
    assert_eq!(fate_of(202, json!({ "message_uuid": ["1-501-712-2661"] })).await, Fate::accepted(None));
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &message(ALICE, 1)).await;
}

#[tokio::test]
async fn the_account_tells_the_balance_and_proves_the_credentials() {
    let (url, seen) = endpoint(|| r#"{"api_id":"x","cash_credits":"42.50000","state":null}"#).await;
    assert_eq!(provider(&url, SEND_LIMIT).balance().await, Ok(Cost::read("42.5", "USD")));
    assert_eq!(seen.only().uri.path(), "/v1/Account/MA0123456789ABCDEFGH/");
    assert_eq!(provider(&url, SEND_LIMIT).probe(NOW).await, Probe::Reached);
    for (status, reached) in [(401, false), (403, false), (404, true), (500, false)] {
        let status = StatusCode::from_u16(status).expect("a status");
        let (url, _) = endpoint(move || status).await;
        let probe = provider(&url, SEND_LIMIT).probe(NOW).await;
        assert_eq!(probe == Probe::Reached, reached, "{status}: {probe:?}");
    }
}

fn fields<'f>(change: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let fields = [
        ("Status", "delivered"),
        ("MessageUUID", "db3ce55a-7f1d-11e1-8ea7-1231380bc197"),
        ("ParentMessageUUID", ID),
        ("From", "Acme & Sons"),
        ("To", "15017122661"),
        ("Units", "1"),
        ("TotalRate", "0.00500"),
        ("TotalAmount", "0.00500"),
        ("ErrorCode", "000"),
    ];
    fields
        .map(|(name, value)| {
            change.iter().find(|(known, _)| *known == name).copied().unwrap_or((name, value))
        })
        .to_vec()
}

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Signed by another library than the one that verifies.
fn signed(fields: &[(&str, &str)]) -> Called {
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    let text: String = sorted.iter().flat_map(|(name, value)| [*name, *value]).collect();
    let key = hmac::Key::new(hmac::HMAC_SHA256, TOKEN.as_bytes());
    let mac = STANDARD.encode(hmac::sign(&key, format!("{CALLBACK}?{text}.{NONCE}").as_bytes()));
    Called::post(form(fields))
        .with("content-type", "application/x-www-form-urlencoded")
        .with("x-plivo-signature-v3", &format!("b2xkIHRva2Vu,{mac}"))
        .with("x-plivo-signature-v3-nonce", NONCE)
}

#[tokio::test]
async fn a_receipt_is_about_the_address_s_attempt_or_their_id_and_reads_alike_when_told_again() {
    assert!(deaf().tells());
    let called = signed(&fields(&[])).about(REFERENCE);
    let receipt = receipts(called.heard_by(&*deaf()).await).remove(0);
    assert_eq!(receipt, receipts(called.heard_by(&*deaf()).await).remove(0));
    assert_eq!(receipt.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    assert_eq!(receipt.provider_id.as_deref(), Some(ID), "the message's, not the part's");
    assert_eq!((receipt.state, receipt.code), (ReceiptState::Delivered, None));
    assert_eq!(receipt.cost, Cost::read("0.005", "USD"));
    let called = signed(&fields(&[("ParentMessageUUID", ""), ("Units", "2")]));
    let receipt = receipts(called.heard_by(&*deaf()).await).remove(0);
    assert_eq!(receipt.about, About::ProviderId("db3ce55a-7f1d-11e1-8ea7-1231380bc197".to_owned()));
    assert_eq!(receipt.cost, None, "of several parts");
}

#[tokio::test]
async fn states_are_read_and_what_is_unknown_is_never_delivered() {
    for (status, code, state) in [
        ("queued", "000", ReceiptState::Queued),
        ("sent", "000", ReceiptState::Sent),
        ("undelivered", "70", ReceiptState::Failed),
        ("undelivered", "420", ReceiptState::Expired),
        ("failed", "420", ReceiptState::Expired),
        ("failed", "200", ReceiptState::Rejected),
        ("rejected", "50", ReceiptState::Rejected),
        ("something new", "1000", ReceiptState::Unknown),
    ] {
        let called = signed(&fields(&[("Status", status), ("ErrorCode", code)]));
        let receipt = receipts(called.heard_by(&*deaf()).await).remove(0);
        assert_eq!(
            (receipt.state, receipt.code.as_deref()),
            (state, Some(code).filter(|code| *code != "000"))
        );
    }
    let incoming = signed(&[("From", "15017122661"), ("Text", "STOP")]);
    assert!(receipts(incoming.heard_by(&*deaf()).await).is_empty());
}

#[tokio::test]
async fn a_forged_receipt_is_refused() {
    let good = signed(&fields(&[]));
    let signature = good.headers["x-plivo-signature-v3"].to_str().expect("text").to_owned();
    assert!(!forged(&good.heard_by(&*deaf()).await));
    let other_body = |fields: &[(&str, &str)]| Called { body: form(fields).into_bytes(), ..good.clone() };
    let other_url = |url: String| Called { url, ..good.clone() };
    let mut twice = fields(&[]);
    twice.push(("Status", "failed"));
    for (what, called) in [
        ("unsigned", Called::post(form(&fields(&[])))),
        ("no nonce", Called::post(form(&fields(&[]))).with("x-plivo-signature-v3", &signature)),
        ("another nonce", good.clone().with("x-plivo-signature-v3-nonce", "1")),
        ("another status", other_body(&fields(&[("Status", "failed")]))),
        ("a status more", other_body(&twice)),
        ("a field less", other_body(&fields(&[])[..8])),
        ("nothing", other_body(&[])),
        ("another address", other_url(CALLBACK.replace("token", "other"))),
        ("another host", other_url(CALLBACK.replace("verify.example", "evil.example"))),
        ("a query more", other_url(format!("{CALLBACK}?a=1"))),
        ("empty", good.clone().with("x-plivo-signature-v3", "")),
        (
            "another version's header",
            Called::post(form(&fields(&[]))).with("x-plivo-signature-v2", &signature),
        ),
    ] {
        assert!(forged(&called.heard_by(&*deaf()).await), "{what}");
    }
    let other = PlivoSettings { auth_token: Secret::new("another"), ..settings("http://127.0.0.1:9") };
    let other = Plivo::new("mine", &other, SEND_LIMIT).expect("a provider");
    assert!(forged(&good.heard_by(&other).await), "another account's token");
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let refused = |settings: PlivoSettings| {
        Plivo::new("mine", &settings, SEND_LIMIT).err().expect("a refusal").to_string()
    };
    let good = || settings("http://127.0.0.1:9");
    assert!(refused(PlivoSettings { auth_id: "../x".into(), ..good() }).contains("auth_id"));
    assert!(refused(PlivoSettings { auth_id: String::new(), ..good() }).contains("auth_id"));
    assert!(refused(PlivoSettings { auth_token: Secret::new(""), ..good() }).contains("auth_token"));
    assert!(
        refused(PlivoSettings { sender: Some("longer than eleven".into()), ..good() }).contains("sender")
    );
    assert!(refused(PlivoSettings { sender: None, ..good() }).contains("powerpack_uuid"));
    let both = PlivoSettings { powerpack_uuid: Some("5ec4c8c9".into()), ..good() };
    assert!(refused(both).contains("powerpack_uuid"));
    assert!(refused(PlivoSettings { url: "plivo".into(), ..good() }).contains("url"));
}
