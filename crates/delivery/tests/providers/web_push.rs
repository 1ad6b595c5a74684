//! Web Push: what is posted is read by a browser's half in Python, which shares no line with ours (`peer/browser.py`).

use std::time::Duration;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign_delivery::providers::{WebPush, WebPushSettings};
use countersign_delivery::{Notice, Noticed, Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{DeviceAddress, Platform};
use serde_json::json;

use crate::NOW;
use crate::peer::Peer;
use crate::support::{Seen, endpoint, raw_endpoint, read_some};

const QUESTION: &str = "Pay Bob 5 EUR?";
/// RFC 8291, appendix A.
const KEY: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";
/// A key that a tool for Web Push made, and its public half.
const PRIVATE: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
const PUBLIC: &str =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";

fn settings() -> WebPushSettings {
    WebPushSettings {
        vapid_private_key: Secret::new(PRIVATE.to_owned()),
        vapid_subject: "mailto:ops@example.com".to_owned(),
        allow_private: vec!["127.0.0.0/8".to_owned()],
        allow_http: true,
    }
}

fn provider() -> WebPush {
    WebPush::new("mine", &settings(), SEND_LIMIT).expect("a provider")
}

fn notice(endpoint: &str, key: &str, secret: &str) -> Notice {
    let keys = json!({ "p256dh": key, "auth": secret });
    let token = json!({ "endpoint": endpoint, "expirationTime": null, "keys": keys }).to_string();
    Notice {
        to: DeviceAddress { platform: Platform::Webpush, token },
        notification_sid: "NT00000000000000000000000000000003".to_owned(),
        factor_sid: "YF00000000000000000000000000000001".to_owned(),
        challenge_sid: "YC00000000000000000000000000000002".to_owned(),
        message: QUESTION.to_owned(),
        ttl: 120,
    }
}

fn to(endpoint: &str) -> Notice {
    notice(endpoint, KEY, SECRET)
}

/// What comes of an answer.
async fn noticed(status: u16) -> (Noticed, Seen) {
    let status = StatusCode::from_u16(status).expect("a status");
    let (url, seen) = endpoint(move || (status, [("retry-after", "7")], "all about it")).await;
    let noticed = provider().notify(&to(&format!("{url}/push/secret-name")), NOW).await;
    let shown = format!("{noticed:?}");
    assert!(!shown.contains("secret-name") && !shown.contains("all about it"), "{shown}");
    (noticed, seen)
}

#[tokio::test]
async fn a_browser_reads_the_notice_and_knows_whose_it_is() {
    let mut browser = Peer::browser();
    let keys = browser.answer(&json!({}));
    let text = |name: &str| keys[name].as_str().expect("a key").to_owned();
    let (url, seen) = endpoint(|| StatusCode::CREATED).await;
    let notice = notice(&format!("{url}/push/1"), &text("p256dh"), &text("auth"));
    assert_eq!(provider().notify(&notice, NOW).await, Noticed::Taken);
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/push/1"));
    for (name, value) in [
        ("ttl", "120"),
        ("urgency", "high"),
        ("topic", "00000000000000000000000000000002"),
        ("content-encoding", "aes128gcm"),
    ] {
        assert_eq!(asked.header(name), value, "{name}");
    }
    assert!(!String::from_utf8_lossy(&asked.body).contains("Bob"));
    let question = json!({
        "body": STANDARD.encode(&asked.body),
        "authorization": asked.header("authorization"),
        "audience": url,
    });
    let read = browser.answer(&question);
    let expected = json!({
        "type": "verify_push_challenge",
        "factor_sid": "YF00000000000000000000000000000001",
        "challenge_sid": "YC00000000000000000000000000000002",
        "message": QUESTION,
    });
    assert_eq!(read["text"], expected);
    assert_eq!(read["key"], PUBLIC);
    let claims = json!({ "aud": url, "exp": 1_700_000_000 + 12 * 3600, "sub": "mailto:ops@example.com" });
    assert_eq!(read["claims"], claims);
}

#[tokio::test]
async fn each_status_says_what_became_of_the_notice() {
    for status in [200, 201, 202] {
        assert_eq!(noticed(status).await.0, Noticed::Taken, "{status}");
    }
    for status in [404, 410] {
        assert_eq!(noticed(status).await.0, Noticed::Gone, "{status}");
    }
    // A push service of the browser's own choice says nothing about others, whatever it does.
    for status in [429, 500, 503] {
        let reason = format!("answered {status}");
        assert_eq!(noticed(status).await.0, Noticed::Later { reason, retry_after_millis: Some(7_000) });
    }
    for status in [307, 400, 401, 403, 413] {
        let (told, seen) = noticed(status).await;
        assert!(matches!(told, Noticed::Refused { .. }), "{status}: {told:?}");
        assert_eq!(seen.all().len(), 1, "{status}: nothing is followed");
    }
}

#[tokio::test]
async fn a_browser_leads_us_to_nobody_who_is_not_public() {
    let (url, seen) = endpoint(|| StatusCode::CREATED).await;
    let plain = WebPushSettings { allow_http: false, ..settings() };
    let closed = WebPushSettings { allow_private: Vec::new(), ..settings() };
    let port = url.rsplit(':').next().expect("a port").to_owned();
    for (settings, endpoint) in [
        (&plain, url.clone()),
        (&closed, url.clone()),
        (&closed, format!("http://localhost:{port}/")),
        (&closed, format!("http://[::ffff:127.0.0.1]:{port}/")),
        (&closed, "http://169.254.169.254/latest".to_owned()),
    ] {
        let provider = WebPush::new("mine", settings, SEND_LIMIT).expect("a provider");
        let told = provider.notify(&to(&endpoint), NOW).await;
        assert_eq!(told, Noticed::Refused { reason: "its address is not public".to_owned() }, "{endpoint}");
    }
    assert!(seen.all().is_empty());
}

#[tokio::test]
async fn who_hangs_up_or_is_not_there_is_tried_later_and_no_browser_is_no_browser() {
    let hanging_up = raw_endpoint(|mut stream| read_some(&mut stream));
    for gone in ["http://127.0.0.1:9", &hanging_up] {
        let told = provider().notify(&to(gone), NOW).await;
        assert!(matches!(told, Noticed::Later { .. }), "{gone}: {told:?}");
    }
    let (url, seen) = endpoint(|| StatusCode::CREATED).await;
    let nowhere = URL_SAFE_NO_PAD.encode([&[4][..], &[1; 64]].concat());
    let mut nonsense = to(&url);
    nonsense.to.token = "device-token".to_owned();
    for notice in [notice(&url, &nowhere, SECRET), nonsense] {
        let told = provider().notify(&notice, NOW).await;
        assert!(matches!(told, Noticed::Refused { .. }), "{told:?}");
    }
    assert!(seen.all().is_empty());
    assert_eq!(provider().probe(NOW).await, Probe::Untried);
}

#[test]
fn what_is_no_key_and_no_contact_is_refused_without_showing_it() {
    let good = settings;
    assert!(WebPush::new("mine", &good(), Duration::from_secs(1)).is_ok());
    let padded = WebPushSettings { vapid_private_key: Secret::new(format!("{PRIVATE}=\n")), ..good() };
    assert!(WebPush::new("mine", &padded, SEND_LIMIT).is_ok());
    let key = |text: &str| WebPushSettings { vapid_private_key: Secret::new(text.to_owned()), ..good() };
    let subject = |text: &str| WebPushSettings { vapid_subject: text.to_owned(), ..good() };
    for (named, bad) in [
        ("vapid_private_key", key("secret words")),
        ("vapid_private_key", key("")),
        ("vapid_private_key", key(PUBLIC)),
        ("vapid_private_key", key(&"A".repeat(43))),
        ("vapid_subject", subject("ops@example.com")),
        ("vapid_subject", subject("mailto:ops")),
        ("vapid_subject", subject("http://example.com")),
        ("allow_private", WebPushSettings { allow_private: vec!["everywhere".to_owned()], ..good() }),
    ] {
        let error = WebPush::new("mine", &bad, SEND_LIMIT).err().expect("a refusal").to_string();
        assert!(error.contains(named) && !error.contains("secret words"), "{error}");
    }
    assert!(!format!("{:?}", good()).contains(PRIVATE));
}
