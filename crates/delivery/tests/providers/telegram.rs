//! The Telegram Gateway, by the facts of its documentation and public libraries: there is no sandbox to ask.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::{digest, hmac};
use axum::http::StatusCode;
use countersign_delivery::providers::{Telegram, TelegramSettings};
use countersign_delivery::{Heard, Message, Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Channel, Cost, Fate, ReceiptState};
use serde_json::{Value, json};

use crate::support::{CALLBACK, Called, endpoint, forged, receipts, survives_bad_days};
use crate::{NOW, assert_discreet};

const ALICE: &str = "+15017122661";
const TOKEN: &str = "AAEAAAGw-token-of-the-tests";
const REFERENCE: &str = "VL00000000000000000000000000000007";
const ID: &str = "1234567890123456789";

fn settings(url: &str) -> TelegramSettings {
    TelegramSettings { token: Secret::new(TOKEN), sender_username: None, url: url.to_owned() }
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(Telegram::new("mine", &settings(url), limit).expect("a provider"))
}

fn deaf() -> Arc<dyn Provider> {
    provider("http://127.0.0.1:9", SEND_LIMIT)
}

fn message(number: u32) -> Message {
    Message { channel: Channel::Telegram, ..crate::message(ALICE, number) }
}

async fn fate_of(status: u16, body: Value) -> Fate {
    let status = StatusCode::from_u16(status).expect("a status");
    let (url, _) = endpoint(move || (status, body.to_string())).await;
    let fate = provider(&url, SEND_LIMIT).send(&message(1), NOW).await;
    assert_discreet(&fate);
    fate
}

fn status(state: &str) -> Value {
    json!({
        "request_id": ID, "phone_number": "15017122661", "request_cost": 0.01, "remaining_balance": 12.5,
        "delivery_status": { "status": state, "updated_at": 1_699_999_998 }, "payload": REFERENCE,
    })
}

fn taken() -> String {
    json!({ "ok": true, "result": status("sent") }).to_string()
}

fn error(error: &str) -> Value {
    json!({ "ok": false, "error": error })
}

