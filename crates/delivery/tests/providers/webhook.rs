//! What the webhook provider sends, and what it makes of answers.

use aws_lc_rs::hmac;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_delivery::providers::{Webhook, WebhookSettings};
use countersign_delivery::{Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Channel, Cost, Fate, ReceiptState};

use crate::support::{Called, endpoint, forged, receipts};
use crate::{NOW, assert_discreet, message};

pub(crate) const SECRET: &str = "a secret of the tests";
const ALICE: &str = "+15017122661";

pub(crate) fn settings(url: &str) -> WebhookSettings {
    WebhookSettings { url: Secret::new(url), secret: Secret::new(SECRET), include_code: true, channels: None }
}

pub(crate) fn webhook(url: &str) -> Webhook {
    Webhook::new("mine", &settings(url), SEND_LIMIT).expect("a provider")
}

/// The fate of a message whose endpoint answers this.
async fn fate_of<R>(answer: impl Fn() -> R + Clone + Send + Sync + 'static) -> Fate
where
    R: IntoResponse + 'static,
{
    let (url, _) = endpoint(answer).await;
    let fate = webhook(&url).send(&message(ALICE, 1), NOW).await;
    assert_discreet(&fate);
    fate
}

async fn fate_of_status(status: u16) -> Fate {
    fate_of(move || StatusCode::from_u16(status).expect("a status")).await
}

fn accepted(id: Option<&str>) -> Fate {
    Fate::accepted(id.map(str::to_owned))
}

#[tokio::test]
async fn the_request_is_signed_and_the_same_id_marks_every_try() {
    let (url, seen) = endpoint(|| StatusCode::NO_CONTENT).await;
    let webhook = webhook(&format!("{url}/send?from=countersign"));
    let mut message = message(ALICE, 7);
    for attempt in [1, 2] {
        message.attempt = attempt;
        assert_eq!(webhook.send(&message, NOW).await, accepted(None));
    }
    let seen = seen.all();
    assert_eq!(seen.len(), 2);
    for asked in &seen {
        let uri = asked.uri.to_string();
        assert_eq!((asked.method.as_str(), uri.as_str()), ("POST", "/send?from=countersign"));
        assert_eq!(asked.header("content-type"), "application/json");
        assert_eq!(asked.header("user-agent"), concat!("countersign/", env!("CARGO_PKG_VERSION")));
        assert_eq!(asked.header("webhook-id"), message.delivery_id);
        assert_eq!(asked.header("idempotency-key"), message.delivery_id);
        assert_eq!(asked.header("webhook-timestamp"), "1700000000");
        // Checked with another library than the one it was made with.
        let signature = asked.header("webhook-signature");
        let signature = STANDARD.decode(signature.strip_prefix("v1,").expect("v1")).expect("base64");
        let signed = [message.delivery_id.as_bytes(), b".1700000000.", &asked.body].concat();
        let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
        hmac::verify(&key, &signed, &signature).expect("a good signature");
    }
    let (first, second) = (seen[0].json(), seen[1].json());
    assert_eq!((&first["attempt"], &second["attempt"]), (&1.into(), &2.into()));
    assert_eq!((&first["to"], &first["code"]), (&ALICE.into(), &"481516".into()));
}

#[tokio::test]
async fn every_success_is_accepted_and_its_id_kept_when_it_is_one() {
    for status in [200, 201, 202] {
        let status = StatusCode::from_u16(status).expect("a status");
        let body = r#"{"provider_id":"m-1","parts":1,"price":{"amount":"0.05","currency":"EUR"}}"#;
        let told = Fate::Accepted {
            provider_id: Some("m-1".to_owned()),
            parts: Some(1),
            cost: Cost::read("0.05", "EUR"),
        };
        assert_eq!(fate_of(move || (status, body)).await, told);
    }
    assert_eq!(fate_of_status(204).await, accepted(None));
    assert_eq!(fate_of_status(200).await, accepted(None));
    assert_eq!(fate_of(|| r#"{"provider_id":9007199254740993}"#).await, accepted(Some("9007199254740993")));
}

#[tokio::test]
async fn a_success_stands_whatever_its_body_is_worth() {
    for body in
        ["OK", "{\"provider_id\":", "[]", "null", r#"{"provider_id":{"a":1}}"#, r#"{"provider_id":""}"#]
    {
        assert_eq!(fate_of(move || body).await, accepted(None), "{body}");
    }
    assert_eq!(fate_of(|| r#"{"provider_id":"to +15017122661"}"#).await, accepted(None));
    assert_eq!(fate_of(|| vec![b'{'; 10_000_000]).await, accepted(None));
}

#[tokio::test]
async fn a_page_in_place_of_an_answer_is_no_success() {
    let fate = fate_of(|| axum::response::Html("\n<!doctype html><title>Welcome</title>")).await;
    assert!(matches!(&fate, Fate::Ambiguous { reason } if reason.contains("page")), "{fate:?}");
}

#[tokio::test]
async fn what_it_has_already_is_accepted() {
    assert_eq!(fate_of_status(409).await, accepted(None));
    assert_eq!(fate_of(|| (StatusCode::CONFLICT, r#"{"provider_id":"m-1"}"#)).await, accepted(Some("m-1")));
}

#[tokio::test]
async fn a_refusal_says_whose_fault_it_is() {
    let refused = |body: &'static str| fate_of(move || (StatusCode::UNPROCESSABLE_ENTITY, body));
    let fate = refused(r#"{"reason":"recipient","detail":"a landline"}"#).await;
    assert_eq!(fate, Fate::BadRecipient { reason: "answered 422: a landline".to_owned() });
    let fate = refused(r#"{"reason":"message","detail":"sender id not registered"}"#).await;
    assert_eq!(fate, Fate::BadMessage { reason: "answered 422: sender id not registered".to_owned() });
    let fate = refused(r#"{"reason":"fraud","detail":"pumping"}"#).await;
    assert_eq!(fate, Fate::Fraud { reason: "answered 422: pumping".to_owned() });
    for body in ["", "{}", "<p>no</p>", r#"{"reason":7}"#, r#"{"reason":"other"}"#] {
        assert_eq!(refused(body).await, Fate::BadMessage { reason: "answered 422".to_owned() }, "{body}");
    }
    for (status, class) in [
        (400, "message"),
        (401, "credentials"),
        (402, "funds"),
        (403, "credentials"),
        (404, "message"),
        (408, "retryable"),
        (500, "retryable"),
        (502, "retryable"),
        (503, "retryable"),
    ] {
        assert_eq!(fate_of_status(status).await.class(), class, "{status}");
    }
}

#[tokio::test]
async fn what_repeats_the_message_is_left_out_of_the_reason() {
    for detail in ["spam: 481516", "spam: Your Acme code is 481-516", "unknown +1 (501) 712-2661"] {
        let body = serde_json::json!({ "reason": "message", "detail": detail }).to_string();
        let fate = fate_of(move || (StatusCode::UNPROCESSABLE_ENTITY, body.clone())).await;
        assert!(
            fate.reason().expect("a reason").starts_with("answered 422 (its words are left out"),
            "{fate:?}"
        );
    }
    let body = serde_json::json!({ "reason": "message", "detail": "x".repeat(5000) }).to_string();
    let fate = fate_of(move || (StatusCode::UNPROCESSABLE_ENTITY, body.clone())).await;
    assert_eq!(fate.reason().expect("a reason").len(), "answered 422: ".len() + 200);
}

#[tokio::test]
async fn a_busy_endpoint_says_when_to_come_back() {
    for (header, millis) in [
        ("7", Some(7000)),
        ("Tue, 14 Nov 2023 22:13:25 GMT", Some(5000)),
        ("Tue, 14 Nov 2023 22:00:00 GMT", Some(0)),
        ("after lunch", None),
    ] {
        let fate = fate_of(move || (StatusCode::TOO_MANY_REQUESTS, [("retry-after", header)])).await;
        assert_eq!(fate, Fate::Throttled { retry_after_millis: millis }, "{header}");
    }
    assert_eq!(fate_of_status(429).await, Fate::Throttled { retry_after_millis: None });
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (elsewhere, reached) = endpoint(|| StatusCode::NO_CONTENT).await;
    for status in [301, 302, 303, 307, 308] {
        let status = StatusCode::from_u16(status).expect("a status");
        let elsewhere = elsewhere.clone();
        let fate = fate_of(move || (status, [("location", elsewhere.clone())])).await;
        assert_eq!(fate.class(), "message", "{fate:?}");
    }
    assert!(reached.all().is_empty());
}

#[test]
fn it_carries_the_channels_it_is_told_to() {
    let with = |channels: &[&str]| {
        let channels = Some(channels.iter().map(ToString::to_string).collect());
        Webhook::new("mine", &WebhookSettings { channels, ..settings("http://localhost/") }, SEND_LIMIT)
    };
    assert_eq!(webhook("http://localhost/").channels(), Channel::ALL);
    assert_eq!(with(&["call", "sms"]).expect("a provider").channels(), [Channel::Call, Channel::Sms]);
    assert!(with(&[]).is_err());
    assert!(with(&["sms", "pigeon"]).err().expect("no such channel").to_string().contains("pigeon"));
}

#[test]
fn a_url_that_is_none_and_a_short_secret_are_refused() {
    for url in ["", "sms.example.com/send", "ftp://example.com/", "http://"] {
        assert!(Webhook::new("mine", &settings(url), SEND_LIMIT).is_err(), "{url}");
    }
    let short = WebhookSettings { secret: Secret::new("short"), ..settings("http://localhost/") };
    assert!(Webhook::new("mine", &short, SEND_LIMIT).is_err());
}

const DELIVERY: &str = "VL00000000000000000000000000000007";

/// A receipt signed as the endpoint signs it, `late` seconds before the present moment.
fn signed(body: &str, late: i64) -> Called {
    let stamp = NOW.millis() / 1000 - late;
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let mac = hmac::sign(&key, format!("r-1.{stamp}.{body}").as_bytes());
    Called::post(body)
        .with("webhook-id", "r-1")
        .with("webhook-timestamp", &stamp.to_string())
        .with("webhook-signature", &format!("v1,bm90IG91cnM= v1,{}", STANDARD.encode(mac)))
}

fn receipt(state: &str) -> String {
    serde_json::json!({
        "delivery_id": DELIVERY, "state": state, "code": "27", "price": { "amount": 0.04, "currency": "DKK" },
    })
    .to_string()
}

#[tokio::test]
async fn a_signed_receipt_is_believed() {
    let webhook = webhook("http://127.0.0.1:9");
    let told = receipts(signed(&receipt("delivered"), 0).about(DELIVERY).heard_by(&webhook).await).remove(0);
    assert_eq!(told.about, About::Attempt(DELIVERY.parse().expect("a SID")));
    assert_eq!((told.state, told.code.as_deref()), (ReceiptState::Delivered, Some("27")));
    assert_eq!(told.cost, Cost::read("0.04", "DKK"));
}

#[tokio::test]
async fn a_forged_old_or_misplaced_receipt_is_refused() {
    let webhook = webhook("http://127.0.0.1:9");
    let body = receipt("delivered");
    let mut other = signed(&body, 0);
    other.body = receipt("failed").into_bytes();
    for (what, called) in [
        ("unsigned", Called::post(body.clone())),
        ("another body", other),
        ("old", signed(&body, 301)),
        ("from the future", signed(&body, -301)),
        ("another message's address", signed(&body, 0).about("VL00000000000000000000000000000008")),
    ] {
        assert!(forged(&called.heard_by(&webhook).await), "{what}");
    }
    for body in ["", "[]", "{}", r#"{"state":"delivered"}"#, r#"{"state":"read","delivery_id":"x"}"#] {
        let heard = signed(body, 0).heard_by(&webhook).await;
        assert!(matches!(heard, countersign_delivery::Heard::Unreadable(_)), "{body}: {heard:?}");
    }
}
