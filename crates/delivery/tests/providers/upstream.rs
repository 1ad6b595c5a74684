//! Another Verify as the upstream: what it is sent, what its answers mean, and its bad days. Creates are a provider's
//! sends; checks must call nothing right that was not plainly called so.

use std::io::Write;
use std::net::TcpListener;
use std::time::Duration;

use axum::http::StatusCode;
use countersign_delivery::{
    EndHeard, Handed, Message, Probe, Provider, Question, SEND_LIMIT, Secret, Told, Upstream,
    UpstreamSettings,
};
use countersign_model::{Code, Ending, Fate, Recipient};
use serde_json::{Value, json};

use crate::support::{endpoint, raw_endpoint, read_some, survives_bad_days};
use crate::twilio_peer::{Peer, document};
use crate::{NOW, message};

const ALICE: &str = "+15017122661";
/// The SIDs of Twilio's own examples.
const SERVICE: &str = "VAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const VERIFICATION: &str = "VEaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn made(url: &str, limit: Duration) -> Upstream {
    let settings = UpstreamSettings {
        service: None,
        percent: 100,
        verify_service_sid: SERVICE.to_owned(),
        custom_code: true,
        account_sid: "AC0123456789abcdef0123456789abcdef".to_owned(),
        auth_token: Some(Secret::new("token")),
        api_key: None,
        api_key_secret: None,
        url: url.to_owned(),
    };
    Upstream::new("twilio", &settings, limit).expect("an upstream")
}

/// A message with everything that an upstream can be told.
fn whole() -> Message {
    let text = |text: &str| Some(text.to_owned());
    Message {
        text: String::new(),
        send_digits: text("1928"),
        handed: Some(Box::new(Handed {
            sid: None,
            sends_before: 0,
            locale: text("de"),
            friendly_name: text("Acme"),
            app_hash: text("He42w354ol9"),
            payment: Some(("39.99".to_owned(), "Shop".to_owned())),
            tags: text("{\"a\":\"b\"}"),
        })),
        ..message(ALICE, 7)
    }
}

/// What comes of asking about a code at `url`; its words must give nothing away.
async fn asked(url: &str, limit: Duration) -> Told {
    let (recipient, code) =
        (Recipient::parse(ALICE).expect("a number"), Code::parse_given("481516").expect("a code"));
    let question = Question { recipient: &recipient, sid: Some(VERIFICATION), code: &code, payment: None };
    assert!(!format!("{question:?}").contains("481516"));
    let told = made(url, limit).check(&question, NOW).await;
    let shown = format!("{told:?}");
    assert!(!shown.contains("481516") && !shown.contains("7122661"), "{shown}");
    told
}

#[tokio::test]
async fn a_create_survives_every_bad_day() {
    survives_bad_days(|url, limit| std::sync::Arc::new(made(url, limit)), &whole()).await;
}

#[tokio::test]
async fn a_check_without_an_answer_is_lost_unless_nobody_can_have_heard_it() {
    let silent = raw_endpoint(|stream| stream);
    assert_eq!(asked(&silent, Duration::from_millis(100)).await.name(), "lost", "it hangs");
    let reset = raw_endpoint(|mut stream| read_some(&mut stream));
    assert_eq!(asked(&reset, SEND_LIMIT).await.name(), "lost", "a reset");
    let garbage = raw_endpoint(|mut stream| {
        read_some(&mut stream);
        stream.write_all(b"220 smtp.example.com ESMTP\r\n\r\n").expect("an answer");
        stream
    });
    assert_eq!(asked(&garbage, SEND_LIMIT).await.name(), "lost", "no HTTP");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let closed = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    assert_eq!(asked(&closed, SEND_LIMIT).await.name(), "not_asked", "a closed port");
    // It says half of “approved”, and no more.
    let half = raw_endpoint(|mut stream| {
        read_some(&mut stream);
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 400\r\n\r\n";
        let said = format!("{head}{{\"sid\":\"{VERIFICATION}\",\"to\":\"{ALICE}\",\"status\":\"approved\"");
        stream.write_all(said.as_bytes()).expect("half an answer");
    });
    assert_eq!(asked(&half, SEND_LIMIT).await.name(), "lost", "half an answer");
}

