//! SendGrid, by its documents; its webhook by the example in the tests of its own libraries.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_delivery::providers::{Sendgrid, SendgridSettings};
use countersign_delivery::{Heard, Inbound, Message, Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Fate, Receipt, ReceiptState, Timestamp};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PublicKeyData as _, SigningKey as _};
use serde_json::{Value, json};

use crate::support::{Called, endpoint, forged, receipts, survives_bad_days};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "alice@example.net";
const REFERENCE: &str = "VL00000000000000000000000000000007";

/// The webhook's key in these tests, and one of somebody else's.
static THEIRS: LazyLock<KeyPair> =
    LazyLock::new(|| KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key"));
static MALLORY: LazyLock<KeyPair> =
    LazyLock::new(|| KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key"));

fn settings(url: &str) -> SendgridSettings {
    SendgridSettings {
        api_key: Secret::new("SG.key-of-the-tests"),
        from: "login@example.com".to_owned(),
        url: url.to_owned(),
        webhook_public_key: Some(STANDARD.encode(THEIRS.subject_public_key_info())),
    }
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(Sendgrid::new("mail", &settings(url), limit).expect("a provider"))
}

/// A message with everything that a letter has.
fn letter() -> Message {
    Message {
        subject: Some("Dein Code für Acme".to_owned()),
        html: Some("<p>Dein Code: <b>481516</b></p>".to_owned()),
        ..message(ALICE, 7)
    }
}

#[tokio::test]
async fn a_letter_is_asked_for_as_the_documents_say() {
    let (url, seen) = endpoint(|| (StatusCode::ACCEPTED, [("x-message-id", "LRzXl_NHStOGhQ4kofSm_A")])).await;
    let fate = provider(&url, SEND_LIMIT).send(&letter(), NOW).await;
    assert_eq!(fate, Fate::accepted(Some("LRzXl_NHStOGhQ4kofSm_A".to_owned())));
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/v3/mail/send"));
    assert_eq!(asked.header("authorization"), "Bearer SG.key-of-the-tests");
    insta::assert_json_snapshot!(asked.json(), @r#"
    {
      "content": [
        {
          "type": "text/plain",
          "value": "Your Acme code is 481 516"
        },
        {
          "type": "text/html",
          "value": "<p>Dein Code: <b>481516</b></p>"
        }
      ],
      "from": {
        "email": "login@example.com",
        "name": "Acme"
      },
      "headers": {
        "Auto-Submitted": "auto-generated"
      },
      "personalizations": [
        {
          "custom_args": {
            "delivery_id": "VL00000000000000000000000000000007"
          },
          "to": [
            {
              "email": "alice@example.net"
            }
          ]
        }
      ],
      "subject": "Dein Code für Acme",
      "tracking_settings": {
        "click_tracking": {
          "enable": false,
          "enable_text": false
        },
        "open_tracking": {
          "enable": false
        },
        "subscription_tracking": {
          "enable": false
        }
      }
    }
    "#);
}

#[tokio::test]
async fn without_html_only_the_text_goes_and_a_number_gets_nothing() {
    let (url, seen) = endpoint(|| (StatusCode::ACCEPTED, [("x-message-id", "7")])).await;
    let provider = provider(&url, SEND_LIMIT);
    let fate = provider.send(&message("+15017122661", 1), NOW).await;
    assert_eq!(fate.class(), "recipient");
    provider.send(&message(ALICE, 1), NOW).await;
    let body = seen.only().json();
    assert_eq!(body["content"].as_array().map(Vec::len), Some(1));
    assert_eq!(body["subject"], "Acme");
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
async fn every_refusal_says_whose_fault_it_is() {
    let error = |said: &str, field: Option<&str>| json!({ "errors": [{ "message": said, "field": field, "help": null }] });
    for (status, said, field, class) in [
        (400, "Does not contain a valid address.", Some("personalizations.0.to.0.email"), "recipient"),
        (400, "Does not contain a valid address.", Some("from.email"), "message"),
        (400, "Bad Request", None, "message"),
        (400, "The subject is required.", Some("personalizations.0.subject"), "message"),
        (401, "The provided authorization grant is invalid", None, "credentials"),
        (401, "Maximum credits exceeded", None, "funds"),
        (403, "The from address does not match a verified Sender Identity.", Some("from"), "credentials"),
        (413, "too large", None, "message"),
        (429, "too many requests", None, "throttled"),
        (500, "", None, "ambiguous"),
        (503, "", None, "retryable"),
    ] {
        let fate = fate_of(status, &error(said, field)).await;
        assert_eq!(fate.class(), class, "{status} {said}: {fate:?}");
    }
    let told = error("no address: alice@example.net", Some("personalizations.0.to.0.email"));
    let reason = "answered 400 (its words are left out: they repeat the message)".to_owned();
    assert_eq!(fate_of(400, &told).await, Fate::BadRecipient { reason });
}

#[tokio::test]
async fn a_limit_says_when_it_ends() {
    for (reset, wait) in
        [("1700000030", Some(30_000)), ("1699999999", None), ("1800000000", None), ("soon", None)]
    {
        let (url, _) =
            endpoint(move || (StatusCode::TOO_MANY_REQUESTS, [("x-ratelimit-reset", reset)])).await;
        let fate = provider(&url, SEND_LIMIT).send(&letter(), NOW).await;
        assert_eq!(fate, Fate::Throttled { retry_after_millis: wait }, "{reset}");
    }
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &letter()).await;
}

#[tokio::test]
async fn a_success_without_an_id_is_none() {
    for id in ["", " ", "alice@example.net"] {
        let (url, _) = endpoint(move || (StatusCode::ACCEPTED, [("x-message-id", id)])).await;
        assert_eq!(provider(&url, SEND_LIMIT).send(&letter(), NOW).await.class(), "ambiguous", "{id:?}");
    }
    // What sandbox mode answers: nothing was sent.
    assert_eq!(fate_of(200, &json!({})).await.class(), "ambiguous");
}

#[tokio::test]
async fn a_probe_asks_what_the_key_may_do() {
    let probed = async |status: u16, body: &'static str| {
        let status = StatusCode::from_u16(status).expect("a status");
        let (url, seen) = endpoint(move || (status, body)).await;
        let probe = provider(&url, SEND_LIMIT).probe(NOW).await;
        let asked = seen.only();
        assert_eq!((asked.method.as_str(), asked.uri.path()), ("GET", "/v3/scopes"));
        assert_eq!(asked.header("authorization"), "Bearer SG.key-of-the-tests");
        probe
    };
    assert_eq!(probed(200, r#"{"scopes":["alerts.read","mail.send"]}"#).await, Probe::Reached);
    for (status, body, word) in [
        (200, r#"{"scopes":["alerts.read"]}"#, "mail.send"),
        (200, "<html>", "mail.send"),
        (401, "{}", "api_key"),
        (500, "", "500"),
    ] {
        let Probe::Failed(why) = probed(status, body).await else { panic!("{status} {body}") };
        assert!(why.contains(word), "{why}");
    }
}

/// The post, signed with `key` at `stamp`.
fn signed(key: &KeyPair, stamp: &str, body: &str) -> Called {
    let signature = key.sign(format!("{stamp}{body}").as_bytes()).expect("a signature");
    Called::post(body)
        .with("x-twilio-email-event-webhook-signature", &STANDARD.encode(signature))
        .with("x-twilio-email-event-webhook-timestamp", stamp)
}

const STAMP: &str = "1700000000";

fn event(kind: &str) -> Value {
    json!({
        "email": ALICE, "timestamp": 1_700_000_001, "event": kind, "delivery_id": REFERENCE,
        "sg_event_id": "7", "sg_message_id": "LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0",
        "reason": format!("550 5.1.1 <{ALICE}>: unknown"), "status": "5.1.1", "type": "bounce",
    })
}

async fn receipts_of(events: &Value) -> Vec<Receipt> {
    let provider = provider("http://127.0.0.1:9", SEND_LIMIT);
    receipts(signed(&THEIRS, STAMP, &events.to_string()).heard_by(&*provider).await)
}

#[tokio::test]
async fn the_example_of_their_own_libraries_is_believed_and_no_other() {
    let body = "[{\"email\":\"hello@world.com\",\"event\":\"dropped\",\"reason\":\"Bounced Address\",\
        \"sg_event_id\":\"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA\",\
        \"sg_message_id\":\"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0\",\
        \"smtp-id\":\"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>\",\"timestamp\":1600112492}]\r\n";
    let key = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
    let signature =
        "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=";
    let settings =
        SendgridSettings { webhook_public_key: Some(key.to_owned()), ..settings("http://127.0.0.1:9") };
    let provider = Sendgrid::new("mail", &settings, SEND_LIMIT).expect("a provider");
    let heard_at = async |body: &str, seconds: i64| {
        let called = Called::post(body)
            .with("x-twilio-email-event-webhook-signature", signature)
            .with("x-twilio-email-event-webhook-timestamp", "1600112502");
        let inbound = Inbound {
            method: "POST",
            url: &called.url,
            query: "",
            headers: &called.headers,
            body: &called.body,
            attempt: None,
        };
        provider.hear(&inbound, Timestamp::from_millis(seconds * 1000)).await
    };
    let receipt = receipts(heard_at(body, 1_600_112_510).await).remove(0);
    assert_eq!(receipt.about, About::ProviderId("LRzXl_NHStOGhQ4kofSm_A".to_owned()));
    assert_eq!(receipt.state, ReceiptState::Rejected);
    assert!(forged(&heard_at(body.trim_end(), 1_600_112_510).await), "the line's end is signed too");
    assert!(forged(&heard_at(body, 1_600_112_502 + 25 * 3600 + 1).await), "replayed days later");
    assert!(forged(&heard_at(body, 1_600_112_502 - 25 * 3600 - 1).await), "from the future");
    assert_eq!(receipts(heard_at(body, 1_600_112_502 + 25 * 3600).await).len(), 1);
}

#[tokio::test]
async fn a_post_of_many_events_is_read_in_order_without_addresses() {
    let told =
        receipts_of(&json!([event("processed"), event("open"), event("bounce"), event("delivered")])).await;
    let states: Vec<ReceiptState> = told.iter().map(|receipt| receipt.state).collect();
    assert_eq!(states, [ReceiptState::Queued, ReceiptState::Failed, ReceiptState::Delivered]);
    let bounce = &told[1];
    assert_eq!(bounce.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    assert_eq!(bounce.provider_id.as_deref(), Some("LRzXl_NHStOGhQ4kofSm_A"));
    assert_eq!(bounce.code.as_deref(), Some("5.1.1"));
    assert_eq!(bounce.at.expect("a time").millis(), 1_700_000_001_000);
    assert!(!format!("{told:?}").contains("alice"));
}

#[tokio::test]
async fn every_event_has_its_state() {
    for (kind, state) in [
        ("processed", ReceiptState::Queued),
        ("deferred", ReceiptState::Sent),
        ("delivered", ReceiptState::Delivered),
        ("bounce", ReceiptState::Failed),
        ("dropped", ReceiptState::Rejected),
    ] {
        assert_eq!(receipts_of(&json!([event(kind)])).await[0].state, state, "{kind}");
    }
    for kind in ["open", "click", "spamreport", "unsubscribe", "something_new"] {
        assert!(receipts_of(&json!([event(kind)])).await.is_empty(), "{kind}");
    }
    let mut blocked = event("bounce");
    blocked["type"] = json!("blocked");
    blocked["status"] = json!(format!("5.7.1 <{ALICE}>"));
    let receipt = receipts_of(&json!([blocked])).await.remove(0);
    assert_eq!((receipt.state, receipt.code), (ReceiptState::Rejected, None));
    assert!(receipts_of(&json!([7, null, {}, { "event": "delivered" }])).await.is_empty());
}

#[tokio::test]
async fn every_forgery_is_refused() {
    let provider = provider("http://127.0.0.1:9", SEND_LIMIT);
    let body = json!([event("delivered")]).to_string();
    let good = signed(&THEIRS, STAMP, &body);
    let signature = good.headers["x-twilio-email-event-webhook-signature"].to_str().expect("text").to_owned();
    assert!(!forged(&good.heard_by(&*provider).await));
    let with = |body: &str, signature: &str, stamp: &str| {
        Called::post(body)
            .with("x-twilio-email-event-webhook-signature", signature)
            .with("x-twilio-email-event-webhook-timestamp", stamp)
    };
    for (what, called) in [
        ("unsigned", Called::post(body.clone())),
        (
            "no timestamp",
            Called::post(body.clone()).with("x-twilio-email-event-webhook-signature", &signature),
        ),
        ("another key", signed(&MALLORY, STAMP, &body)),
        ("another body", with(&body.replace("delivered", "dropped"), &signature, STAMP)),
        ("another time", with(&body, &signature, "1700000001")),
        ("a digit moved from the time into the body", with(&format!("0{body}"), &signature, "170000000")),
        ("no base64", with(&body, "!", STAMP)),
        ("cut", with(&body, &signature[..40], STAMP)),
        ("empty", with(&body, "", STAMP)),
        ("no number", signed(&THEIRS, "now", &body)),
        ("old", signed(&THEIRS, "1699900000", &body)),
        ("far in the future", signed(&THEIRS, "9223372036854775807", &body)),
    ] {
        assert!(forged(&called.heard_by(&*provider).await), "{what}");
    }
    for nonsense in ["", "{", "{}", "7"] {
        let heard = signed(&THEIRS, STAMP, nonsense).heard_by(&*provider).await;
        assert!(matches!(heard, Heard::Unreadable(_)), "{nonsense}");
    }
    let deaf = SendgridSettings { webhook_public_key: None, ..settings("http://127.0.0.1:9") };
    let deaf = Sendgrid::new("mail", &deaf, SEND_LIMIT).expect("a provider");
    assert!(forged(&good.heard_by(&deaf).await), "without a key nothing can be believed");
    assert!(provider.tells() && !deaf.tells());
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let refused = |settings: SendgridSettings| {
        Sendgrid::new("mail", &settings, SEND_LIMIT).err().expect("a refusal").to_string()
    };
    let good = || settings("http://127.0.0.1:9");
    for key in ["", "a\nb"] {
        assert!(refused(SendgridSettings { api_key: Secret::new(key), ..good() }).contains("api_key"));
    }
    assert!(refused(SendgridSettings { from: "Acme".into(), ..good() }).contains("from"));
    assert!(refused(SendgridSettings { url: "api.sendgrid.com".into(), ..good() }).contains("url"));
    let other_curve = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).expect("a key");
    for key in ["", "no key", "AAAA", &STANDARD.encode(other_curve.subject_public_key_info())] {
        let key = Some(key.to_owned());
        assert!(
            refused(SendgridSettings { webhook_public_key: key, ..good() }).contains("webhook_public_key")
        );
    }
}
