//! MessageBird's REST API, by the facts of its SDKs: there is no sandbox to ask.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use axum::http::StatusCode;
use countersign_delivery::providers::{MessageBird, MessageBirdSettings};
use countersign_delivery::{Heard, Message, Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Channel, Cost, Fate, ReceiptState};
use serde_json::{Value, json};

use crate::support::{CALLBACK, Called, endpoint, forged, jwt, receipts, survives_bad_days};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "+15017122661";
const KEY: &str = "a signing key";
const REFERENCE: &str = "VL00000000000000000000000000000007";
const ID: &str = "6fe65f90454aa61536e6a88b88972670";

fn settings(url: &str) -> MessageBirdSettings {
    MessageBirdSettings {
        access_key: Secret::new("live_key"),
        originator: "Acme".to_owned(),
        caller: Some("+3197010240000".to_owned()),
        signing_key: Some(Secret::new(KEY)),
        url: url.to_owned(),
    }
}

fn made(settings: &MessageBirdSettings) -> MessageBird {
    MessageBird::new("mine", settings, SEND_LIMIT).expect("a provider")
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(MessageBird::new("mine", &settings(url), limit).expect("a provider"))
}

fn call(number: u32) -> Message {
    Message { channel: Channel::Call, text: "Hello. Your code is: 4, 8".to_owned(), ..message(ALICE, number) }
}

async fn fate_of(status: u16, body: impl Into<String>) -> Fate {
    let (status, body) = (StatusCode::from_u16(status).expect("a status"), body.into());
    let (url, _) = endpoint(move || (status, body.clone())).await;
    let fate = provider(&url, SEND_LIMIT).send(&message(ALICE, 1), NOW).await;
    assert_discreet(&fate);
    fate
}

fn error(code: u32, parameter: &str) -> String {
    json!({ "errors": [{ "code": code, "description": "no", "parameter": parameter }] }).to_string()
}

fn taken(status: &str) -> String {
    json!({
        "id": ID, "href": format!("https://rest.messagebird.com/messages/{ID}"), "direction": "mt",
        "recipients": { "totalCount": 1, "totalSentCount": 1, "items": [{
            "recipient": 15_017_122_661_u64, "status": status, "statusDatetime": "2023-11-14T22:13:20+00:00",
            "messagePartCount": 1, "price": { "amount": 0.075, "currency": "EUR" },
        }] },
    })
    .to_string()
}

