//! Firebase Cloud Messaging, by the facts of its documentation: there is no sandbox to ask.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign_delivery::providers::{Fcm, FcmSettings};
use countersign_delivery::{Notice, Noticed, Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{DeviceAddress, Platform};
use serde_json::{Value, json};

use crate::NOW;
use crate::support::{endpoint, raw_endpoint, read_some};

const DEVICE: &str = "device-token-of-the-tests-0123456789";
const QUESTION: &str = "Pay Bob 5 EUR?";
const FCM_ERROR: &str = "type.googleapis.com/google.firebase.fcm.v1.FcmError";

/// The service account's key, made for these tests.
fn key() -> &'static KeyPair {
    static KEY: OnceLock<KeyPair> = OnceLock::new();
    KEY.get_or_init(|| KeyPair::generate(KeySize::Rsa2048).expect("a key"))
}

fn file(token_url: &str) -> Value {
    let der = key().as_der().expect("the key");
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        STANDARD.encode(der.as_ref())
    );
    json!({
        "type": "service_account", "project_id": "acme-1", "private_key_id": "key-7", "private_key": pem,
        "client_email": "push@acme-1.iam.gserviceaccount.com", "token_uri": token_url,
    })
}

fn settings(file: &Value, url: &str) -> FcmSettings {
    FcmSettings { service_account: Secret::new(file.to_string()), url: url.to_owned() }
}

fn provider(token_url: &str, url: &str) -> Fcm {
    Fcm::new("mine", &settings(&file(token_url), url), SEND_LIMIT).expect("a provider")
}

fn notice() -> Notice {
    Notice {
        to: DeviceAddress { platform: Platform::Fcm, token: DEVICE.to_owned() },
        notification_sid: "NT00000000000000000000000000000003".to_owned(),
        factor_sid: "YF00000000000000000000000000000001".to_owned(),
        challenge_sid: "YC00000000000000000000000000000002".to_owned(),
        message: QUESTION.to_owned(),
        ttl: 120,
    }
}

fn access() -> String {
    json!({ "access_token": "ya29.of-the-tests", "expires_in": 3599, "token_type": "Bearer" }).to_string()
}

fn taken() -> String {
    json!({ "name": "projects/acme-1/messages/0:1" }).to_string()
}

fn error(status: &str, code: Option<&str>) -> String {
    let details: Vec<_> =
        code.map(|code| json!({ "@type": FCM_ERROR, "errorCode": code })).into_iter().collect();
    let message = format!("Something about {DEVICE} and {QUESTION}");
    json!({ "error": { "code": 0, "message": message, "status": status, "details": details } }).to_string()
}

/// What comes of an answer.
async fn noticed(status: u16, body: String) -> Noticed {
    let status = StatusCode::from_u16(status).expect("a status");
    let (tokens, _) = endpoint(access).await;
    let in_half_a_minute = "Tue, 14 Nov 2023 22:13:50 GMT";
    let (url, _) = endpoint(move || (status, [("retry-after", in_half_a_minute)], body.clone())).await;
    let noticed = provider(&tokens, &url).notify(&notice(), NOW).await;
    let shown = format!("{noticed:?}");
    assert!(!shown.contains(DEVICE) && !shown.contains(QUESTION) && !shown.contains("ya29"), "{shown}");
    noticed
}

#[tokio::test]
async fn a_notice_goes_out_as_the_documentation_says_under_a_token_that_the_account_signed_for() {
    let (tokens, asked_for) = endpoint(access).await;
    let (url, seen) = endpoint(taken).await;
    let provider = provider(&tokens, &url);
    assert_eq!(provider.notify(&notice(), NOW).await, Noticed::Taken);
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/v1/projects/acme-1/messages:send"));
    assert_eq!(asked.header("authorization"), "Bearer ya29.of-the-tests");
    let expected = json!({ "message": {
        "token": DEVICE,
        "data": {
            "type": "verify_push_challenge",
            "factor_sid": "YF00000000000000000000000000000001",
            "challenge_sid": "YC00000000000000000000000000000002",
            "message": QUESTION,
        },
        "android": { "priority": "HIGH", "ttl": "120s", "collapse_key": "YC00000000000000000000000000000002" },
    }});
    assert_eq!(asked.json(), expected);

    let form = asked_for.only().form();
    assert_eq!(form["grant_type"], "urn:ietf:params:oauth:grant-type:jwt-bearer");
    let (signed, signature) = form["assertion"].rsplit_once('.').expect("three parts");
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key().public_key().as_ref());
    public
        .verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).expect("base64"))
        .expect("signed by the account");
    let part = |at: usize| -> Value {
        let part = signed.split('.').nth(at).expect("a part");
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
    };
    assert_eq!(part(0), json!({ "alg": "RS256", "typ": "JWT", "kid": "key-7" }));
    let claims = json!({
        "iss": "push@acme-1.iam.gserviceaccount.com",
        "scope": "https://www.googleapis.com/auth/firebase.messaging",
        "aud": format!("{tokens}/"), "iat": 1_700_000_000, "exp": 1_700_003_600,
    });
    assert_eq!(part(1), claims);
}