#[tokio::test]
async fn nothing_but_a_plain_yes_about_this_very_verification_is_one() {
    let yes = json!({ "sid": VERIFICATION, "to": ALICE, "status": "approved", "valid": true });
    let with = |name: &str, value: Value| {
        let mut body = yes.clone();
        body[name] = value;
        body.to_string()
    };
    let others = [
        with("sid", json!("VEbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")),
        with("sid", json!(7)),
        with("to", json!("+15017122662")),
        with("to", Value::Null),
        with("valid", json!("true")),
        with("valid", json!(false)),
        with("status", json!("APPROVED")),
        with("status", json!("canceled")),
        with("status", json!(["approved"])),
        json!([yes]).to_string(),
        "\"approved\"".to_owned(),
        "<!doctype html><title>approved</title>".to_owned(),
        String::new(),
        "null".to_owned(),
        format!("{yes}{}", "x".repeat(10_000_000)),
        format!("{}{yes}", " ".repeat(70_000)),
    ];
    for body in others {
        let beginning = body.chars().take(90).collect::<String>();
        let (url, _) = endpoint(move || (StatusCode::OK, body.clone())).await;
        assert_eq!(asked(&url, SEND_LIMIT).await.name(), "lost", "{beginning}");
    }
    for status in [200, 201] {
        let (status, body) = (StatusCode::from_u16(status).expect("a status"), yes.to_string());
        let (url, _) = endpoint(move || (status, body.clone())).await;
        assert_eq!(asked(&url, SEND_LIMIT).await, Told::Approved, "{status}");
    }
    // A yes under another status is none.
    for status in [202, 400, 404, 429, 500, 503] {
        let (status, body) = (StatusCode::from_u16(status).expect("a status"), yes.to_string());
        let (url, _) = endpoint(move || (status, body.clone())).await;
        let told = asked(&url, SEND_LIMIT).await;
        assert!(status.is_success() || told != Told::Approved, "{status}: {told:?}");
    }
}

#[tokio::test]
async fn a_refusal_means_what_its_number_says_and_only_in_their_form() {
    for (status, code, name) in [
        (404, 20404, "not_found"),
        (429, 60202, "max_checks"),
        (400, 60200, "wrong"),
        (429, 20429, "not_asked"),
        (401, 20003, "not_asked"),
        (403, 20003, "not_asked"),
        (400, 60206, "not_asked"),
        (500, 20500, "lost"),
        (503, 20503, "lost"),
    ] {
        let body =
            json!({ "code": code, "message": "481516 of +15017122661", "more_info": "", "status": status });
        let answer = StatusCode::from_u16(status).expect("a status");
        let (url, _) = endpoint(move || (answer, body.to_string())).await;
        assert_eq!(asked(&url, SEND_LIMIT).await.name(), name, "{status} {code}");
        // A proxy's page, or one that speaks of another status.
        for body in ["<h1>no</h1>".to_owned(), json!({ "code": code, "status": 200 }).to_string()] {
            let (url, _) = endpoint(move || (answer, body.clone())).await;
            let told = asked(&url, SEND_LIMIT).await.name();
            let safe = if matches!(status, 401 | 403 | 429) { "not_asked" } else { "lost" };
            assert_eq!(told, safe, "{status}");
        }
    }
    let (url, _) = endpoint(|| (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "7")])).await;
    let told = asked(&url, SEND_LIMIT).await;
    assert!(matches!(told, Told::NotAsked { retry_after_millis: Some(7000), .. }), "{told:?}");
}

#[tokio::test]
async fn credentials_and_codes_follow_no_redirect() {
    let (elsewhere, reached) = endpoint(|| StatusCode::NO_CONTENT).await;
    let to = Recipient::parse(ALICE).expect("a number");
    for status in [301, 302, 307, 308] {
        let (status, elsewhere) = (StatusCode::from_u16(status).expect("a status"), elsewhere.clone());
        let (url, _) = endpoint(move || (status, [("location", elsewhere.clone())])).await;
        assert_eq!(asked(&url, SEND_LIMIT).await.name(), "lost", "{status}");
        let upstream = made(&url, SEND_LIMIT);
        assert!(matches!(upstream.end(None, &to, Ending::Canceled, NOW).await, EndHeard::Later { .. }));
        assert!(!matches!(upstream.send(&whole(), NOW).await, Fate::Accepted { .. }));
        assert!(matches!(upstream.probe(NOW).await, Probe::Failed(_)));
    }
    assert!(reached.all().is_empty(), "a redirect was followed");
}