#[tokio::test]
async fn a_message_is_asked_for_as_their_libraries_do() {
    let (url, seen) = endpoint(|| (StatusCode::CREATED, taken("sent"))).await;
    let mut message = message(ALICE, 7);
    message.receipt_url = Some(CALLBACK.to_owned());
    let fate = provider(&url, SEND_LIMIT).send(&message, NOW).await;
    let told =
        Fate::Accepted { provider_id: Some(ID.to_owned()), parts: Some(1), cost: Cost::read("0.075", "EUR") };
    assert_eq!(fate, told);
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/messages"));
    assert_eq!(asked.header("authorization"), "AccessKey live_key");
    insta::assert_json_snapshot!(asked.json(), @r#"
    {
      "body": "Your Acme code is 481 516",
      "datacoding": "auto",
      "originator": "Acme",
      "recipients": [
        "15017122661"
      ],
      "reference": "VL00000000000000000000000000000007",
      "reportUrl": "https://verify.example.com/receipts/mine/token",
      "validity": 600
    }
    "#);
    // Without the key that proves them, receipts are not asked for.
    let (url, seen) = endpoint(|| (StatusCode::CREATED, taken("sent"))).await;
    let deaf = made(&MessageBirdSettings { signing_key: None, ..settings(&url) });
    deaf.send(&message, NOW).await;
    assert_eq!(seen.only().json().get("reportUrl"), None);
}

#[tokio::test]
async fn a_call_reads_the_text_in_its_language_and_hangs_up_on_a_machine() {
    let (url, seen) = endpoint(|| (StatusCode::CREATED, taken("calling"))).await;
    let mut message = call(7);
    (message.locale, message.voice) = ("pt-BR".to_owned(), Some("female".to_owned()));
    message.receipt_url = Some(CALLBACK.to_owned());
    let fate = provider(&url, SEND_LIMIT).send(&message, NOW).await;
    assert!(matches!(&fate, Fate::Accepted { provider_id: Some(id), .. } if id == ID), "{fate:?}");
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/voicemessages"));
    insta::assert_json_snapshot!(asked.json(), @r#"
    {
      "body": "Hello. Your code is: 4, 8",
      "ifMachine": "hangup",
      "language": "pt-br",
      "originator": "3197010240000",
      "recipients": [
        "15017122661"
      ],
      "reference": "VL00000000000000000000000000000007",
      "reportUrl": "https://verify.example.com/receipts/mine/token",
      "voice": "female"
    }
    "#);
    for (locale, language) in
        [("de", "de-de"), ("de-AT", "de-de"), ("en", "en-gb"), ("en-US", "en-us"), ("ga", "en-gb")]
    {
        let (url, seen) = endpoint(|| (StatusCode::CREATED, taken("calling"))).await;
        let message = Message { locale: locale.to_owned(), voice: Some("Amy".to_owned()), ..call(7) };
        provider(&url, SEND_LIMIT).send(&message, NOW).await;
        let asked = seen.only().json();
        assert_eq!((&asked["language"], asked.get("voice")), (&json!(language), None), "{locale}");
    }
}

#[tokio::test]
async fn a_call_that_needs_keys_is_refused_without_asking_and_left_to_others() {
    let (url, seen) = endpoint(|| (StatusCode::CREATED, taken("calling"))).await;
    let gated = Message { gate_text: Some("Press any key".to_owned()), ..call(1) };
    let behind_a_switchboard = Message { send_digits: Some("ww12".to_owned()), ..call(1) };
    for message in [gated, behind_a_switchboard] {
        let fate = provider(&url, SEND_LIMIT).send(&message, NOW).await;
        assert_eq!(fate.class(), "message", "{fate:?}");
        assert!(!fate.stops_the_channel());
    }
    let silent = made(&MessageBirdSettings { caller: None, ..settings(&url) });
    assert_eq!(silent.channels(), [Channel::Sms]);
    assert_eq!(silent.send(&call(1), NOW).await.class(), "message");
    assert_eq!(provider(&url, SEND_LIMIT).channels(), [Channel::Sms, Channel::Call]);
    assert!(seen.all().is_empty());
}

#[tokio::test]
async fn a_refusal_says_whose_fault_it_is() {
    let fate = fate_of(401, error(2, "access_key")).await;
    assert_eq!(fate, Fate::BadCredentials { reason: "answered 401, error 2: no".to_owned() });
    for (status, code, parameter, class) in [
        (422, 9, "originator", "message"),
        (422, 9, "recipients", "recipient"),
        (422, 10, "recipients", "recipient"),
        (422, 10, "originator", "message"),
        (404, 20, "", "message"),
        (400, 21, "", "message"),
        (422, 25, "", "funds"),
        (404, 98, "", "message"),
        (500, 99, "", "ambiguous"),
        // Unknown numbers are judged by the status.
        (422, 1000, "recipients", "message"),
        (401, 1000, "", "credentials"),
        (503, 1000, "", "retryable"),
        (429, 25, "", "throttled"),
    ] {
        let fate = fate_of(status, error(code, parameter)).await;
        assert_eq!(fate.class(), class, "{status} {code} {parameter}: {fate:?}");
    }
}

#[tokio::test]
async fn what_failed_at_once_is_no_success_and_neither_is_what_has_no_id() {
    assert_eq!(fate_of(201, taken("delivery_failed")).await.class(), "message");
    assert_eq!(fate_of(201, taken("sent").replace(ID, "")).await.class(), "ambiguous");
    assert_eq!(fate_of(200, error(25, "")).await.class(), "ambiguous");
    // An id that repeats the number is dropped, and the message is taken all the same.
    let Fate::Accepted { provider_id: None, .. } = fate_of(201, taken("sent").replace(ID, ALICE)).await
    else {
        panic!("an id was kept or the message lost");
    };
    // Not priced yet.
    let unpriced = taken("sent").replace("0.075", "null");
    assert!(matches!(fate_of(201, unpriced).await, Fate::Accepted { cost: None, .. }));
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &message(ALICE, 1)).await;
    survives_bad_days(provider, &Message { channel: Channel::Call, ..message(ALICE, 1) }).await;
}

#[tokio::test]
async fn the_balance_is_read_where_it_is_money_and_proves_the_key() {
    for (kind, left) in
        [("euros", Cost::read("9.2", "EUR")), ("GBP", Cost::read("9.2", "GBP")), ("credits", None)]
    {
        let body = json!({ "payment": "prepaid", "type": kind, "amount": 9.2 }).to_string();
        let (url, seen) = endpoint(move || body.clone()).await;
        let messagebird = provider(&url, SEND_LIMIT);
        assert_eq!(messagebird.balance().await, Ok(left), "{kind}");
        assert_eq!(messagebird.probe(NOW).await, Probe::Reached);
        let asked = seen.all().remove(0);
        assert_eq!((asked.uri.path(), asked.header("authorization")), ("/balance", "AccessKey live_key"));
    }
    let (url, _) = endpoint(|| StatusCode::UNAUTHORIZED).await;
    let refused = "answered 401: check access_key".to_owned();
    assert_eq!(provider(&url, SEND_LIMIT).probe(NOW).await, Probe::Failed(refused.clone()));
    assert_eq!(provider(&url, SEND_LIMIT).balance().await, Err(refused));
}

fn hash(data: &str) -> String {
    let hash = digest::digest(&digest::SHA256, data.as_bytes());
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What their token holds for a request to this address.
fn claims(url: &str) -> Value {
    let now = NOW.millis() / 1000;
    json!({ "iss": "MessageBird", "jti": "f7ef2b5c", "nbf": now, "exp": now + 60, "url_hash": hash(url) })
}

fn query(status: &str, code: &str) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("id", ID),
            ("reference", REFERENCE),
            ("recipient", "15017122661"),
            ("status", status),
            ("statusDatetime", "2023-11-14T22:13:21+00:00"),
            ("statusErrorCode", code),
            ("price[amount]", "0.075"),
            ("price[currency]", "EUR"),
        ])
        .finish()
}

