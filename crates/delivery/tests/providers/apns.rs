//! Apple's push service, by the facts of its documentation, over the HTTP/2 that it speaks: there is no sandbox to ask.

use std::io::Write;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, UnparsedPublicKey,
};
use axum::http::{StatusCode, Version};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign_delivery::providers::{Apns, ApnsSettings};
use countersign_delivery::{Notice, Noticed, Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{DeviceAddress, Platform, Timestamp};
use serde_json::{Value, json};

use crate::NOW;
use crate::support::{endpoint_over_http2, raw_endpoint, read_some};

const DEVICE: &str = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";
const QUESTION: &str = "Pay Bob 5 EUR?";

/// The key of the team, made for these tests.
fn key() -> &'static EcdsaKeyPair {
    static KEY: OnceLock<EcdsaKeyPair> = OnceLock::new();
    KEY.get_or_init(|| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"))
}

fn settings(url: &str) -> ApnsSettings {
    let der = STANDARD.encode(key().to_pkcs8v1().expect("the key").as_ref());
    ApnsSettings {
        key: Secret::new(format!("-----BEGIN PRIVATE KEY-----\n{der}\n-----END PRIVATE KEY-----\n")),
        key_id: "ABC123DEFG".to_owned(),
        team_id: "DEF123GHIJ".to_owned(),
        topic: "com.example.app".to_owned(),
        environment: "production".to_owned(),
        url: Some(url.to_owned()),
    }
}

fn provider(url: &str) -> Apns {
    Apns::new("mine", &settings(url), SEND_LIMIT).expect("a provider")
}

fn notice() -> Notice {
    Notice {
        to: DeviceAddress { platform: Platform::Apn, token: DEVICE.to_owned() },
        notification_sid: "NT0123456789abcdef0123456789abcdef".to_owned(),
        factor_sid: "YF00000000000000000000000000000001".to_owned(),
        challenge_sid: "YC00000000000000000000000000000002".to_owned(),
        message: QUESTION.to_owned(),
        ttl: 120,
    }
}

fn reason(reason: &str) -> String {
    json!({ "reason": reason, "timestamp": 1_700_000_000_000_i64, "about": DEVICE }).to_string()
}

/// What comes of an answer, and how often Apple was asked.
async fn noticed(status: u16, body: String) -> (Noticed, usize) {
    let status = StatusCode::from_u16(status).expect("a status");
    let in_seven_seconds = "Tue, 14 Nov 2023 22:13:27 GMT";
    let answer = move || (status, [("retry-after", in_seven_seconds)], body.clone());
    let (url, seen, _) = endpoint_over_http2(answer).await;
    let noticed = provider(&url).notify(&notice(), NOW).await;
    let shown = format!("{noticed:?}");
    assert!(!shown.contains(DEVICE) && !shown.contains(QUESTION), "{shown}");
    (noticed, seen.all().len())
}

fn minutes(minutes: i64) -> Timestamp {
    NOW.plus_millis(minutes * 60_000)
}

#[tokio::test]
async fn a_notice_goes_out_as_the_documentation_says_under_a_token_that_the_team_signed() {
    let (url, seen, _) = endpoint_over_http2(|| StatusCode::OK).await;
    assert_eq!(provider(&url).notify(&notice(), NOW).await, Noticed::Taken);
    let asked = seen.only();
    assert_eq!(asked.version, Version::HTTP_2);
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", format!("/3/device/{DEVICE}").as_str()));
    for (name, value) in [
        ("apns-topic", "com.example.app"),
        ("apns-push-type", "alert"),
        ("apns-priority", "10"),
        ("apns-expiration", "1700000120"),
        ("apns-collapse-id", "YC00000000000000000000000000000002"),
        ("apns-id", "01234567-89ab-cdef-0123-456789abcdef"),
    ] {
        assert_eq!(asked.header(name), value, "{name}");
    }
    let expected = json!({
        "aps": {
            "alert": { "body": QUESTION },
            "sound": "default",
            "category": "verify_push_challenge",
            "mutable-content": 1,
        },
        "type": "verify_push_challenge",
        "factor_sid": "YF00000000000000000000000000000001",
        "challenge_sid": "YC00000000000000000000000000000002",
        "message": QUESTION,
    });
    assert_eq!(asked.json(), expected);

    let token = asked.header("authorization").strip_prefix("bearer ").expect("a bearer").to_owned();
    let (signed, signature) = token.rsplit_once('.').expect("three parts");
    let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key().public_key().as_ref());
    public
        .verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).expect("base64"))
        .expect("signed by the team");
    let part = |at: usize| -> Value {
        let part = signed.split('.').nth(at).expect("a part");
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
    };
    assert_eq!(part(0), json!({ "alg": "ES256", "kid": "ABC123DEFG" }));
    assert_eq!(part(1), json!({ "iss": "DEF123GHIJ", "iat": 1_700_000_000 }));
}

