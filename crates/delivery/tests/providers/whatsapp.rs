//! WhatsApp's Cloud API, by the facts of its documentation: there is no sandbox to ask.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hmac;
use axum::http::StatusCode;
use countersign_delivery::providers::{Whatsapp, WhatsappSettings};
use countersign_delivery::{Heard, Message, Probe, Provider, Reply, SEND_LIMIT, Secret};
use countersign_model::{About, Channel, Fate, ReceiptState};
use serde_json::{Value, json};

use crate::support::{Called, endpoint, forged, receipts, survives_bad_days};
use crate::{NOW, assert_discreet};

const ALICE: &str = "+15017122661";
const SECRET: &str = "an app secret";
const REFERENCE: &str = "VL00000000000000000000000000000007";
/// Holds Alice's number in base64, as theirs do.
const ID: &str = "wamid.HBgLMTUwMTcxMjI2NjEVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA";
/// `wamid-` and half the SHA-256 of it, by Python's hashlib.
const NAME: &str = "wamid-a1f40129aadec1d8c8964e84dd180e1f";

fn settings(url: &str) -> WhatsappSettings {
    WhatsappSettings {
        token: Secret::new("token-of-the-tests"),
        phone_number_id: "106540352242922".to_owned(),
        template: "sign_in_code".to_owned(),
        languages: vec!["en_US".to_owned(), "de".to_owned()],
        app_secret: Some(Secret::new(SECRET)),
        verify_token: Some(Secret::new("a word of the operator")),
        version: "v25.0".to_owned(),
        url: url.to_owned(),
    }
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(Whatsapp::new("mine", &settings(url), limit).expect("a provider"))
}

fn deaf() -> Arc<dyn Provider> {
    provider("http://127.0.0.1:9", SEND_LIMIT)
}

fn message(number: u32) -> Message {
    Message { channel: Channel::Whatsapp, ..crate::message(ALICE, number) }
}

async fn fate_of(status: u16, body: String) -> Fate {
    let status = StatusCode::from_u16(status).expect("a status");
    let (url, _) = endpoint(move || (status, body.clone())).await;
    let fate = provider(&url, SEND_LIMIT).send(&message(1), NOW).await;
    assert_discreet(&fate);
    fate
}

fn error(code: u32) -> String {
    json!({ "error": {
        "message": format!("(#{code}) words of theirs"), "type": "OAuthException", "code": code,
        "error_data": { "messaging_product": "whatsapp", "details": "more words" }, "fbtrace_id": "Az8or2yhqkZfEZ",
    }})
    .to_string()
}

fn taken() -> String {
    json!({
        "messaging_product": "whatsapp",
        "contacts": [{ "input": "15017122661", "wa_id": "15017122661" }],
        "messages": [{ "id": ID, "message_status": "accepted" }],
    })
    .to_string()
}