#[tokio::test]
async fn a_probe_knows_the_service_and_whether_it_takes_our_codes() {
    for (status, body, told) in [
        (200, json!({ "sid": SERVICE, "custom_code_enabled": true }), None),
        (200, json!({ "sid": SERVICE, "custom_code_enabled": false }), Some("custom codes")),
        (200, json!({ "sid": "VAbb" }), Some("check url")),
        (401, json!({}), Some("auth_token")),
        (404, json!({}), Some(SERVICE)),
        (502, json!({}), Some("502")),
    ] {
        let status = StatusCode::from_u16(status).expect("a status");
        let (url, seen) = endpoint(move || (status, body.to_string())).await;
        match (made(&url, SEND_LIMIT).probe(NOW).await, told) {
            (Probe::Reached, None) => {}
            (Probe::Failed(why), Some(told)) => assert!(why.contains(told), "{why}"),
            (probe, _) => panic!("{probe:?}"),
        }
        assert_eq!(seen.only().uri.path(), format!("/v2/Services/{SERVICE}"));
    }
}

#[tokio::test]
async fn an_address_is_one_part_of_the_path_whatever_stands_in_it() {
    let (url, seen) = endpoint(|| StatusCode::NOT_FOUND).await;
    let to = Recipient::parse("a/b?c#d@example.com").expect("an address");
    made(&url, SEND_LIMIT).end(None, &to, Ending::Canceled, NOW).await;
    let path = seen.only().uri.to_string();
    assert_eq!(path, format!("/v2/Services/{SERVICE}/Verifications/a%2Fb%3Fc%23d@example.com"));
}

#[tokio::test]
async fn twilio_s_own_document_of_verify_finds_nothing_to_object_to() {
    let peer = Peer::start("verify.json");
    let upstream = made(&peer.url, SEND_LIMIT);
    // All are answered with the document's own examples.
    assert_eq!(upstream.send(&whole(), NOW).await, Fate::accepted(Some(VERIFICATION.to_owned())));
    assert_eq!(asked(&peer.url, SEND_LIMIT).await, Told::Approved);
    let to = Recipient::parse(ALICE).expect("a number");
    for how in [Ending::Canceled, Ending::Approved] {
        assert_eq!(upstream.end(Some(VERIFICATION), &to, how, NOW).await, EndHeard::Told);
    }
    let probe = upstream.probe(NOW).await;
    assert!(
        probe == Probe::Reached || matches!(&probe, Probe::Failed(why) if why.contains("custom codes")),
        "{probe:?}"
    );
    // It does look.
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let request = client
        .post(format!("{}/v2/Services/{SERVICE}/Verifications", peer.url))
        .header("content-type", "application/x-www-form-urlencoded")
        .basic_auth("AC0123456789abcdef0123456789abcdef", Some("token"))
        .body("Channel=sms");
    assert_eq!(request.send().await.expect("an answer").status(), 422);
}

#[tokio::test]
async fn every_field_that_is_sent_stands_in_twilio_s_document_of_verify() {
    let document = document("verify.json");
    let (url, seen) = endpoint(|| "{}").await;
    let upstream = made(&url, SEND_LIMIT);
    upstream.send(&whole(), NOW).await;
    asked(&url, SEND_LIMIT).await;
    upstream
        .end(Some(VERIFICATION), &Recipient::parse(ALICE).expect("a number"), Ending::Canceled, NOW)
        .await;
    let all = seen.all();
    assert_eq!(all.len(), 3);
    for asked in all {
        let path = asked.uri.path().replace(SERVICE, "{ServiceSid}").replace(VERIFICATION, "{Sid}");
        let known = document["paths"][path.as_str()]["post"]["requestBody"]["content"]
            ["application/x-www-form-urlencoded"]["schema"]["properties"]
            .as_object()
            .unwrap_or_else(|| panic!("{path} is no path of Twilio's"));
        for name in asked.form().keys() {
            assert!(known.contains_key(name), "{name} is no field of Twilio's");
        }
    }
}