#[tokio::test]
async fn a_token_is_kept_while_it_is_good_and_renewed_before_its_end_or_once_it_is_refused() {
    let (tokens, asked_for) = endpoint(access).await;
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    // The third notice is told that its token is nothing.
    let answer = move || match count.fetch_add(1, Ordering::SeqCst) {
        2 => (StatusCode::UNAUTHORIZED, error("UNAUTHENTICATED", None)),
        _ => (StatusCode::OK, taken()),
    };
    let (url, _) = endpoint(answer).await;
    let provider = provider(&tokens, &url);
    let at = |seconds: i64| NOW.plus_millis(seconds * 1000);
    assert_eq!(provider.notify(&notice(), at(0)).await, Noticed::Taken);
    assert_eq!(provider.notify(&notice(), at(3538)).await, Noticed::Taken);
    assert_eq!(asked_for.all().len(), 1);
    let refused = provider.notify(&notice(), at(3538)).await;
    assert!(matches!(refused, Noticed::Failed { .. }), "{refused:?}");
    assert_eq!(provider.notify(&notice(), at(3538)).await, Noticed::Taken);
    assert_eq!(asked_for.all().len(), 2);
    assert_eq!(provider.notify(&notice(), at(3538 + 3539)).await, Noticed::Taken);
    assert_eq!(asked_for.all().len(), 3);
}

#[tokio::test]
async fn a_device_that_is_gone_is_told_from_one_that_is_not_and_from_what_passes() {
    for (status, body) in [
        (404, error("NOT_FOUND", Some("UNREGISTERED"))),
        (403, error("PERMISSION_DENIED", Some("SENDER_ID_MISMATCH"))),
    ] {
        assert_eq!(noticed(status, body).await, Noticed::Gone);
    }
    // A device that is told too often says nothing about others.
    let busy = noticed(429, error("RESOURCE_EXHAUSTED", Some("QUOTA_EXCEEDED"))).await;
    let reason = "answered 429 QUOTA_EXCEEDED".to_owned();
    assert_eq!(busy, Noticed::Later { reason, retry_after_millis: Some(30_000) });
    for (status, body) in [
        (503, error("UNAVAILABLE", Some("UNAVAILABLE"))),
        (500, error("INTERNAL", Some("INTERNAL"))),
        (502, "<html>".to_owned()),
        (200, "{}".to_owned()),
        (200, String::new()),
    ] {
        let noticed = noticed(status, body.clone()).await;
        let Noticed::Failed { retry_after_millis, .. } = noticed else {
            panic!("{status} {body}: {noticed:?}")
        };
        assert_eq!(retry_after_millis, Some(30_000));
    }
    let ours = noticed(403, error("PERMISSION_DENIED", None)).await;
    assert!(matches!(ours, Noticed::Unauthorized { .. }), "{ours:?}");
    // A project that isn't there says 404 too, and is no reason to forget a device.
    for (status, body) in [
        (400, error("INVALID_ARGUMENT", Some("INVALID_ARGUMENT"))),
        (401, error("UNAUTHENTICATED", Some("THIRD_PARTY_AUTH_ERROR"))),
        (404, error("NOT_FOUND", None)),
        (404, "not JSON".to_owned()),
        (302, String::new()),
    ] {
        let noticed = noticed(status, body.clone()).await;
        assert!(matches!(noticed, Noticed::Refused { .. }), "{status} {body}: {noticed:?}");
    }
}

#[tokio::test]
async fn an_account_that_gets_no_token_and_a_peer_that_is_gone_or_silent_are_tried_later() {
    let (url, seen) = endpoint(taken).await;
    let (refusing, _) = endpoint(|| (StatusCode::BAD_REQUEST, r#"{"error":"invalid_grant"}"#)).await;
    let told = provider(&refusing, &url).notify(&notice(), NOW).await;
    let reason = "no access token: answered 400 invalid_grant".to_owned();
    assert_eq!(told, Noticed::Failed { reason, retry_after_millis: None });
    assert_eq!(
        provider(&refusing, &url).probe(NOW).await,
        Probe::Failed("no access token: answered 400 invalid_grant".to_owned())
    );
    let (talking, _) = endpoint(|| (StatusCode::BAD_REQUEST, r#"{"error":"Your key is: abc"}"#)).await;
    let told = provider(&talking, &url).notify(&notice(), NOW).await;
    assert!(!format!("{told:?}").contains("abc"), "{told:?}");
    assert!(seen.all().is_empty());
    let (tokens, _) = endpoint(access).await;
    assert_eq!(provider(&tokens, &url).probe(NOW).await, Probe::Reached);
    let hanging_up = raw_endpoint(|mut stream| read_some(&mut stream));
    let silent = raw_endpoint(|stream| stream);
    for gone in ["http://127.0.0.1:9", &hanging_up, &silent] {
        let settings = settings(&file(&tokens), gone);
        let provider = Fcm::new("mine", &settings, Duration::from_secs(1)).expect("a provider");
        let told = provider.notify(&notice(), NOW).await;
        assert!(matches!(told, Noticed::Failed { .. }), "{gone}: {told:?}");
    }
}

#[test]
fn what_is_no_service_account_is_refused_without_showing_it() {
    let good = file("https://oauth2.googleapis.com/token");
    assert!(Fcm::new("mine", &settings(&good, "https://fcm.googleapis.com"), SEND_LIMIT).is_ok());
    for (name, value) in [
        ("private_key", json!("secret words")),
        ("private_key", json!("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")),
        ("private_key", Value::Null),
        ("project_id", json!("../x")),
        ("project_id", json!("")),
        ("token_uri", json!("ftp://x")),
    ] {
        let mut bad = good.clone();
        bad[name] = value;
        let error = Fcm::new("mine", &settings(&bad, "https://fcm.googleapis.com"), SEND_LIMIT).err();
        let error = error.expect("a refusal").to_string();
        assert!(error.contains("service_account") && !error.contains("secret words"), "{error}");
    }
    let shown = format!("{:?} {:?}", settings(&good, "x"), notice());
    assert!(
        !shown.contains("PRIVATE KEY") && !shown.contains(DEVICE) && !shown.contains(QUESTION),
        "{shown}"
    );
}