#[tokio::test]
async fn our_own_code_is_asked_for_as_the_documentation_says() {
    let (url, seen) = endpoint(taken).await;
    let settings = TelegramSettings { sender_username: Some("@acme".to_owned()), ..settings(&url) };
    let provider = Telegram::new("mine", &settings, SEND_LIMIT).expect("a provider");
    let message = Message { receipt_url: Some(CALLBACK.to_owned()), ..message(7) };
    let fate = provider.send(&message, NOW).await;
    let cost = Cost::read("0.01", "USD");
    assert_eq!(fate, Fate::Accepted { provider_id: Some(ID.to_owned()), parts: None, cost });
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/sendVerificationMessage"));
    assert_eq!(asked.header("authorization"), "Bearer AAEAAAGw-token-of-the-tests");
    insta::assert_json_snapshot!(asked.json(), @r#"
    {
      "callback_url": "https://verify.example.com/receipts/mine/token",
      "code": "481516",
      "payload": "VL00000000000000000000000000000007",
      "phone_number": "+15017122661",
      "sender_username": "acme",
      "ttl": 600
    }
    "#);
}

#[tokio::test]
async fn no_life_is_shorter_or_longer_than_they_take_and_an_address_too_long_is_left_out() {
    for (millis, ttl) in [(-5000, 30), (31_999, 31), (86_400_000, 3600)] {
        let (url, seen) = endpoint(taken).await;
        let callback = format!("{CALLBACK}{}", "x".repeat(256));
        let message =
            Message { expires_at: NOW.plus_millis(millis), receipt_url: Some(callback), ..message(1) };
        provider(&url, SEND_LIMIT).send(&message, NOW).await;
        let asked = seen.only().json();
        assert_eq!(asked["ttl"], ttl);
        assert_eq!(asked.get("callback_url"), None);
        assert_eq!(asked.get("sender_username"), None);
    }
}

#[tokio::test]
async fn a_code_that_they_don_t_carry_is_not_sent_at_all() {
    for code in ["123", "123456789", "12345a", "", "١٢٣٤"] {
        let (url, seen) = endpoint(taken).await;
        let message = Message { code: code.to_owned(), ..message(1) };
        let fate = provider(&url, SEND_LIMIT).send(&message, NOW).await;
        assert_eq!(fate.class(), "message", "{code}");
        assert!(seen.all().is_empty(), "{code}");
    }
    for code in ["1234", "12345678"] {
        let (url, _) = endpoint(taken).await;
        let message = Message { code: code.to_owned(), ..message(1) };
        assert_eq!(provider(&url, SEND_LIMIT).send(&message, NOW).await.class(), "accepted", "{code}");
    }
}

#[tokio::test]
async fn every_error_says_whose_fault_it_is_whatever_the_status() {
    let rows = [
        ("credentials", "ACCESS_TOKEN_INVALID ACCESS_TOKEN_REQUIRED"),
        ("funds", "BALANCE_NOT_ENOUGH"),
        ("recipient", "PHONE_NUMBER_INVALID PHONE_NUMBER_NOT_FOUND"),
        (
            "message",
            "CALLBACK_URL_INVALID CODE_INVALID CODE_LENGTH_INVALID CODE_LENGTH_REQUIRED PAYLOAD_INVALID \
             REQUEST_ID_INVALID REQUEST_ID_REQUIRED SENDER_NOT_OWNED SENDER_NOT_VERIFIED SENDER_USERNAME_INVALID \
             TTL_INVALID UNKNOWN_METHOD SOMETHING_NEW",
        ),
    ];
    for (class, errors) in rows {
        for name in errors.split_whitespace() {
            for status in [200, 400] {
                assert_eq!(fate_of(status, error(name)).await.class(), class, "{name} with {status}");
            }
        }
    }
    let fate = fate_of(200, error("PHONE_NUMBER_NOT_FOUND")).await;
    assert_eq!(fate, Fate::BadRecipient { reason: "PHONE_NUMBER_NOT_FOUND".to_owned() });
    assert_eq!(fate_of(500, error("SOMETHING_NEW")).await.class(), "ambiguous");
}

#[tokio::test]
async fn a_flood_s_wait_is_heeded_within_reason() {
    for (name, millis) in [
        ("FLOOD_WAIT_7", Some(7000)),
        ("FLOOD_WAIT_0", Some(0)),
        ("FLOOD_WAIT_999999999999", Some(60_000)),
        ("FLOOD_WAIT_-3", Some(0)),
        ("FLOOD_WAIT_soon", None),
    ] {
        assert_eq!(fate_of(200, error(name)).await, Fate::Throttled { retry_after_millis: millis }, "{name}");
    }
}

#[tokio::test]
async fn ok_without_a_request_or_beside_an_error_s_status_is_no_success() {
    assert_eq!(fate_of(200, json!({ "ok": true })).await.class(), "ambiguous");
    assert_eq!(
        fate_of(200, json!({ "ok": true, "result": { "request_id": "" } })).await.class(),
        "ambiguous"
    );
    assert_eq!(fate_of(500, json!({ "ok": true, "result": status("sent") })).await.class(), "ambiguous");
    assert_eq!(fate_of(200, json!({ "ok": "true", "result": status("sent") })).await.class(), "ambiguous");
    let theirs = json!({ "ok": true, "result": { "request_id": "15017122661" } });
    assert_eq!(fate_of(200, theirs).await, Fate::accepted(None), "the number is no id to keep");
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &message(1)).await;
}

#[tokio::test]
async fn a_probe_asks_about_a_request_that_never_was() {
    for (status, body, reached) in [
        (200, error("REQUEST_ID_INVALID"), true),
        (200, error("ACCESS_TOKEN_INVALID"), false),
        (401, json!({}), false),
        (502, json!({}), false),
    ] {
        let status = StatusCode::from_u16(status).expect("a status");
        let (url, seen) = endpoint(move || (status, body.to_string())).await;
        let probe = provider(&url, SEND_LIMIT).probe(NOW).await;
        assert_eq!(probe == Probe::Reached, reached, "{status}: {probe:?}");
        assert_eq!(seen.only().uri.path(), "/checkVerificationStatus");
    }
}

/// Signed by another library than the one that verifies.
fn signed_at(stamp: &str, body: &str) -> Called {
    let key = digest::digest(&digest::SHA256, TOKEN.as_bytes());
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_ref());
    let mac = hmac::sign(&key, format!("{stamp}\n{body}").as_bytes());
    let hex: String = mac.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    Called::post(body).with("x-request-timestamp", stamp).with("x-request-signature", &hex)
}

fn signed(body: &Value) -> Called {
    signed_at("1699999990", &body.to_string())
}