#[tokio::test]
async fn one_connection_and_one_token_serve_until_the_token_grows_old() {
    let (url, seen, connections) = endpoint_over_http2(|| StatusCode::OK).await;
    let provider = provider(&url);
    for at in [0, 19, 49, 50, 99, 100] {
        assert_eq!(provider.notify(&notice(), minutes(at)).await, Noticed::Taken);
    }
    let tokens: Vec<_> = seen.all().iter().map(|asked| asked.header("authorization").to_owned()).collect();
    assert!(tokens[0] == tokens[1] && tokens[1] == tokens[2], "not more often than Apple likes it");
    assert!(tokens[2] != tokens[3] && tokens[3] == tokens[4] && tokens[4] != tokens[5]);
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_token_that_is_called_too_old_is_renewed_once_and_not_before_its_time() {
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    // The second request hears that its token is too old, and from the fourth on all do.
    let answer = move || match count.fetch_add(1, Ordering::SeqCst) {
        0 | 2 => (StatusCode::OK, String::new()),
        _ => (StatusCode::FORBIDDEN, reason("ExpiredProviderToken")),
    };
    let (url, seen, _) = endpoint_over_http2(answer).await;
    let provider = provider(&url);
    assert_eq!(provider.notify(&notice(), minutes(0)).await, Noticed::Taken);
    assert_eq!(provider.notify(&notice(), minutes(20)).await, Noticed::Taken);
    let tokens: Vec<_> = seen.all().iter().map(|asked| asked.header("authorization").to_owned()).collect();
    assert!(tokens.len() == 3 && tokens[0] == tokens[1] && tokens[1] != tokens[2]);
    // The new one is young: asking for another again would get us refused for that.
    let told = provider.notify(&notice(), minutes(39)).await;
    assert_eq!(
        told,
        Noticed::Unauthorized {
            reason: "answered 403 ExpiredProviderToken: this server's clock is behind".to_owned()
        }
    );
    assert_eq!(seen.all().len(), 4);
    assert!(matches!(provider.notify(&notice(), minutes(40)).await, Noticed::Unauthorized { .. }));
    assert_eq!(seen.all().len(), 6, "renewed once, and not again");
}

#[tokio::test]
async fn each_reason_says_whether_the_device_the_platform_or_we_are_meant() {
    for (status, why) in [(410, "Unregistered"), (410, "ExpiredToken"), (410, "SomethingNew")] {
        assert_eq!(noticed(status, reason(why)).await, (Noticed::Gone, 1), "{why}");
    }
    // A device that is told too often says nothing about others.
    let why = "answered 429 TooManyRequests".to_owned();
    let busy = Noticed::Later { reason: why, retry_after_millis: Some(7_000) };
    assert_eq!(noticed(429, reason("TooManyRequests")).await.0, busy);
    for (status, body) in [
        (429, reason("TooManyProviderTokenUpdates")),
        (500, reason("InternalServerError")),
        (503, reason("ServiceUnavailable")),
        (503, reason("Shutdown")),
        (502, "<html>".to_owned()),
        (204, String::new()),
    ] {
        let (told, _) = noticed(status, body.clone()).await;
        let Noticed::Failed { retry_after_millis, .. } = told else { panic!("{status} {body}: {told:?}") };
        assert_eq!(retry_after_millis, Some(7_000));
    }
    for (status, body) in [
        (403, reason("InvalidProviderToken")),
        (403, reason("MissingProviderToken")),
        (403, reason("Forbidden")),
        (403, "not JSON".to_owned()),
        (400, reason("TopicDisallowed")),
        (400, reason("BadTopic")),
    ] {
        let (told, times) = noticed(status, body.clone()).await;
        assert!(matches!(told, Noticed::Unauthorized { .. }), "{status} {body}: {told:?}");
        assert_eq!(times, 1);
    }
    // A setting that is wrong says these of every device, and is no reason to forget any.
    for (status, body) in [
        (400, reason("BadDeviceToken")),
        (400, reason("DeviceTokenNotForTopic")),
        (400, reason("BadExpirationDate")),
        (400, reason("SomethingNew")),
        (404, reason("BadPath")),
        (413, reason("PayloadTooLarge")),
        (302, String::new()),
    ] {
        let (told, _) = noticed(status, body.clone()).await;
        assert!(matches!(told, Noticed::Refused { .. }), "{status} {body}: {told:?}");
    }
}

#[tokio::test]
async fn a_peer_that_is_gone_silent_or_speaks_no_http2_is_tried_later() {
    let hanging_up = raw_endpoint(|mut stream| read_some(&mut stream));
    let silent = raw_endpoint(|stream| stream);
    let old = raw_endpoint(|mut stream| {
        read_some(&mut stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").expect("an answer");
        stream
    });
    for gone in ["http://127.0.0.1:9", &hanging_up, &silent, &old] {
        let provider = Apns::new("mine", &settings(gone), Duration::from_secs(1)).expect("a provider");
        let told = provider.notify(&notice(), NOW).await;
        assert!(matches!(told, Noticed::Failed { .. }), "{gone}: {told:?}");
    }
}

#[tokio::test]
async fn what_is_no_token_of_apples_never_gets_into_a_path() {
    let (url, seen, _) = endpoint_over_http2(|| StatusCode::OK).await;
    for token in ["../../3/device/x".to_owned(), "g".repeat(64), "a".repeat(201), format!("{DEVICE}\r\nx: y")]
    {
        let mut notice = notice();
        notice.to.token = token;
        let told = provider(&url).notify(&notice, NOW).await;
        assert!(matches!(told, Noticed::Refused { .. }), "{told:?}");
    }
    assert!(seen.all().is_empty());
}

#[tokio::test]
async fn a_look_wakes_nobody_and_shows_whether_we_are_known() {
    for (status, why, expected) in [
        (400, "BadDeviceToken", Probe::Reached),
        (403, "InvalidProviderToken", Probe::Failed("answered 403 InvalidProviderToken".to_owned())),
        (400, "TopicDisallowed", Probe::Failed("answered 400 TopicDisallowed".to_owned())),
        (503, "Shutdown", Probe::Failed("answered 503 Shutdown".to_owned())),
    ] {
        let status = StatusCode::from_u16(status).expect("a status");
        let (url, seen, _) = endpoint_over_http2(move || (status, reason(why))).await;
        assert_eq!(provider(&url).probe(NOW).await, expected, "{why}");
        let asked = seen.only();
        assert_eq!(asked.uri.path(), format!("/3/device/{}", "0".repeat(64)));
        assert!(!asked.json().to_string().contains("alert"));
    }
}

#[test]
fn what_is_no_key_or_no_id_is_refused_without_showing_it() {
    let good = || settings("https://api.push.apple.com");
    assert!(Apns::new("mine", &good(), SEND_LIMIT).is_ok());
    let sandbox = ApnsSettings { environment: "sandbox".to_owned(), url: None, ..good() };
    assert!(Apns::new("mine", &sandbox, SEND_LIMIT).is_ok());
    let rsa =
        "-----BEGIN PRIVATE KEY-----\nMIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8=\n-----END PRIVATE KEY-----\n";
    for (named, bad) in [
        ("key", ApnsSettings { key: Secret::new("secret words".to_owned()), ..good() }),
        ("key", ApnsSettings { key: Secret::new(rsa.to_owned()), ..good() }),
        ("key_id", ApnsSettings { key_id: "ABC".to_owned(), ..good() }),
        ("team_id", ApnsSettings { team_id: "ABC123DEF-".to_owned(), ..good() }),
        ("topic", ApnsSettings { topic: String::new(), ..good() }),
        ("topic", ApnsSettings { topic: "com.example\r\nx: y".to_owned(), ..good() }),
        ("environment", ApnsSettings { environment: "testing".to_owned(), ..good() }),
        ("url", ApnsSettings { url: Some("ftp://x".to_owned()), ..good() }),
    ] {
        let error = Apns::new("mine", &bad, SEND_LIMIT).err().expect("a refusal").to_string();
        assert!(error.contains(named) && !error.contains("secret words"), "{error}");
    }
    assert!(!format!("{:?} {:?}", good(), notice()).contains("BEGIN"));
}
