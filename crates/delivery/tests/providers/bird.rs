//! Bird's platform, by the facts of its SDK: there is no sandbox to ask.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hmac;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_delivery::providers::{Bird, BirdSettings};
use countersign_delivery::{Heard, Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Cost, Fate, ReceiptState};
use serde_json::{Value, json};

use crate::support::{Called, endpoint, forged, receipts, survives_bad_days};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "+15017122661";
const SECRET: &[u8] = b"a secret of the webhook";
const REFERENCE: &str = "VL00000000000000000000000000000007";
const ID: &str = "sms_01krdgeqcxet5s7t44vh8rt9mg";

fn settings(url: &str) -> BirdSettings {
    BirdSettings {
        api_key: Secret::new("bk_eu1_token"),
        from: "Acme".to_owned(),
        webhook_secret: Some(Secret::new(format!("whsec_{}", STANDARD.encode(SECRET)))),
        url: Some(url.to_owned()),
    }
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(Bird::new("mine", &settings(url), limit).expect("a provider"))
}

async fn fate_of(status: u16, body: impl Into<String>) -> Fate {
    let (status, body) = (StatusCode::from_u16(status).expect("a status"), body.into());
    let (url, _) = endpoint(move || (status, body.clone())).await;
    let fate = provider(&url, SEND_LIMIT).send(&message(ALICE, 1), NOW).await;
    assert_discreet(&fate);
    fate
}

fn refusal(name: &str, code: &str, param: &str) -> String {
    json!({ "type": "validation_error", "code": code, "name": name, "message": "no", "param": param })
        .to_string()
}

fn taken(status: &str, error: &Value) -> String {
    json!({
        "id": ID, "direction": "outbound", "status": status, "to": ALICE, "from": "Acme",
        "category": "authentication", "segments": { "count": 2, "encoding": "GSM_7BIT", "characters": 170 },
        "cost": { "amount": "0.0123", "currency_code": "EUR", "transaction_amount": "0.0123", "passthrough_amount": null },
        "last_error": error, "created_at": "2023-11-14T22:13:20Z",
    })
    .to_string()
}

#[tokio::test]
async fn a_message_is_asked_for_as_their_library_does_and_alike_on_every_try() {
    let (url, seen) = endpoint(|| (StatusCode::ACCEPTED, taken("accepted", &json!(null)))).await;
    let bird = provider(&url, SEND_LIMIT);
    let told = Fate::Accepted {
        provider_id: Some(ID.to_owned()),
        parts: Some(2),
        cost: Cost::read("0.0123", "EUR"),
    };
    for attempt in [1, 2] {
        let mut message = message(ALICE, 7);
        message.attempt = attempt;
        let now = NOW.plus_millis(i64::from(attempt) * 30_000);
        assert_eq!(bird.send(&message, now).await, told);
    }
    let asked = seen.all();
    assert_eq!((asked[0].method.as_str(), asked[0].uri.path()), ("POST", "/v1/sms/messages"));
    assert_eq!(asked[0].header("authorization"), "Bearer bk_eu1_token");
    for asked in &asked {
        assert_eq!(asked.header("idempotency-key"), REFERENCE);
    }
    assert_eq!(asked[0].body, asked[1].body, "another body under the same key is refused");
    insta::assert_json_snapshot!(asked[0].json(), @r#"
    {
      "category": "authentication",
      "from": "Acme",
      "metadata": {
        "delivery_id": "VL00000000000000000000000000000007"
      },
      "text": "Your Acme code is 481 516",
      "to": "+15017122661"
    }
    "#);
}

#[tokio::test]
async fn a_message_that_isn_t_priced_is_taken_without_a_cost_and_a_reply_without_an_id_is_no_success() {
    let unpriced =
        json!({ "id": ID, "status": "accepted", "segments": { "count": 1 }, "cost": null }).to_string();
    let told = Fate::Accepted { provider_id: Some(ID.to_owned()), parts: Some(1), cost: None };
    assert_eq!(fate_of(202, unpriced).await, told);
    for id in ["", "+15017122661", "msg_1"] {
        assert_eq!(fate_of(202, taken("accepted", &json!(null)).replace(ID, id)).await.class(), "ambiguous");
    }
    // An id that repeats the number is dropped, and the message is taken all the same.
    let repeating = taken("accepted", &json!(null)).replace(ID, "sms_15017122661");
    assert!(matches!(fate_of(202, repeating).await, Fate::Accepted { provider_id: None, .. }));
}

#[tokio::test]
async fn a_message_that_failed_at_once_says_why() {
    for (code, class) in [
        ("invalid_destination", "recipient"),
        ("landline_unreachable", "recipient"),
        ("recipient_opted_out", "recipient"),
        ("blocked_by_recipient", "recipient"),
        ("blocked_by_carrier", "message"),
        ("content_rejected", "message"),
        ("sender_unregistered", "message"),
        ("provider_unavailable", "retryable"),
        ("insufficient_balance", "funds"),
        ("something_new", "message"),
    ] {
        let error = json!({ "code": code, "description": "no" });
        let fate = fate_of(202, taken("rejected", &error)).await;
        assert_eq!((fate.class(), fate.reason()), (class, Some("failed at once: no")), "{code}");
    }
    assert_eq!(fate_of(202, taken("failed", &json!(null))).await.class(), "message");
}

#[tokio::test]
async fn a_refusal_says_whose_fault_it_is() {
    let fate = fate_of(422, refusal("SMSInvalidRecipient", "E04012", "")).await;
    assert_eq!(fate, Fate::BadRecipient { reason: "answered 422, error E04012: no".to_owned() });
    for (status, name, code, param, class) in [
        (422, "SMSSenderNotConfigured", "E1", "from", "message"),
        (422, "SenderCategoryNotPermitted", "E1", "", "message"),
        (422, "ValidationFailed", "E1", "to", "recipient"),
        (422, "ValidationFailed", "E1", "text", "message"),
        (409, "", "E01004", "", "ambiguous"),
        (409, "", "E01005", "", "ambiguous"),
        (503, "IdempotencyUnavailable", "E01033", "", "retryable"),
        (401, "", "E1", "", "credentials"),
        (402, "", "E1", "to", "funds"),
        (403, "", "E1", "", "credentials"),
        (421, "", "E1", "", "credentials"),
        (429, "", "E01004", "", "throttled"),
        (500, "", "E1", "", "ambiguous"),
        (503, "", "E1", "", "retryable"),
    ] {
        let fate = fate_of(status, refusal(name, code, param)).await;
        assert_eq!(fate.class(), class, "{status} {name} {code}: {fate:?}");
    }
    // A code that is none of theirs is not repeated.
    let fate = fate_of(422, refusal("SMSInvalidRecipient", ALICE, "")).await;
    assert_eq!(fate, Fate::BadRecipient { reason: "answered 422: no".to_owned() });
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &message(ALICE, 1)).await;
}

