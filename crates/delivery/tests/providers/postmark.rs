//! Postmark, by its documents: its test token needs their server.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_delivery::providers::{Postmark, PostmarkSettings};
use countersign_delivery::{Heard, Message, Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Fate, Receipt, ReceiptState};
use serde_json::{Value, json};

use crate::support::{Called, endpoint, forged, receipts, survives_bad_days};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "alice@example.net";
const REFERENCE: &str = "VL00000000000000000000000000000007";
const LOGIN: &str = "postmark:a long password";

fn settings(url: &str) -> PostmarkSettings {
    PostmarkSettings {
        server_token: Secret::new("token-of-the-tests"),
        from: "Bücher <login@example.com>".to_owned(),
        message_stream: "outbound".to_owned(),
        url: url.to_owned(),
        webhook_login: Some(Secret::new(LOGIN)),
    }
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(Postmark::new("mail", &settings(url), limit).expect("a provider"))
}

/// A message with everything that a letter has.
fn letter() -> Message {
    Message {
        subject: Some("Dein Code für Acme".to_owned()),
        html: Some("<p>Dein Code: <b>481516</b></p>".to_owned()),
        ..message(ALICE, 7)
    }
}

async fn fate_of(status: u16, body: &Value) -> Fate {
    let status = StatusCode::from_u16(status).expect("a status");
    let body = body.to_string();
    let (url, _) = endpoint(move || (status, body.clone())).await;
    let fate = provider(&url, SEND_LIMIT).send(&letter(), NOW).await;
    assert_discreet(&fate);
    fate
}

#[tokio::test]
async fn a_letter_is_asked_for_as_the_documents_say() {
    let answer = r#"{"To":"alice@example.net","SubmittedAt":"2023-11-14T22:13:20Z","MessageID":"0a129aee-e1cd-480d-b08d-4f48548ff48d","ErrorCode":0,"Message":"OK"}"#;
    let (url, seen) = endpoint(move || answer).await;
    let fate = provider(&url, SEND_LIMIT).send(&letter(), NOW).await;
    assert_eq!(fate, Fate::accepted(Some("0a129aee-e1cd-480d-b08d-4f48548ff48d".to_owned())));
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/email"));
    assert_eq!(asked.header("x-postmark-server-token"), "token-of-the-tests");
    assert_eq!(asked.header("accept"), "application/json");
    insta::assert_json_snapshot!(asked.json(), @r#"
    {
      "From": "=?utf-8?b?QsO8Y2hlcg==?= <login@example.com>",
      "Headers": [
        {
          "Name": "Auto-Submitted",
          "Value": "auto-generated"
        }
      ],
      "HtmlBody": "<p>Dein Code: <b>481516</b></p>",
      "MessageStream": "outbound",
      "Metadata": {
        "delivery_id": "VL00000000000000000000000000000007"
      },
      "Subject": "Dein Code für Acme",
      "TextBody": "Your Acme code is 481 516",
      "To": "alice@example.net",
      "TrackLinks": "None",
      "TrackOpens": false
    }
    "#);
}

#[tokio::test]
async fn a_success_has_an_id_and_the_error_number_nought() {
    for body in [
        json!({ "MessageID": "7", "Message": "OK" }),
        json!({ "MessageID": "", "ErrorCode": "0" }),
        json!({ "ErrorCode": 0, "Message": "OK" }),
        json!({ "MessageID": ALICE, "ErrorCode": 0 }),
        json!({ "MessageID": "7", "ErrorCode": 999, "Message": "no" }),
    ] {
        assert_eq!(fate_of(200, &body).await.class(), "ambiguous", "{body}");
    }
    assert_eq!(fate_of(200, &json!({ "MessageID": "7", "ErrorCode": 406 })).await.class(), "recipient");
}

#[tokio::test]
async fn every_refusal_says_whose_fault_it_is() {
    for (status, code, said, class) in [
        (422, 300, "Error parsing 'To': Illegal email address 'alice'.", "recipient"),
        (422, 300, "Invalid 'From' address.", "message"),
        (422, 400, "The sender signature was not found.", "message"),
        (422, 401, "The sender signature is not confirmed.", "message"),
        (422, 405, "You are out of credits.", "funds"),
        (422, 406, "You tried to send to a recipient that has been marked as inactive.", "recipient"),
        (422, 412, "Your account is pending approval.", "credentials"),
        (422, 413, "You may not send at all.", "credentials"),
        (401, 10, "Bad or missing API token.", "credentials"),
        (422, 999, "Something new.", "message"),
        (429, 999, "Too many.", "throttled"),
        (500, 999, "Trouble.", "ambiguous"),
        (503, 100, "Maintenance.", "retryable"),
    ] {
        let fate = fate_of(status, &json!({ "ErrorCode": code, "Message": said })).await;
        assert_eq!(fate.class(), class, "{status} {code} {said}: {fate:?}");
    }
    let number = provider("http://127.0.0.1:9", SEND_LIMIT).send(&message("+15017122661", 1), NOW).await;
    assert_eq!(number.class(), "recipient");
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &letter()).await;
}

