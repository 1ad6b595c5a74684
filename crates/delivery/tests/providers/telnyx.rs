//! Telnyx's messages, by the facts of its documentation and libraries: there is no sandbox to ask.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::signature::Ed25519KeyPair;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_delivery::providers::{Telnyx, TelnyxSettings};
use countersign_delivery::{Heard, Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Cost, Fate, ReceiptState};
use serde_json::{Value, json};

use crate::support::{CALLBACK, Called, endpoint, forged, receipts, survives_bad_days};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "+15017122661";
const REFERENCE: &str = "VL00000000000000000000000000000007";
const ID: &str = "40385f64-5717-4562-b3fc-2c963f66afa6";

/// The first key of RFC 8032, 7.1.
const SEED: &str = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
const PUBLIC: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

fn settings(url: &str) -> TelnyxSettings {
    TelnyxSettings {
        api_key: Secret::new("KEY-of-the-tests"),
        sender: Some("Acme".to_owned()),
        messaging_profile_id: Some("4001795c-81c7-40b3-8d43-06db8e4eb8a2".to_owned()),
        public_key: Some(PUBLIC.to_owned()),
        url: url.to_owned(),
    }
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(Telnyx::new("mine", &settings(url), limit).expect("a provider"))
}

fn deaf() -> Arc<dyn Provider> {
    provider("http://127.0.0.1:9", SEND_LIMIT)
}

async fn fate_of(status: u16, body: Value) -> Fate {
    let status = StatusCode::from_u16(status).expect("a status");
    let (url, _) = endpoint(move || (status, body.to_string())).await;
    let fate = provider(&url, SEND_LIMIT).send(&message(ALICE, 1), NOW).await;
    assert_discreet(&fate);
    fate
}

fn error(code: &str, pointer: &str) -> Value {
    json!({ "errors": [
        { "code": code, "title": "a title", "detail": "words of theirs", "source": { "pointer": pointer } },
    ]})
}

fn taken(state: &str) -> Value {
    json!({ "data": {
        "record_type": "message", "direction": "outbound", "id": ID, "type": "SMS", "parts": 2,
        "to": [{ "phone_number": ALICE, "status": state, "carrier": "", "line_type": "Wireless" }],
        "cost": { "amount": "0.0051", "currency": "USD" },
        "errors": [{ "code": "40310", "title": "Invalid 'to' address" }],
    }})
}

#[tokio::test]
async fn a_message_is_asked_for_as_the_documentation_says() {
    let (url, seen) = endpoint(|| taken("queued").to_string()).await;
    let mut message = message(ALICE, 7);
    message.receipt_url = Some(CALLBACK.to_owned());
    let fate = provider(&url, SEND_LIMIT).send(&message, NOW).await;
    let cost = Cost::read("0.0051", "USD");
    assert_eq!(fate, Fate::Accepted { provider_id: Some(ID.to_owned()), parts: Some(2), cost });
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/v2/messages"));
    assert_eq!(asked.header("authorization"), "Bearer KEY-of-the-tests");
    insta::assert_json_snapshot!(asked.json(), @r#"
    {
      "from": "Acme",
      "messaging_profile_id": "4001795c-81c7-40b3-8d43-06db8e4eb8a2",
      "text": "Your Acme code is 481 516",
      "to": "+15017122661",
      "type": "SMS",
      "webhook_url": "https://verify.example.com/receipts/mine/token"
    }
    "#);
}

#[tokio::test]
async fn who_sends_is_the_number_or_chosen_by_the_profile() {
    for (sender, profile, from) in [
        (None, Some("p"), Value::Null),
        (Some("15557654321"), None, "+15557654321".into()),
        (Some("+15557654321"), Some("p"), "+15557654321".into()),
        (Some("54321"), None, "54321".into()),
    ] {
        let (url, seen) = endpoint(|| taken("queued").to_string()).await;
        let settings = TelnyxSettings {
            sender: sender.map(str::to_owned),
            messaging_profile_id: profile.map(str::to_owned),
            ..settings(&url)
        };
        let provider = Telnyx::new("mine", &settings, SEND_LIMIT).expect("a provider");
        provider.send(&message(ALICE, 1), NOW).await;
        let asked = seen.only().json();
        assert_eq!(asked["from"], from);
        assert_eq!(asked["messaging_profile_id"].as_str(), profile);
        assert_eq!(asked.get("webhook_url"), None, "no public URL, no receipts");
    }
}

#[tokio::test]
async fn every_code_says_whose_fault_it_is() {
    let rows = [
        ("throttled", "10011 40011 40016 40018 40318"),
        ("retryable", "40006"),
        ("recipient", "10002 10016 40001 40004 40008 40012 40300 40301 40310 40319"),
        ("credentials", "10009 10010 20002 20006 20012 20013 20014 20015 20016 20017 40312 40314"),
        ("funds", "20100"),
        (
            "message",
            "10001 10003 10004 10005 10006 10015 40002 40003 40009 40010 40013 40015 40017 40100 40150 40151 \
             40302 40304 40305 40306 40309 40315 40316 40320 40321 40322 40328 40329 99999",
        ),
    ];
    for (class, codes) in rows {
        for code in codes.split(' ') {
            assert_eq!(fate_of(400, error(code, "/to")).await.class(), class, "{code}");
        }
    }
    let fate = fate_of(422, error("40300", "/to")).await;
    assert_eq!(fate, Fate::BadRecipient { reason: "code 40300: words of theirs".to_owned() });
}

#[tokio::test]
async fn a_number_that_is_wrong_on_our_side_is_no_fault_of_the_person() {
    assert_eq!(fate_of(400, error("10016", "/from")).await.class(), "message");
    assert_eq!(fate_of(400, error("10002", "/from")).await.class(), "message");
}

#[tokio::test]
async fn what_no_table_knows_is_judged_by_its_status_and_a_failure_at_once_is_no_success() {
    for (status, class) in [(401, "credentials"), (402, "funds"), (422, "message"), (500, "ambiguous")] {
        assert_eq!(fate_of(status, error("99999", "")).await.class(), class, "{status}");
    }
    assert_eq!(fate_of(200, error("40310", "")).await.class(), "ambiguous", "200 with an error");
    assert_eq!(fate_of(200, taken("sending_failed")).await.class(), "recipient");
    let mut unexplained = taken("delivery_failed");
    unexplained["data"]["errors"] = json!([]);
    assert_eq!(fate_of(200, unexplained).await.class(), "message");
    assert_eq!(fate_of(200, json!({ "data": { "id": "" } })).await.class(), "ambiguous");
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &message(ALICE, 1)).await;
}

