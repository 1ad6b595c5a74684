//! GatewayAPI's Mobile Messaging API, by the facts of its documentation: there is no sandbox to ask.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hmac;
use axum::http::StatusCode;
use countersign_delivery::providers::{GatewayApi, GatewayApiSettings};
use countersign_delivery::{Heard, Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Fate, ReceiptState};

use crate::support::{Called, endpoint, forged, receipts, survives_bad_days};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "+15017122661";
const SECRET: &str = "a secret of the webhook";

fn settings(url: &str) -> GatewayApiSettings {
    GatewayApiSettings {
        token: Secret::new("token-of-the-tests"),
        sender: "Acme".to_owned(),
        url: url.to_owned(),
        webhook_secret: Some(Secret::new(SECRET)),
    }
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(GatewayApi::new("mine", &settings(url), limit).expect("a provider"))
}

async fn fate_of(status: u16, body: &'static str) -> Fate {
    let status = StatusCode::from_u16(status).expect("a status");
    let (url, _) = endpoint(move || (status, body)).await;
    let fate = provider(&url, SEND_LIMIT).send(&message(ALICE, 1), NOW).await;
    assert_discreet(&fate);
    fate
}

#[tokio::test]
async fn a_message_is_asked_for_as_the_documentation_says() {
    let answer = r#"{"msg_id":"01JD0000000000000000000000","recipient":15017122661,"reference":"x"}"#;
    let (url, seen) = endpoint(move || (StatusCode::ACCEPTED, answer)).await;
    let fate = provider(&url, SEND_LIMIT).send(&message(ALICE, 7), NOW).await;
    assert_eq!(fate, Fate::accepted(Some("01JD0000000000000000000000".to_owned())));
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/mobile/single"));
    assert_eq!(asked.header("authorization"), "Token token-of-the-tests");
    insta::assert_json_snapshot!(asked.json(), @r#"
    {
      "expiration": "PT600S",
      "message": "Your Acme code is 481 516",
      "priority": "urgent",
      "recipient": 15017122661,
      "reference": "VL00000000000000000000000000000007",
      "sender": "Acme"
    }
    "#);
}

#[tokio::test]
async fn an_id_that_repeats_the_message_is_dropped_and_the_message_taken_all_the_same() {
    for id in ["15017122661", "01JD4815160000000000000000"] {
        let (url, _) = endpoint(move || format!(r#"{{"msg_id":"{id}"}}"#)).await;
        let fate = provider(&url, SEND_LIMIT).send(&message(ALICE, 1), NOW).await;
        assert_eq!(fate, Fate::accepted(None), "{id}");
    }
    assert_eq!(fate_of(200, r#"{"msg_id":""}"#).await.class(), "ambiguous");
}

#[tokio::test]
async fn a_refusal_says_whose_fault_it_is() {
    let complaint =
        r#"{"detail":[{"loc":["body","recipient"],"msg":"not a number we reach","type":"value_error"}]}"#;
    let fate = fate_of(422, complaint).await;
    assert_eq!(fate, Fate::BadRecipient { reason: "answered 422: not a number we reach".to_owned() });
    let complaint = r#"{"detail":[{"loc":["body","sender"],"msg":"not allowed here","type":"value_error"}]}"#;
    let fate = fate_of(422, complaint).await;
    assert_eq!(fate, Fate::BadMessage { reason: "answered 422: not allowed here".to_owned() });
    assert_eq!(fate_of(422, "<p>no</p>").await, Fate::BadMessage { reason: "answered 422".to_owned() });
    assert_eq!(fate_of(403, r#"{"detail":"suspended"}"#).await.class(), "credentials");
    assert_eq!(fate_of(402, "").await.class(), "funds");
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &message(ALICE, 1)).await;
}

/// An event as they send it, about the message `number`.
fn event(kind: &str, status: &str, reference: &str) -> String {
    serde_json::json!({
        "event_id": "6f1c9a7e-6a5e-4f6f-9f6a-4dd5f6a0c001",
        "timestamp": "2023-11-14T22:13:22Z",
        "event_type": kind,
        "event": {
            "msg_id": "01JD0000000000000000000000", "recipient": 15_017_122_661_u64, "reference": reference,
            "status": status, "status_at": "2023-11-14T22:13:21Z",
            "error": { "hex_code": "0x1013", "details": "absent" },
        },
    })
    .to_string()
}

/// Signed by another library than the one that verifies.
fn signed(body: &str) -> Called {
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let mac = hmac::sign(&key, body.as_bytes());
    let hex: String = mac.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    Called::post(body).with("signature", &format!("v1={hex}"))
}

const REFERENCE: &str = "VL00000000000000000000000000000007";

#[tokio::test]
async fn a_signed_receipt_is_read_and_names_our_attempt() {
    let provider = provider("http://127.0.0.1:9", SEND_LIMIT);
    let heard = signed(&event("message.status.sms", "UNDELIVERABLE", REFERENCE)).heard_by(&*provider).await;
    let receipt = receipts(heard).remove(0);
    assert_eq!(receipt.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    assert_eq!(receipt.provider_id.as_deref(), Some("01JD0000000000000000000000"));
    assert_eq!((receipt.state, receipt.code.as_deref()), (ReceiptState::Failed, Some("0x1013")));
    assert_eq!(receipt.at.map(|at| at.to_string()).as_deref(), Some("2023-11-14T22:13:21Z"));
    for (status, state) in [
        ("ENROUTE", ReceiptState::Sent),
        ("DELIVERED", ReceiptState::Delivered),
        ("EXPIRED", ReceiptState::Expired),
        ("REJECTED", ReceiptState::Rejected),
        ("SOMETHING_NEW", ReceiptState::Unknown),
    ] {
        let heard = signed(&event("messaging.status.sms", status, REFERENCE)).heard_by(&*provider).await;
        assert_eq!(receipts(heard)[0].state, state, "{status}");
    }
    // Somebody else's reference: then their own id has to do.
    let heard = signed(&event("message.status.sms", "DELIVERED", "order 7")).heard_by(&*provider).await;
    assert_eq!(receipts(heard)[0].about, About::ProviderId("01JD0000000000000000000000".to_owned()));
}

#[tokio::test]
async fn events_of_other_kinds_are_answered_well_and_tell_nothing() {
    let provider = provider("http://127.0.0.1:9", SEND_LIMIT);
    let heard = signed(&event("user-message.text.sms", "DELIVERED", REFERENCE)).heard_by(&*provider).await;
    assert!(receipts(heard).is_empty());
    let heard = signed("[]").heard_by(&*provider).await;
    assert!(receipts(heard).is_empty());
    assert!(matches!(signed("{").heard_by(&*provider).await, Heard::Unreadable(_)));
}

#[tokio::test]
async fn a_forged_receipt_is_refused() {
    let provider = provider("http://127.0.0.1:9", SEND_LIMIT);
    let body = event("message.status.sms", "DELIVERED", REFERENCE);
    let good = signed(&body);
    let signature = good.headers["signature"].to_str().expect("text").to_owned();
    assert!(!forged(&good.heard_by(&*provider).await));
    for (what, called) in [
        ("unsigned", Called::post(body.clone())),
        ("another body", Called::post(body.replace("DELIVERED", "REJECTED")).with("signature", &signature)),
        ("no scheme", Called::post(body.clone()).with("signature", &signature[3..])),
        ("cut", Called::post(body.clone()).with("signature", &signature[..40])),
        ("empty", Called::post(body.clone()).with("signature", "v1=")),
    ] {
        assert!(forged(&called.heard_by(&*provider).await), "{what}");
    }
    let without = GatewayApiSettings { webhook_secret: None, ..settings("http://127.0.0.1:9") };
    let deaf = GatewayApi::new("mine", &without, SEND_LIMIT).expect("a provider");
    assert!(forged(&good.heard_by(&deaf).await), "without a secret nothing can be believed");
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let refused = |settings: GatewayApiSettings| {
        GatewayApi::new("mine", &settings, SEND_LIMIT).err().expect("a refusal").to_string()
    };
    let good = || settings("http://127.0.0.1:9");
    assert!(refused(GatewayApiSettings { sender: "longer than eleven".into(), ..good() }).contains("sender"));
    assert!(refused(GatewayApiSettings { sender: String::new(), ..good() }).contains("sender"));
    assert!(refused(GatewayApiSettings { url: "gatewayapi.com".into(), ..good() }).contains("url"));
    assert!(refused(GatewayApiSettings { token: Secret::new("a\nb"), ..good() }).contains("token"));
}
