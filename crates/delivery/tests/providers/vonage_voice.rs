//! Vonage's Voice API, by the facts of its documents and libraries: there is no sandbox to ask.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign_delivery::providers::{VonageVoice, VonageVoiceSettings};
use countersign_delivery::{CallHeard, Heard, Inbound, Message, Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Channel, Cost, Fate, ReceiptState};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{CALLBACK, Called, endpoint, forged, jwt, receipts, survives_bad_days};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "+15017122661";
const APPLICATION: &str = "aaaaaaaa-bbbb-cccc-dddd-0123456789ab";
const SECRET: &str = "a signature secret";
const ID: &str = "63f61863-4a51-4f6b-86e1-46edebcf9356";
const FIRST: &str = "https://verify.example.com/voice/mine/token/answer?w=e30";
const REFERENCE: &str = "VL00000000000000000000000000000007";

/// The application's key, made for these tests.
fn key() -> &'static KeyPair {
    static KEY: OnceLock<KeyPair> = OnceLock::new();
    KEY.get_or_init(|| KeyPair::generate(KeySize::Rsa2048).expect("a key"))
}

fn pem() -> String {
    let der = key().as_der().expect("the key");
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der.as_ref()))
}

fn settings(url: &str) -> VonageVoiceSettings {
    VonageVoiceSettings {
        application_id: APPLICATION.to_owned(),
        private_key: Secret::new(pem()),
        from: "+15005550006".to_owned(),
        signature_secret: Secret::new(SECRET),
        url: url.to_owned(),
    }
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(VonageVoice::new("mine", &settings(url), limit).expect("a provider"))
}

fn deaf() -> Arc<dyn Provider> {
    provider("http://127.0.0.1:9", SEND_LIMIT)
}

fn call() -> Message {
    Message {
        channel: Channel::Call,
        receipt_url: Some(CALLBACK.to_owned()),
        call_url: Some(FIRST.to_owned()),
        ..message(ALICE, 7)
    }
}

fn taken() -> String {
    json!({ "uuid": ID, "status": "started", "direction": "outbound", "conversation_uuid": "CON-1" })
        .to_string()
}

async fn fate_of(status: u16, body: String) -> Fate {
    let status = StatusCode::from_u16(status).expect("a status");
    let (url, _) = endpoint(move || (status, body.clone())).await;
    let fate = provider(&url, SEND_LIMIT).send(&call(), NOW).await;
    assert_discreet(&fate);
    fate
}

#[tokio::test]
async fn a_call_is_placed_with_limits_by_the_application_and_without_its_code() {
    let (url, seen) = endpoint(|| (StatusCode::CREATED, taken())).await;
    let message = Message { send_digits: Some("ww12".to_owned()), ..call() };
    let fate = provider(&url, SEND_LIMIT).send(&message, NOW).await;
    assert_eq!(fate, Fate::accepted(Some(ID.to_owned())));
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/v1/calls"));
    assert_eq!(
        asked.json(),
        json!({
            "to": [{ "type": "phone", "number": "15017122661", "dtmfAnswer": "pp12" }],
            "from": { "type": "phone", "number": "15005550006" },
            "answer_url": [FIRST], "answer_method": "POST",
            "event_url": [CALLBACK], "event_method": "POST",
            "ringing_timer": 25, "length_timer": 60,
        })
    );
    let token = asked.header("authorization").strip_prefix("Bearer ").expect("a token").to_owned();
    let (signed, signature) = token.rsplit_once('.').expect("three parts");
    let (header, claims) = signed.split_once('.').expect("three parts");
    let read = |part: &str| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
    };
    assert_eq!(read(header), json!({ "typ": "JWT", "alg": "RS256" }));
    let at = NOW.millis() / 1000;
    let jti = format!("{REFERENCE}-{}", NOW.millis());
    assert_eq!(read(claims), json!({ "application_id": APPLICATION, "iat": at, "exp": at + 60, "jti": jti }));
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key().public_key().as_ref());
    let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64");
    public.verify(signed.as_bytes(), &signature).expect("the application's signature");
}

#[tokio::test]
async fn without_a_public_url_there_are_no_calls_and_nobody_is_asked() {
    let (url, seen) = endpoint(|| (StatusCode::CREATED, taken())).await;
    let fate = provider(&url, SEND_LIMIT).send(&Message { call_url: None, ..call() }, NOW).await;
    assert!(fate.reason().is_some_and(|reason| reason.contains("server.public_url")), "{fate:?}");
    assert!(seen.all().is_empty());
}

#[tokio::test]
async fn a_refusal_says_whose_fault_it_is() {
    for (status, body, class) in [
        (201, json!({ "uuid": "" }), "ambiguous"),
        (201, json!({ "uuid": "<x>" }), "ambiguous"),
        (400, json!({ "title": "Bad Request" }), "message"),
        (
            400,
            json!({ "title": "Bad Request", "invalid_parameters": [{ "name": "to[0].number" }] }),
            "recipient",
        ),
        (400, json!({ "invalid_parameters": { "to[0].number": "is not valid" } }), "recipient"),
        (401, json!({ "type": "UNAUTHORIZED", "error_title": "Unauthorized" }), "credentials"),
        (429, json!({ "title": "Rate limited" }), "throttled"),
        (500, json!({}), "ambiguous"),
    ] {
        assert_eq!(fate_of(status, body.to_string()).await.class(), class, "{status} {body}");
    }
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &call()).await;
}