#[tokio::test]
async fn a_probe_asks_about_the_server() {
    for (status, word) in [(200, None), (401, Some("server_token")), (500, Some("500"))] {
        let status = StatusCode::from_u16(status).expect("a status");
        let (url, seen) = endpoint(move || status).await;
        let probe = provider(&url, SEND_LIMIT).probe(NOW).await;
        let asked = seen.only();
        assert_eq!((asked.method.as_str(), asked.uri.path()), ("GET", "/server"));
        assert_eq!(asked.header("x-postmark-server-token"), "token-of-the-tests");
        match (probe, word) {
            (Probe::Reached, None) => {}
            (Probe::Failed(why), Some(word)) => assert!(why.contains(word), "{why}"),
            (probe, _) => panic!("{status}: {probe:?}"),
        }
    }
}

fn event(record: &str, kind: &str) -> Value {
    json!({
        "RecordType": record, "Type": kind, "TypeCode": 1, "MessageID": "0a129aee-e1cd-480d-b08d-4f48548ff48d",
        "Details": format!("550 5.1.1 <{ALICE}>: unknown"), "Email": ALICE, "Recipient": ALICE,
        "BouncedAt": "2023-11-14T18:13:21.2735393-04:00", "DeliveredAt": "2023-11-14T22:13:22Z",
        "MessageStream": "outbound", "Metadata": { "delivery_id": REFERENCE },
    })
}

fn logged_in(login: &str, body: &str) -> Called {
    Called::post(body).with("authorization", &format!("Basic {}", STANDARD.encode(login)))
}

async fn receipt_of(event: &Value) -> Option<Receipt> {
    let provider = provider("http://127.0.0.1:9", SEND_LIMIT);
    receipts(logged_in(LOGIN, &event.to_string()).heard_by(&*provider).await).pop()
}