#[tokio::test]
async fn a_look_at_the_workspace_proves_the_key() {
    for (status, failed) in [
        (200, None),
        (403, None),
        (401, Some("answered 401: check api_key")),
        (421, Some("answered 421: url is of another region than api_key")),
        (503, Some("answered 503")),
    ] {
        let status = StatusCode::from_u16(status).expect("a status");
        let (url, seen) = endpoint(move || status).await;
        let probe = provider(&url, SEND_LIMIT).probe(NOW).await;
        assert_eq!(probe, failed.map_or(Probe::Reached, |sentence| Probe::Failed(sentence.to_owned())));
        let asked = seen.only();
        assert_eq!((asked.method.as_str(), asked.uri.path()), ("GET", "/v1/workspace"));
        assert_eq!(asked.header("authorization"), "Bearer bk_eu1_token");
    }
}

fn event(kind: &str, metadata: &Value) -> String {
    json!({
        "type": kind,
        "timestamp": "2023-11-14T22:13:21.5Z",
        "data": {
            "sms_id": ID, "workspace_id": "wsp_1", "to": ALICE, "from": "Acme", "tags": null, "metadata": metadata,
            "cost": { "amount": "0.0200", "currency_code": "EUR", "transaction_amount": "0.0123", "passthrough_amount": "0.0077" },
            "error": { "code": "unreachable", "description": "absent", "occurred_at": "2023-11-14T22:13:21Z" },
        },
    })
    .to_string()
}

fn ours(kind: &str) -> String {
    event(kind, &json!({ "delivery_id": REFERENCE }))
}

/// Signed by another library than the one that verifies, `late` seconds before the present moment.
fn signed_with(body: &str, late: i64, secret: &[u8]) -> Called {
    let stamp = NOW.millis() / 1000 - late;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let mac = hmac::sign(&key, format!("msg_1.{stamp}.{body}").as_bytes());
    Called::post(body)
        .with("webhook-id", "msg_1")
        .with("webhook-timestamp", &stamp.to_string())
        .with("webhook-signature", &format!("v1,bm90IG91cnM= v1,{}", STANDARD.encode(mac)))
}

fn signed(body: &str) -> Called {
    signed_with(body, 0, SECRET)
}