#[tokio::test]
async fn the_template_is_asked_for_with_the_code_twice_and_no_text_of_ours() {
    let (url, seen) = endpoint(taken).await;
    let german = Message { locale: "de-AT".to_owned(), ..message(7) };
    let fate = provider(&url, SEND_LIMIT).send(&german, NOW).await;
    assert_eq!(fate, Fate::accepted(Some(NAME.to_owned())), "the number in their id must not be kept");
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/v25.0/106540352242922/messages"));
    assert_eq!(asked.header("authorization"), "Bearer token-of-the-tests");
    insta::assert_json_snapshot!(asked.json(), @r#"
    {
      "biz_opaque_callback_data": "VL00000000000000000000000000000007",
      "messaging_product": "whatsapp",
      "recipient_type": "individual",
      "template": {
        "components": [
          {
            "parameters": [
              {
                "text": "481516",
                "type": "text"
              }
            ],
            "type": "body"
          },
          {
            "index": "0",
            "parameters": [
              {
                "text": "481516",
                "type": "text"
              }
            ],
            "sub_type": "url",
            "type": "button"
          }
        ],
        "language": {
          "code": "de"
        },
        "name": "sign_in_code"
      },
      "to": "15017122661",
      "type": "template"
    }
    "#);
}

#[tokio::test]
async fn every_code_says_whose_fault_it_is() {
    for (code, class) in [
        (0, "credentials"),
        (1, "retryable"),
        (2, "retryable"),
        (3, "credentials"),
        (4, "throttled"),
        (10, "credentials"),
        (33, "message"),
        (100, "message"),
        (190, "credentials"),
        (200, "credentials"),
        (299, "credentials"),
        (368, "credentials"),
        (80_007, "throttled"),
        (130_429, "throttled"),
        (130_472, "recipient"),
        (130_497, "message"),
        (131_000, "retryable"),
        (131_005, "credentials"),
        (131_008, "message"),
        (131_009, "message"),
        (131_016, "retryable"),
        (131_021, "recipient"),
        (131_026, "recipient"),
        (131_030, "message"),
        (131_031, "credentials"),
        (131_037, "message"),
        (131_042, "funds"),
        (131_045, "credentials"),
        (131_047, "message"),
        (131_048, "throttled"),
        (131_049, "recipient"),
        (131_051, "message"),
        (131_056, "recipient"),
        (131_057, "retryable"),
        (132_000, "message"),
        (132_001, "message"),
        (132_005, "message"),
        (132_007, "message"),
        (132_012, "message"),
        (132_015, "message"),
        (132_016, "message"),
        (133_010, "credentials"),
    ] {
        for status in [400, 500] {
            assert_eq!(fate_of(status, error(code)).await.class(), class, "{code} with {status}");
        }
    }
    let fate = fate_of(400, error(131_026)).await;
    assert_eq!(fate.reason(), Some("code 131026: (#131026) words of theirs"));
}

#[tokio::test]
async fn an_unknown_code_is_judged_by_its_status_and_an_error_is_never_a_success() {
    for (status, class) in [(400, "message"), (401, "credentials"), (429, "throttled"), (500, "ambiguous")] {
        assert_eq!(fate_of(status, error(999_999)).await.class(), class, "{status}");
    }
    assert_eq!(fate_of(200, error(131_026)).await.class(), "ambiguous", "200 with an error");
    assert_eq!(fate_of(200, r#"{"messages":[{"id":""}]}"#.to_owned()).await.class(), "ambiguous");
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &message(1)).await;
}

#[tokio::test]
async fn a_probe_asks_about_our_own_number() {
    let (url, seen) = endpoint(|| r#"{"id":"106540352242922"}"#).await;
    assert_eq!(provider(&url, SEND_LIMIT).probe(NOW).await, Probe::Reached);
    let asked = seen.only();
    assert_eq!(asked.uri.to_string(), "/v25.0/106540352242922?fields=id");
    assert_eq!(asked.header("authorization"), "Bearer token-of-the-tests");
    for (status, body) in [(401, error(190)), (400, error(100)), (403, String::new()), (503, String::new())] {
        let status = StatusCode::from_u16(status).expect("a status");
        let (url, _) = endpoint(move || (status, body.clone())).await;
        let probe = provider(&url, SEND_LIMIT).probe(NOW).await;
        assert!(matches!(probe, Probe::Failed(_)), "{status}: {probe:?}");
    }
}

/// A status as they send it.
fn status(state: &str, reference: Option<&str>) -> Value {
    let mut status = json!({
        "id": ID, "status": state, "timestamp": "1699999998", "recipient_id": "15017122661",
        "pricing": { "billable": true, "pricing_model": "PMP", "category": "authentication" },
    });
    if let Some(reference) = reference {
        status["biz_opaque_callback_data"] = reference.into();
    }
    if state == "failed" {
        status["errors"] = json!([{ "code": 131_026, "title": "Message undeliverable" }]);
    }
    status
}

fn event(of: &str, field: &str, statuses: &[Value]) -> Value {
    json!({ "id": "8856996819413533", "changes": [{ "field": field, "value": {
        "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": "16505553333", "phone_number_id": of },
        "statuses": statuses,
    }}]})
}

fn events(entries: &[Value]) -> String {
    json!({ "object": "whatsapp_business_account", "entry": entries }).to_string()
}

fn one(state: &str) -> String {
    events(&[event("106540352242922", "messages", &[status(state, Some(REFERENCE))])])
}

/// Signed by another library than the one that verifies.
fn signed(body: &str) -> Called {
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let hex: String =
        hmac::sign(&key, body.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    Called::post(body).with("x-hub-signature-256", &format!("sha256={hex}"))
}

#[tokio::test]
async fn several_receipts_come_in_one_call_and_name_our_attempt_or_their_id() {
    let body = events(&[
        event(
            "106540352242922",
            "messages",
            &[status("failed", Some(REFERENCE)), status("delivered", None), status("read", Some("order 7"))],
        ),
        event("106540352242922", "messages", &[status("sent", None)]),
        event("999", "messages", &[status("delivered", Some(REFERENCE))]),
        event("106540352242922", "account_update", &[status("delivered", Some(REFERENCE))]),
    ]);
    let told = receipts(signed(&body).heard_by(&*deaf()).await);
    assert_eq!(told, receipts(signed(&body).heard_by(&*deaf()).await), "told again, it is the same");
    let by_id = About::ProviderId(NAME.to_owned());
    let seen: Vec<_> = told.iter().map(|receipt| (receipt.about.clone(), receipt.state)).collect();
    assert_eq!(
        seen,
        [
            (About::Attempt(REFERENCE.parse().expect("a SID")), ReceiptState::Failed),
            (by_id.clone(), ReceiptState::Delivered),
            (by_id.clone(), ReceiptState::Delivered),
            (by_id, ReceiptState::Sent),
        ]
    );
    assert_eq!(told[0].code.as_deref(), Some("131026"));
    assert_eq!(told[0].at.map(|at| at.to_string()).as_deref(), Some("2023-11-14T22:13:18Z"));
    assert!(told.iter().all(|receipt| receipt.provider_id.as_deref() == Some(NAME)));
    assert!(deaf().tells_by_id(), "then their ids have to be findable");
}

#[tokio::test]
async fn what_is_no_receipt_tells_nothing_and_an_unknown_state_is_never_delivered() {
    for body in ["[]", "{}", r#"{"entry":7}"#, r#"{"entry":[{"changes":[{"field":"messages"}]}]}"#] {
        assert!(receipts(signed(body).heard_by(&*deaf()).await).is_empty(), "{body}");
    }
    let nameless = events(&[event("106540352242922", "messages", &[json!({ "status": "delivered" })])]);
    assert!(receipts(signed(&nameless).heard_by(&*deaf()).await).is_empty());
    let told = receipts(signed(&one("something new")).heard_by(&*deaf()).await);
    assert_eq!(told[0].state, ReceiptState::Unknown);
    assert!(matches!(signed("{").heard_by(&*deaf()).await, Heard::Unreadable(_)));
}

#[tokio::test]
async fn a_forged_receipt_is_refused() {
    let body = one("delivered");
    let good = signed(&body);
    let signature = good.headers["x-hub-signature-256"].to_str().expect("text").to_owned();
    assert!(!forged(&good.heard_by(&*deaf()).await));
    for (what, called) in [
        ("unsigned", Called::post(body.clone())),
        ("another body", Called::post(one("failed")).with("x-hub-signature-256", &signature)),
        ("no scheme", Called::post(body.clone()).with("x-hub-signature-256", &signature[7..])),
        ("cut", Called::post(body.clone()).with("x-hub-signature-256", &signature[..40])),
        ("empty", Called::post(body.clone()).with("x-hub-signature-256", "sha256=")),
        ("the old header", Called::post(body.clone()).with("x-hub-signature", &signature)),
    ] {
        assert!(forged(&called.heard_by(&*deaf()).await), "{what}");
    }
    let other = |app_secret: Option<Secret>| {
        let settings = WhatsappSettings { app_secret, ..settings("http://127.0.0.1:9") };
        Whatsapp::new("mine", &settings, SEND_LIMIT).expect("a provider")
    };
    assert!(forged(&good.heard_by(&other(None)).await), "no secret");
    assert!(deaf().tells() && !other(None).tells(), "without a secret nothing is told");
    assert!(forged(&good.heard_by(&other(Some(Secret::new("x")))).await), "another secret");
}

#[tokio::test]
async fn who_knows_the_verify_token_gets_the_challenge_back() {
    let asked = "hub.mode=subscribe&hub.verify_token=a+word+of+the%20operator&hub.challenge=1158201444";
    let heard = Called::get(asked).heard_by(&*deaf()).await;
    let reply = Reply { content_type: Some("text/plain"), body: "1158201444".to_owned() };
    assert_eq!(heard, Heard::Receipts { receipts: Vec::new(), reply });
    for query in ["", "hub.mode=subscribe&hub.challenge=1", "hub.verify_token=&hub.challenge=1"] {
        assert!(forged(&Called::get(query).heard_by(&*deaf()).await), "{query}");
    }
    assert!(forged(&Called::get(&asked.replace("operator", "Operator")).heard_by(&*deaf()).await));
    // Nothing is repeated that a browser could run.
    for challenge in ["%3Cscript%3E", "", "1%0A2", &"1".repeat(65)] {
        let asked = asked.replace("1158201444", challenge);
        assert!(matches!(Called::get(&asked).heard_by(&*deaf()).await, Heard::Unreadable(_)), "{challenge}");
    }
    let asked_else = asked.replace("subscribe", "unsubscribe");
    assert!(matches!(Called::get(&asked_else).heard_by(&*deaf()).await, Heard::Unreadable(_)));
    let settings = WhatsappSettings { verify_token: None, ..settings("http://127.0.0.1:9") };
    let without = Whatsapp::new("mine", &settings, SEND_LIMIT).expect("a provider");
    assert!(forged(&Called::get(asked).heard_by(&without).await), "no token configured");
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let refused = |settings: WhatsappSettings| {
        Whatsapp::new("mine", &settings, SEND_LIMIT).err().expect("a refusal").to_string()
    };
    let good = || settings("http://127.0.0.1:9");
    let empty = || Some(Secret::new(""));
    assert!(refused(WhatsappSettings { token: Secret::new("a\nb"), ..good() }).contains("token"));
    assert!(refused(WhatsappSettings { token: Secret::new(""), ..good() }).contains("token"));
    assert!(
        refused(WhatsappSettings { phone_number_id: ALICE.into(), ..good() }).contains("phone_number_id")
    );
    assert!(refused(WhatsappSettings { template: "Sign in".into(), ..good() }).contains("template"));
    assert!(refused(WhatsappSettings { languages: vec![], ..good() }).contains("languages"));
    assert!(refused(WhatsappSettings { languages: vec!["en-US".into()], ..good() }).contains("languages"));
    assert!(refused(WhatsappSettings { app_secret: empty(), ..good() }).contains("app_secret"));
    assert!(refused(WhatsappSettings { verify_token: empty(), ..good() }).contains("verify_token"));
    assert!(refused(WhatsappSettings { version: "25/../x".into(), ..good() }).contains("version"));
    assert!(refused(WhatsappSettings { url: "graph".into(), ..good() }).contains("url"));
}