#[tokio::test]
async fn a_bounce_is_read_without_the_address() {
    let receipt = receipt_of(&event("Bounce", "HardBounce")).await.expect("a receipt");
    assert_eq!(receipt.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    assert_eq!(receipt.provider_id.as_deref(), Some("0a129aee-e1cd-480d-b08d-4f48548ff48d"));
    assert_eq!((receipt.state, receipt.code.as_deref()), (ReceiptState::Failed, Some("HardBounce")));
    assert_eq!(receipt.at.expect("a time").millis(), 1_700_000_001_273);
    assert!(!format!("{receipt:?}").contains("alice"));
    let odd = receipt_of(&event("Bounce", ALICE)).await.expect("a receipt");
    assert_eq!((odd.state, odd.code), (ReceiptState::Failed, None));
}

#[tokio::test]
async fn every_event_has_its_state() {
    let delivered = receipt_of(&event("Delivery", "")).await.expect("a receipt");
    assert_eq!((delivered.state, delivered.code), (ReceiptState::Delivered, None));
    assert_eq!(delivered.at.expect("a time").millis(), 1_700_000_002_000);
    for (kind, state) in [
        ("HardBounce", ReceiptState::Failed),
        ("SoftBounce", ReceiptState::Failed),
        ("DnsError", ReceiptState::Failed),
        ("BadEmailAddress", ReceiptState::Failed),
        ("SomethingNew", ReceiptState::Failed),
        ("Transient", ReceiptState::Sent),
        ("SpamNotification", ReceiptState::Rejected),
        ("Blocked", ReceiptState::Rejected),
        ("ManuallyDeactivated", ReceiptState::Rejected),
        ("DMARCPolicy", ReceiptState::Rejected),
    ] {
        assert_eq!(receipt_of(&event("Bounce", kind)).await.expect("a receipt").state, state, "{kind}");
    }
    for kind in ["AutoResponder", "AddressChange", "ChallengeVerification", "Unsubscribe", "SpamComplaint"] {
        assert_eq!(receipt_of(&event("Bounce", kind)).await, None, "{kind}");
    }
    for record in ["Open", "Click", "SpamComplaint", "SubscriptionChange", "SomethingNew"] {
        assert_eq!(receipt_of(&event(record, "")).await, None, "{record}");
    }
    let mut foreign = event("Delivery", "");
    foreign["Metadata"] = json!({});
    let receipt = receipt_of(&foreign).await.expect("a receipt");
    assert_eq!(receipt.about, About::ProviderId("0a129aee-e1cd-480d-b08d-4f48548ff48d".to_owned()));
}

#[tokio::test]
async fn who_does_not_log_in_is_not_believed() {
    let provider = provider("http://127.0.0.1:9", SEND_LIMIT);
    let body = event("Delivery", "").to_string();
    assert!(!forged(&logged_in(LOGIN, &body).heard_by(&*provider).await));
    for login in
        ["", "postmark:", "postmark:a long passwore", "postmark:a long password ", "Postmark:a long password"]
    {
        assert!(forged(&logged_in(login, &body).heard_by(&*provider).await), "{login}");
    }
    assert!(forged(&Called::post(body.clone()).heard_by(&*provider).await));
    for header in ["Basic", "Basic !", &format!("Bearer {}", STANDARD.encode(LOGIN)), LOGIN] {
        let called = Called::post(body.clone()).with("authorization", header);
        assert!(forged(&called.heard_by(&*provider).await), "{header}");
    }
    for nonsense in ["", "{", "[]", "7"] {
        let heard = logged_in(LOGIN, nonsense).heard_by(&*provider).await;
        assert!(matches!(heard, Heard::Unreadable(_)), "{nonsense}");
    }
    let deaf = PostmarkSettings { webhook_login: None, ..settings("http://127.0.0.1:9") };
    let deaf = Postmark::new("mail", &deaf, SEND_LIMIT).expect("a provider");
    assert!(
        forged(&logged_in(LOGIN, &body).heard_by(&deaf).await),
        "without a login nothing can be believed"
    );
    assert!(provider.tells() && !deaf.tells());
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let refused = |settings: PostmarkSettings| {
        Postmark::new("mail", &settings, SEND_LIMIT).err().expect("a refusal").to_string()
    };
    let good = || settings("http://127.0.0.1:9");
    for token in ["", "a\nb"] {
        assert!(
            refused(PostmarkSettings { server_token: Secret::new(token), ..good() }).contains("server_token")
        );
    }
    assert!(refused(PostmarkSettings { from: "Acme".into(), ..good() }).contains("from"));
    assert!(refused(PostmarkSettings { message_stream: String::new(), ..good() }).contains("message_stream"));
    assert!(refused(PostmarkSettings { url: "postmarkapp.com".into(), ..good() }).contains("url"));
    for login in ["", "a:b", "a long password without a name"] {
        let login = Some(Secret::new(login));
        assert!(refused(PostmarkSettings { webhook_login: login, ..good() }).contains("webhook_login"));
    }
}