fn signed_with(called: Called, alg: &str, claims: &Value, key: &str) -> Called {
    called.with("messagebird-signature-jwt", &jwt(alg, claims, key))
}

fn signed(query: &str) -> Called {
    let called = Called::get(query);
    let claims = claims(&called.url);
    signed_with(called, "HS256", &claims, KEY)
}

#[tokio::test]
async fn a_signed_receipt_is_read_alike_however_often_it_comes() {
    let messagebird = provider("http://127.0.0.1:9", SEND_LIMIT);
    let called = signed(&query("delivery_failed", "27"));
    let first = receipts(called.heard_by(&*messagebird).await).remove(0);
    assert_eq!(first.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    assert_eq!(first.provider_id.as_deref(), Some(ID));
    assert_eq!((first.state, first.code.as_deref()), (ReceiptState::Failed, Some("27")));
    assert_eq!(first.cost, Cost::read("0.075", "EUR"));
    assert_eq!(first.at.map(|at| at.to_string()).as_deref(), Some("2023-11-14T22:13:21Z"));
    assert_eq!(receipts(called.heard_by(&*messagebird).await), [first]);
    for (status, state) in [
        ("scheduled", ReceiptState::Queued),
        ("buffered", ReceiptState::Queued),
        ("sent", ReceiptState::Sent),
        ("delivered", ReceiptState::Delivered),
        ("expired", ReceiptState::Expired),
        ("calling", ReceiptState::Sent),
        ("answered", ReceiptState::Delivered),
        ("machine", ReceiptState::Failed),
        ("busy", ReceiptState::Failed),
        ("something_new", ReceiptState::Unknown),
    ] {
        let told = receipts(signed(&query(status, "")).heard_by(&*messagebird).await).remove(0);
        assert_eq!((told.state, told.code), (state, None), "{status}");
    }
    // The address's token names another message than the reference: the address is ours.
    let other = "VL00000000000000000000000000000008";
    let told = receipts(signed(&query("sent", "")).about(other).heard_by(&*messagebird).await).remove(0);
    assert_eq!(told.about, About::Attempt(other.parse().expect("a SID")));
    // Neither: then their own id has to do.
    let told = receipts(signed(&format!("id={ID}&status=sent")).heard_by(&*messagebird).await).remove(0);
    assert_eq!(told.about, About::ProviderId(ID.to_owned()));
}

#[tokio::test]
async fn every_algorithm_they_may_choose_is_believed() {
    let messagebird = provider("http://127.0.0.1:9", SEND_LIMIT);
    for alg in ["HS256", "HS384", "HS512"] {
        let called = Called::get(&query("sent", ""));
        let claims = claims(&called.url);
        assert_eq!(
            receipts(signed_with(called, alg, &claims, KEY).heard_by(&*messagebird).await).len(),
            1,
            "{alg}"
        );
    }
}

#[tokio::test]
async fn a_forged_altered_or_old_receipt_is_refused() {
    let messagebird = provider("http://127.0.0.1:9", SEND_LIMIT);
    let good = signed(&query("delivered", ""));
    assert!(!forged(&good.heard_by(&*messagebird).await));
    let bare = Called::get(&query("delivered", ""));
    let at = NOW.millis() / 1000;
    let changed = |name: &str, value: Value| {
        let mut claims = claims(&bare.url);
        claims[name] = value;
        signed_with(bare.clone(), "HS256", &claims, KEY)
    };
    let mut without_end = claims(&bare.url);
    without_end.as_object_mut().expect("claims").remove("exp");
    let url = claims(&bare.url);
    let with_url = |url: &str| Called { url: url.to_owned(), ..good.clone() };
    let body = br#"{"status":"delivered"}"#;
    for (what, called) in [
        ("unsigned", bare.clone()),
        ("another state", with_url(&good.url.replace("status=delivered", "status=sent"))),
        ("another address", with_url(&good.url.replace("/mine/", "/yours/"))),
        ("a query more", with_url(&format!("{}&x=1", good.url))),
        ("a body more", Called { body: body.to_vec(), ..good.clone() }),
        ("a body that is not there", changed("payload_hash", json!(hash("{}")))),
        ("another key", signed_with(bare.clone(), "HS256", &url, "live_key")),
        ("an empty key", signed_with(bare.clone(), "HS256", &url, "")),
        ("no algorithm", signed_with(bare.clone(), "none", &url, KEY)),
        ("a public key's algorithm", signed_with(bare.clone(), "RS256", &url, KEY)),
        ("old", changed("exp", json!(at - 2))),
        ("too early", changed("nbf", json!(at + 3))),
        ("from the future", changed("iat", json!(at + 3))),
        ("endless", signed_with(bare.clone(), "HS256", &without_end, KEY)),
        ("of somebody else", changed("iss", json!("Bird"))),
        ("nameless", changed("jti", json!(""))),
        ("for no address", changed("url_hash", json!(""))),
    ] {
        assert!(forged(&called.heard_by(&*messagebird).await), "{what}");
    }
    let deaf = made(&MessageBirdSettings { signing_key: None, ..settings("http://127.0.0.1:9") });
    assert!(messagebird.tells() && !deaf.tells());
    assert!(forged(&good.heard_by(&deaf).await), "without the signing key nothing can be believed");
}

#[tokio::test]
async fn a_signed_body_counts_when_its_hash_is_signed_too() {
    let messagebird = provider("http://127.0.0.1:9", SEND_LIMIT);
    let bare = Called { body: b"{}".to_vec(), ..Called::get(&query("sent", "")) };
    let mut claims = claims(&bare.url);
    claims["payload_hash"] = json!(hash("{}"));
    let called = signed_with(bare, "HS256", &claims, KEY);
    assert_eq!(receipts(called.heard_by(&*messagebird).await).len(), 1);
    let other = Called { body: b"[]".to_vec(), ..called };
    assert!(forged(&other.heard_by(&*messagebird).await));
}

#[tokio::test]
async fn what_is_signed_but_no_receipt_is_unreadable() {
    let messagebird = provider("http://127.0.0.1:9", SEND_LIMIT);
    for query in ["x=1", "status=sent", &format!("reference={REFERENCE}")] {
        let heard = signed(query).heard_by(&*messagebird).await;
        assert!(matches!(heard, Heard::Unreadable(_)), "{query}: {heard:?}");
    }
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let refused = |settings: MessageBirdSettings| {
        MessageBird::new("mine", &settings, SEND_LIMIT).err().expect("a refusal").to_string()
    };
    let good = || settings("http://127.0.0.1:9");
    for (settings, name) in [
        (MessageBirdSettings { originator: "longer than eleven".into(), ..good() }, "originator"),
        (MessageBirdSettings { caller: Some("Acme".into()), ..good() }, "caller"),
        (MessageBirdSettings { access_key: Secret::new(""), ..good() }, "access_key"),
        (MessageBirdSettings { access_key: Secret::new("a\nb"), ..good() }, "access_key"),
        (MessageBirdSettings { url: "rest.messagebird.com".into(), ..good() }, "url"),
    ] {
        let sentence = refused(settings);
        assert!(sentence.contains(name), "{name}: {sentence}");
    }
}