#[tokio::test]
async fn the_balance_proves_the_key() {
    let told = r#"{"data":{"record_type":"balance","balance":"300.00","available_credit":"400.00","currency":"USD"}}"#;
    let (url, seen) = endpoint(move || told).await;
    assert_eq!(provider(&url, SEND_LIMIT).balance().await, Ok(Cost::read("300", "USD")));
    assert_eq!(seen.only().uri.path(), "/v2/balance");
    assert_eq!(provider(&url, SEND_LIMIT).probe(NOW).await, Probe::Reached);
    for (status, reached) in [(401, false), (403, true), (500, false)] {
        let status = StatusCode::from_u16(status).expect("a status");
        let (url, _) = endpoint(move || status).await;
        let probe = provider(&url, SEND_LIMIT).probe(NOW).await;
        assert_eq!(probe == Probe::Reached, reached, "{status}: {probe:?}");
    }
}

fn event(kind: &str, state: &str, code: Option<&str>) -> String {
    let errors: Vec<Value> = code.iter().map(|code| json!({ "code": code, "title": "x" })).collect();
    json!({
        "data": {
            "event_type": kind, "id": "b301ed3f-1490-491f-995f-6e64e69674d4", "record_type": "event",
            "occurred_at": "2023-11-14T22:13:15.000+00:00",
            "payload": {
                "id": ID, "direction": "outbound", "completed_at": "2023-11-14T22:13:14.250+00:00", "parts": 1,
                "to": [{ "phone_number": ALICE, "status": state }],
                "cost": { "amount": "0.0051", "currency": "USD" }, "errors": errors,
            },
        },
        "meta": { "attempt": 1, "delivered_to": CALLBACK },
    })
    .to_string()
}

fn signed_at(stamp: &str, body: &str) -> Called {
    let seed = STANDARD.decode(SEED).expect("base64");
    let key = Ed25519KeyPair::from_seed_unchecked(&seed).expect("a key");
    let signature = STANDARD.encode(key.sign(format!("{stamp}|{body}").as_bytes()));
    Called::post(body).with("telnyx-timestamp", stamp).with("telnyx-signature-ed25519", &signature)
}

fn signed(body: &str) -> Called {
    signed_at("1699999990", body)
}

#[tokio::test]
async fn what_another_library_signed_is_believed() {
    // By Python's `cryptography`, with the same key.
    let body = r#"{"data":{"event_type":"message.sent","payload":{"id":"x","to":[{"status":"sent"}]}}}"#;
    let signature =
        "iHpHjDMEt/sR8x8AGa4DphjmB8RUVnnBq6hJL2+w0rW35ykQTBkco4UjhqEU14mxvnTLS7WkvAC7dG+Re+DXAw==";
    let called =
        Called::post(body).with("telnyx-timestamp", "1699999990").with("telnyx-signature-ed25519", signature);
    assert_eq!(receipts(called.heard_by(&*deaf()).await)[0].state, ReceiptState::Sent);
}