#[tokio::test]
async fn a_signed_event_is_read_alike_however_often_it_comes() {
    let bird = provider("http://127.0.0.1:9", SEND_LIMIT);
    let called = signed(&ours("sms.undelivered"));
    let first = receipts(called.heard_by(&*bird).await).remove(0);
    assert_eq!(first.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    assert_eq!(first.provider_id.as_deref(), Some(ID));
    assert_eq!((first.state, first.code.as_deref()), (ReceiptState::Failed, Some("unreachable")));
    assert_eq!(first.cost, Cost::read("0.02", "EUR"));
    assert_eq!(first.at.map(|at| at.to_string()).as_deref(), Some("2023-11-14T22:13:21Z"));
    assert_eq!(receipts(called.heard_by(&*bird).await), [first]);
    for (kind, state) in [
        ("sms.accepted", ReceiptState::Queued),
        ("sms.sent", ReceiptState::Sent),
        ("sms.delivered", ReceiptState::Delivered),
        ("sms.failed", ReceiptState::Failed),
        ("sms.rejected", ReceiptState::Rejected),
        ("sms.expired", ReceiptState::Expired),
    ] {
        assert_eq!(receipts(signed(&ours(kind)).heard_by(&*bird).await)[0].state, state, "{kind}");
    }
    // Sent by somebody else in the same workspace: then their own id has to do.
    for metadata in [json!(null), json!({ "delivery_id": "order 7" }), json!({ "delivery_id": 7 })] {
        let told = receipts(signed(&event("sms.sent", &metadata)).heard_by(&*bird).await).remove(0);
        assert_eq!(told.about, About::ProviderId(ID.to_owned()));
    }
}

#[tokio::test]
async fn a_part_of_a_cost_is_not_taken_for_the_whole_and_a_number_not_for_a_code() {
    let bird = provider("http://127.0.0.1:9", SEND_LIMIT);
    let part = ours("sms.sent").replace(r#""transaction_amount":"0.0123""#, r#""transaction_amount":null"#);
    assert_eq!(receipts(signed(&part).heard_by(&*bird).await)[0].cost, None);
    let numbered = ours("sms.failed").replace(r#""unreachable""#, r#""+15017122661""#);
    assert_eq!(receipts(signed(&numbered).heard_by(&*bird).await)[0].code, None);
}

#[tokio::test]
async fn events_of_other_kinds_are_answered_well_and_tell_nothing() {
    let bird = provider("http://127.0.0.1:9", SEND_LIMIT);
    for body in
        [&*ours("sms.received"), &*ours("whatsapp.delivered"), &*ours("sms.something_new"), "[]", "{}"]
    {
        assert!(receipts(signed(body).heard_by(&*bird).await).is_empty(), "{body}");
    }
    assert!(matches!(signed("{").heard_by(&*bird).await, Heard::Unreadable(_)));
}

#[tokio::test]
async fn a_forged_altered_or_old_event_is_refused() {
    let bird = provider("http://127.0.0.1:9", SEND_LIMIT);
    let body = ours("sms.delivered");
    let good = signed(&body);
    assert!(!forged(&good.heard_by(&*bird).await));
    let other = Called { body: ours("sms.failed").into_bytes(), ..good.clone() };
    let encoded = STANDARD.encode(SECRET);
    for (what, called) in [
        ("unsigned", Called::post(body.clone())),
        ("another body", other),
        ("another id", good.clone().with("webhook-id", "msg_2")),
        ("another time", good.clone().with("webhook-timestamp", "1700000001")),
        ("a time of another spelling", good.clone().with("webhook-timestamp", "+1700000000")),
        ("no time", good.clone().with("webhook-timestamp", "now")),
        ("another version", good.clone().with("webhook-signature", "v2,AAAA")),
        ("old", signed_with(&body, 301, SECRET)),
        ("from the future", signed_with(&body, -301, SECRET)),
        ("another key", signed_with(&body, 0, b"another secret of a webhook")),
        ("the secret's text for a key", signed_with(&body, 0, encoded.as_bytes())),
        ("an empty key", signed_with(&body, 0, b"")),
    ] {
        assert!(forged(&called.heard_by(&*bird).await), "{what}");
    }
    let without = BirdSettings { webhook_secret: None, ..settings("http://127.0.0.1:9") };
    let deaf = Bird::new("mine", &without, SEND_LIMIT).expect("a provider");
    assert!(bird.tells() && !deaf.tells());
    assert!(forged(&good.heard_by(&deaf).await), "without a secret nothing can be believed");
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let made = |settings: BirdSettings| Bird::new("mine", &settings, SEND_LIMIT);
    let good = || settings("http://127.0.0.1:9");
    let key = |key: &str| BirdSettings { api_key: Secret::new(key), url: None, ..good() };
    assert!(made(key("bk_eu1_token")).is_ok(), "the key's region says where the API is");
    assert!(made(BirdSettings { api_key: Secret::new("other"), ..good() }).is_ok(), "a URL says it too");
    let secret = |secret: &str| BirdSettings { webhook_secret: Some(Secret::new(secret)), ..good() };
    for (settings, name) in [
        (key("live_key"), "api_key"),
        (key("bk_eu1_"), "api_key"),
        (key("bk_eu1.evil.example/_token"), "api_key"),
        (key("bk_é1_token"), "api_key"),
        (key("bk_eu1_to\nken"), "api_key"),
        (BirdSettings { from: "longer than eleven".into(), ..good() }, "from"),
        (BirdSettings { url: Some("platform.bird.com".into()), ..good() }, "url"),
        (secret("sixteen letters and more"), "webhook_secret"),
        (secret("whsec_c2hvcnQ="), "webhook_secret"),
    ] {
        let sentence = made(settings).err().expect("a refusal").to_string();
        assert!(sentence.contains(name), "{name}: {sentence}");
    }
}