/// A request of theirs with this body, signed with these claims beside its hash.
fn signed_with(body: &Value, more: &[(&str, Value)]) -> Called {
    let body = body.to_string();
    let hash: String = Sha256::digest(body.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let mut claims = json!({
        "iat": NOW.millis() / 1000, "jti": "c5ba8f24-1a14-4c10-bfdf-3fbe8ce511b5", "iss": "Vonage",
        "payload_hash": hash, "api_key": "abcd1234", "application_id": APPLICATION,
    });
    for (name, value) in more {
        claims[*name] = value.clone();
    }
    let token = jwt("HS256", &claims, SECRET);
    Called::post(body)
        .with("authorization", &format!("Bearer {token}"))
        .with("content-type", "application/json")
}

fn signed(body: &Value) -> Called {
    signed_with(body, &[])
}

/// What is made of a call's question.
fn heard(called: &Called) -> CallHeard {
    let inbound = Inbound {
        method: called.method,
        url: &called.url,
        query: "",
        headers: &called.headers,
        body: &called.body,
        attempt: None,
    };
    deaf().hear_call(&inbound, NOW)
}

fn input(digits: &str) -> Value {
    json!({ "dtmf": { "digits": digits, "timed_out": digits.is_empty() }, "uuid": ID, "conversation_uuid": "CON-1" })
}

#[test]
fn a_call_s_question_is_read_with_the_keys_that_were_pressed() {
    let asks = |pressed: Option<&str>| CallHeard::Call {
        call_id: ID.to_owned(),
        pressed: pressed.map(str::to_owned),
    };
    assert_eq!(heard(&signed(&json!({ "uuid": ID, "from": "15005550006" }))), asks(None));
    assert_eq!(heard(&signed(&input("47"))), asks(Some("47")));
    assert_eq!(heard(&signed(&input(""))), asks(None));
    for body in [json!({}), json!({ "uuid": "a|b" }), json!({ "uuid": 7 })] {
        assert!(matches!(heard(&signed(&body)), CallHeard::Unreadable(_)), "{body}");
    }
}

#[tokio::test]
async fn what_is_not_signed_for_this_body_now_is_refused() {
    let good = input("47");
    let at = NOW.millis() / 1000;
    let other_body = Called { body: input("48").to_string().into_bytes(), ..signed(&good) };
    let token = |alg: &str, key: &str| {
        let hash: String =
            Sha256::digest(good.to_string().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let token = jwt(alg, &json!({ "iat": at, "payload_hash": hash }), key);
        Called::post(good.to_string()).with("authorization", &format!("Bearer {token}"))
    };
    assert!(matches!(heard(&token("HS256", SECRET)), CallHeard::Call { .. }));
    for (what, called) in [
        ("unsigned", Called::post(good.to_string())),
        ("another body", other_body),
        ("another secret", token("HS256", "another")),
        ("no algorithm", token("none", SECRET)),
        ("another algorithm", token("HS512", SECRET)),
        ("no hash", signed_with(&good, &[("payload_hash", Value::Null)])),
        ("an old one", signed_with(&good, &[("iat", json!(at - 301))])),
        ("one of tomorrow", signed_with(&good, &[("iat", json!(at + 301))])),
        ("without a time", signed_with(&good, &[("iat", Value::Null)])),
        ("another application", signed_with(&good, &[("application_id", json!("another"))])),
    ] {
        assert!(matches!(heard(&called), CallHeard::Forged(_)), "{what}");
        assert!(forged(&called.heard_by(&*deaf()).await), "{what}");
    }
}

#[tokio::test]
async fn how_a_call_ended_is_a_receipt_that_never_says_delivered() {
    for (status, state) in [
        ("started", ReceiptState::Queued),
        ("ringing", ReceiptState::Sent),
        ("answered", ReceiptState::Sent),
        ("completed", ReceiptState::Failed),
        ("busy", ReceiptState::Failed),
        ("unanswered", ReceiptState::Failed),
        ("timeout", ReceiptState::Failed),
        ("machine", ReceiptState::Failed),
        ("rejected", ReceiptState::Rejected),
        ("cancelled", ReceiptState::Rejected),
        ("something", ReceiptState::Unknown),
    ] {
        let body = json!({ "uuid": ID, "status": status, "price": "0.0245", "timestamp": "2023-11-14T22:13:20.000Z" });
        let told = receipts(signed(&body).about(REFERENCE).heard_by(&*deaf()).await).remove(0);
        assert_eq!((told.state, told.code.as_deref()), (state, Some(status)));
        assert_eq!(told.about, About::Attempt(REFERENCE.parse().expect("a SID")));
        assert_eq!((told.cost, told.at), (Cost::read("0.0245", "EUR"), Some(NOW)));
    }
    let other = signed(&json!({ "type": "audio:dtmf", "body": {} })).heard_by(&*deaf()).await;
    assert!(matches!(other, Heard::Receipts { ref receipts, .. } if receipts.is_empty()), "{other:?}");
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let good = || settings("http://127.0.0.1:9");
    for (settings, name) in [
        (VonageVoiceSettings { application_id: String::new(), ..good() }, "application_id"),
        (VonageVoiceSettings { private_key: Secret::new("a key"), ..good() }, "private_key"),
        (VonageVoiceSettings { from: "Acme".to_owned(), ..good() }, "from"),
        (VonageVoiceSettings { signature_secret: Secret::new(""), ..good() }, "signature_secret"),
        (VonageVoiceSettings { url: "api.nexmo.com".to_owned(), ..good() }, "url"),
    ] {
        let refused = VonageVoice::new("mine", &settings, SEND_LIMIT).err().expect("a refusal").to_string();
        assert!(refused.contains(name) && !refused.contains("a key"), "{name}: {refused}");
    }
    assert!(!deaf().speaks("ga") && deaf().speaks("pt-BR"));
}