#[tokio::test]
async fn a_receipt_names_our_attempt_and_reads_alike_when_told_again() {
    assert!(deaf().tells());
    let called = signed(&status("delivered"));
    let receipt = receipts(called.heard_by(&*deaf()).await).remove(0);
    assert_eq!(receipt, receipts(called.heard_by(&*deaf()).await).remove(0));
    assert_eq!(receipt.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    assert_eq!(receipt.provider_id.as_deref(), Some(ID));
    assert_eq!(receipt.state, ReceiptState::Delivered);
    assert_eq!(receipt.cost, Cost::read("0.01", "USD"));
    assert_eq!(receipt.at.map(|at| at.to_string()).as_deref(), Some("2023-11-14T22:13:18Z"));
    let mut nameless = status("read");
    nameless["payload"] = Value::Null;
    let receipt = receipts(signed(&nameless).about(REFERENCE).heard_by(&*deaf()).await).remove(0);
    assert_eq!(receipt.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    let receipt = receipts(signed(&nameless).heard_by(&*deaf()).await).remove(0);
    assert_eq!(receipt.about, About::ProviderId(ID.to_owned()));
}

#[tokio::test]
async fn states_are_read_a_refund_costs_nothing_and_what_is_unknown_is_never_delivered() {
    for (state, expected) in [
        ("sent", ReceiptState::Sent),
        ("read", ReceiptState::Delivered),
        ("expired", ReceiptState::Expired),
        ("revoked", ReceiptState::Failed),
        ("something_new", ReceiptState::Unknown),
    ] {
        let mut refunded = status(state);
        refunded["is_refunded"] = true.into();
        let receipt = receipts(signed(&refunded).heard_by(&*deaf()).await).remove(0);
        assert_eq!((receipt.state, receipt.cost), (expected, Cost::read("0", "USD")), "{state}");
    }
    let mut checked = status("sent");
    checked["delivery_status"] = Value::Null;
    for body in [checked, json!([]), json!({}), json!({ "delivery_status": { "status": 7 } })] {
        assert!(receipts(signed(&body).heard_by(&*deaf()).await).is_empty(), "{body}");
    }
    assert!(matches!(signed_at("1699999990", "{").heard_by(&*deaf()).await, Heard::Unreadable(_)));
}

#[tokio::test]
async fn a_forged_receipt_is_refused() {
    let body = status("delivered").to_string();
    let good = signed_at("1699999990", &body);
    let signature = good.headers["x-request-signature"].to_str().expect("text").to_owned();
    assert!(!forged(&good.heard_by(&*deaf()).await));
    let with = |body: &str, stamp: &str, signature: &str| {
        Called::post(body).with("x-request-timestamp", stamp).with("x-request-signature", signature)
    };
    let bare_token = hmac::sign(
        &hmac::Key::new(hmac::HMAC_SHA256, TOKEN.as_bytes()),
        format!("1699999990\n{body}").as_bytes(),
    );
    let bare_token: String = bare_token.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    for (what, called) in [
        ("unsigned", Called::post(body.clone()).with("x-request-timestamp", "1699999990")),
        ("no time", Called::post(body.clone()).with("x-request-signature", &signature)),
        ("another body", with(&body.replace("delivered", "expired"), "1699999990", &signature)),
        ("another time", with(&body, "1700000000", &signature)),
        ("cut", with(&body, "1699999990", &signature[..40])),
        ("empty", with(&body, "1699999990", "")),
        ("under the token itself", with(&body, "1699999990", &bare_token)),
        ("signed six minutes ago", signed_at("1699999640", &body)),
        ("signed in six minutes", signed_at("1700000360", &body)),
        ("at another message's address", good.clone().about("VL00000000000000000000000000000008")),
    ] {
        assert!(forged(&called.heard_by(&*deaf()).await), "{what}");
    }
    let other = TelegramSettings { token: Secret::new("another"), ..settings("http://127.0.0.1:9") };
    let other = Telegram::new("mine", &other, SEND_LIMIT).expect("a provider");
    assert!(forged(&good.heard_by(&other).await), "another account's token");
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let refused = |settings: TelegramSettings| {
        Telegram::new("mine", &settings, SEND_LIMIT).err().expect("a refusal").to_string()
    };
    let good = || settings("http://127.0.0.1:9");
    assert!(refused(TelegramSettings { token: Secret::new("a\nb"), ..good() }).contains("token"));
    assert!(refused(TelegramSettings { token: Secret::new(""), ..good() }).contains("token"));
    for name in ["", "@", "not a name"] {
        let settings = TelegramSettings { sender_username: Some(name.into()), ..good() };
        assert!(refused(settings).contains("sender_username"));
    }
    assert!(refused(TelegramSettings { url: "telegram".into(), ..good() }).contains("url"));
}