#[tokio::test]
async fn a_receipt_is_about_the_address_s_attempt_or_their_id_and_reads_alike_when_told_again() {
    let called = signed(&event("message.finalized", "delivered", None)).about(REFERENCE);
    let receipt = receipts(called.heard_by(&*deaf()).await).remove(0);
    assert_eq!(receipt, receipts(called.heard_by(&*deaf()).await).remove(0));
    assert_eq!(receipt.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    assert_eq!(receipt.provider_id.as_deref(), Some(ID));
    assert_eq!((receipt.state, receipt.code), (ReceiptState::Delivered, None));
    assert_eq!(receipt.cost, Cost::read("0.0051", "USD"));
    assert_eq!(receipt.at.map(|at| at.millis()), Some(1_699_999_994_250));
    let called = signed(&event("message.sent", "sent", None));
    let receipt = receipts(called.heard_by(&*deaf()).await).remove(0);
    assert_eq!(receipt.about, About::ProviderId(ID.to_owned()));
}

#[tokio::test]
async fn states_are_read_and_what_is_unknown_is_never_delivered() {
    for (state, code, expected) in [
        ("queued", None, ReceiptState::Queued),
        ("sending", None, ReceiptState::Sent),
        ("sent", None, ReceiptState::Sent),
        ("expired", None, ReceiptState::Expired),
        ("delivery_failed", Some("40005"), ReceiptState::Expired),
        ("sending_failed", Some("40014"), ReceiptState::Expired),
        ("delivery_failed", Some("40008"), ReceiptState::Failed),
        ("sending_failed", Some("40300"), ReceiptState::Rejected),
        ("delivery_unconfirmed", None, ReceiptState::Unknown),
        ("something_new", None, ReceiptState::Unknown),
    ] {
        let called = signed(&event("message.finalized", state, code));
        let receipt = receipts(called.heard_by(&*deaf()).await).remove(0);
        assert_eq!((receipt.state, receipt.code.as_deref()), (expected, code), "{state}");
    }
    for other in [event("message.received", "delivered", None), "[]".to_owned(), "{}".to_owned()] {
        assert!(receipts(signed(&other).heard_by(&*deaf()).await).is_empty(), "{other}");
    }
    assert!(matches!(signed("{").heard_by(&*deaf()).await, Heard::Unreadable(_)));
}

#[tokio::test]
async fn a_forged_receipt_is_refused() {
    let body = event("message.finalized", "delivered", None);
    let good = signed(&body);
    let signature = good.headers["telnyx-signature-ed25519"].to_str().expect("text").to_owned();
    assert!(!forged(&good.heard_by(&*deaf()).await));
    let with = |body: &str, stamp: &str, signature: &str| {
        Called::post(body).with("telnyx-timestamp", stamp).with("telnyx-signature-ed25519", signature)
    };
    for (what, called) in [
        ("unsigned", Called::post(body.clone()).with("telnyx-timestamp", "1699999990")),
        ("no time", Called::post(body.clone()).with("telnyx-signature-ed25519", &signature)),
        ("another body", with(&body.replace("delivered\"", "failed\""), "1699999990", &signature)),
        ("another time", with(&body, "1700000000", &signature)),
        ("the bar moved", with(&format!("90|{body}"), "16999999", &signature)),
        ("a signature cut short", with(&body, "1699999990", &signature[..40])),
        ("no base64", with(&body, "1699999990", "%%%")),
        ("empty", with(&body, "1699999990", "")),
        ("zeros", with(&body, "1699999990", &STANDARD.encode([0; 64]))),
        ("signed six minutes ago", signed_at("1699999640", &body)),
        ("signed in six minutes", signed_at("1700000360", &body)),
        ("signed with no number for a time", signed_at("now", &body)),
    ] {
        assert!(forged(&called.heard_by(&*deaf()).await), "{what}");
    }
    let other = |public_key: Option<String>| {
        let settings = TelnyxSettings { public_key, ..settings("http://127.0.0.1:9") };
        Telnyx::new("mine", &settings, SEND_LIMIT).expect("a provider")
    };
    assert!(forged(&good.heard_by(&other(None)).await), "no key");
    assert!(deaf().tells() && !other(None).tells(), "without a key nothing is told");
    let second = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=".to_owned();
    assert!(forged(&good.heard_by(&other(Some(second))).await), "another key");
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let refused = |settings: TelnyxSettings| {
        Telnyx::new("mine", &settings, SEND_LIMIT).err().expect("a refusal").to_string()
    };
    let good = || settings("http://127.0.0.1:9");
    assert!(
        refused(TelnyxSettings { sender: Some("longer than eleven".into()), ..good() }).contains("sender")
    );
    let nobody = TelnyxSettings { sender: None, messaging_profile_id: None, ..good() };
    assert!(refused(nobody).contains("messaging_profile_id"));
    let name_alone = TelnyxSettings { messaging_profile_id: None, ..good() };
    assert!(refused(name_alone).contains("messaging_profile_id"));
    assert!(refused(TelnyxSettings { api_key: Secret::new("a\nb"), ..good() }).contains("api_key"));
    for key in ["", "not base64!", "c2hvcnQ="] {
        assert!(refused(TelnyxSettings { public_key: Some(key.into()), ..good() }).contains("public_key"));
    }
    assert!(refused(TelnyxSettings { url: "telnyx".into(), ..good() }).contains("url"));
}
