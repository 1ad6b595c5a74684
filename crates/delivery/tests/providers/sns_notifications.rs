//! What comes from Amazon SNS, and what only looks like it; heard by the provider of text messages, but read alike for
//! all.

use std::sync::Arc;

use countersign_delivery::providers::AwsSms;
use countersign_delivery::{Heard, Provider, SEND_LIMIT};
use countersign_model::{About, ReceiptState};
use serde_json::{Value, json};

use crate::aws_sms::settings;
use crate::support::topic::{CERTIFICATE, TOPIC, Way, forged_by_another_key, notification, question, signed};
use crate::support::{Called, forged, receipts};

const REFERENCE: &str = "VL00000000000000000000000000000007";
const CONFIRM: &str = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336";

fn hearing(way: &Way) -> AwsSms {
    let provider = AwsSms::new("mine", &settings("http://127.0.0.1:9"), SEND_LIMIT).expect("a provider");
    provider.fetching(Arc::new(way.clone()))
}

fn delivered() -> Value {
    json!({ "eventType": "TEXT_DELIVERED", "context": { "delivery_id": REFERENCE } })
}

async fn heard(called: &Called, way: &Way) -> Heard {
    called.heard_by(&hearing(way)).await
}

#[tokio::test]
async fn what_openssl_signed_is_believed_in_both_versions() {
    let way = Way::to(include_str!("peer/sns/certificate.pem"));
    for post in [include_str!("peer/sns/version-1.json"), include_str!("peer/sns/version-2.json")] {
        let receipt = receipts(heard(&Called::post(post), &way).await).remove(0);
        assert_eq!(receipt.about, About::Attempt(REFERENCE.parse().expect("a SID")));
        assert_eq!(receipt.state, ReceiptState::Delivered);
        // The signature of one version is none in the other.
        let (old, new) = if post.contains("\"1\"") { ("\"1\"", "\"2\"") } else { ("\"2\"", "\"1\"") };
        let other =
            post.replace(&format!("SignatureVersion\": {old}"), &format!("SignatureVersion\": {new}"));
        assert_ne!(post, other);
        assert!(forged(&heard(&Called::post(other), &way).await));
    }
}

#[tokio::test]
async fn a_subject_is_signed_along_and_a_certificate_is_fetched_once() {
    let way = Way::default();
    let provider = hearing(&way);
    let mut post = notification(&delivered());
    for _ in 0..3 {
        assert_eq!(receipts(signed(post.clone()).heard_by(&provider).await).len(), 1);
    }
    post["Subject"] = json!("Amazon SES Email Event Notification");
    let called = signed(post);
    assert_eq!(receipts(called.heard_by(&provider).await).len(), 1);
    assert_eq!(way.asked(), [CERTIFICATE]);
    let body = String::from_utf8(called.body.clone()).expect("text").replace("Amazon SES", "Amazon sez");
    assert!(forged(&Called::post(body).heard_by(&provider).await));
}

#[tokio::test]
async fn a_certificate_is_fetched_again_after_a_day() {
    let way = Way::default();
    let provider = hearing(&way);
    let called = signed(notification(&delivered()));
    receipts(called.heard_by(&provider).await);
    let mut later = notification(&delivered());
    later["Timestamp"] = json!("2023-11-15T22:13:21.500Z");
    let later = signed(later);
    let inbound = countersign_delivery::Inbound {
        method: "POST",
        url: &later.url,
        query: "",
        headers: &later.headers,
        body: &later.body,
        attempt: None,
    };
    receipts(provider.hear(&inbound, crate::NOW.plus_millis(24 * 60 * 60 * 1000)).await);
    assert_eq!(way.asked(), [CERTIFICATE, CERTIFICATE]);
}

#[tokio::test]
async fn every_forgery_is_refused() {
    let way = Way::default();
    let good = notification(&delivered());
    assert!(!forged(&heard(&signed(good.clone()), &way).await));
    let changed = |name: &str, value: Value| {
        let mut post = good.clone();
        post[name] = value;
        post
    };
    // Signed by Amazon all the same: the topic of somebody else, and posts of another time.
    for (name, value) in [
        ("TopicArn", json!("arn:aws:sns:eu-central-1:999999999999:receipts")),
        ("TopicArn", json!(format!("{TOPIC}\nType\nNotification"))),
        ("Timestamp", json!("2023-11-14T21:13:19.999Z")),
        ("Timestamp", json!("2023-11-14T23:13:20.001Z")),
        ("Timestamp", json!("yesterday")),
        ("SignatureVersion", json!("3")),
        ("SignatureVersion", json!("1")),
        ("Type", json!("Notice")),
    ] {
        assert!(forged(&heard(&signed(changed(name, value.clone())), &way).await), "{name} {value}");
    }
    // Changed after it was signed.
    let body = String::from_utf8(signed(good.clone()).body).expect("text");
    for (from, to) in [
        ("TEXT_DELIVERED", "TEXT_INVALID"),
        ("22:13:21", "22:13:22"),
        ("bdfb0c7bf324", "bdfb0c7bf325"),
        ("\"Notification\"", "\"UnsubscribeConfirmation\""),
        ("\"Signature\":\"", "\"Signature\":\"AAAA"),
        ("\"Signature\":\"", "\"Signature\":\"!"),
        ("\"Signature\":", "\"Subject\":\"added\",\"Signature\":"),
        ("\"Signature\":", "\"Sign\":"),
        // Twice the same name: readers disagree about which one counts.
        ("\"Signature\":", "\"Message\":\"{}\",\"Signature\":"),
    ] {
        let other = body.replace(from, to);
        assert_ne!(body, other, "{from}");
        assert!(forged(&heard(&Called::post(other), &way).await), "{to}");
    }
    assert!(forged(&heard(&forged_by_another_key(good), &way).await), "another key");
    assert!(forged(&heard(&Called::post(delivered().to_string()), &way).await), "raw delivery");
    assert!(forged(&heard(&Called::post(""), &way).await), "nothing");
}

#[tokio::test]
async fn nothing_is_fetched_from_anywhere_but_the_topic_s_region() {
    for url in [
        "http://sns.eu-central-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-central-1.amazonaws.com.evil.example/a.pem",
        "https://sns.eu-central-1.amazonaws.com:8443/a.pem",
        "https://mallory@sns.eu-central-1.amazonaws.com/a.pem",
        "https://sns.eu-central-1.amazonaws.com@evil.example/a.pem",
        "https://evil.example/sns.eu-central-1.amazonaws.com/a.pem",
        "https://evil.example\\.amazonaws.com/a.pem",
        // Somebody's bucket with the name `sns`.
        "https://sns.s3.amazonaws.com/a.pem",
        "https://sns.s3-eu-central-1.amazonaws.com/a.pem",
        "https://169.254.169.254/a.pem",
        "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription",
        "file:///etc/passwd.pem",
        "",
    ] {
        let way = Way::default();
        let mut post = notification(&delivered());
        post["SigningCertURL"] = json!(url);
        assert!(forged(&heard(&signed(post), &way).await), "{url}");
        assert!(way.asked().is_empty(), "{url}");
    }
    for url in [
        "http://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription",
        "https://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/",
        "https://sns.eu-central-1.amazonaws.com.evil.example/?Action=ConfirmSubscription",
        "gopher://sns.eu-central-1.amazonaws.com/",
    ] {
        // Even if Amazon signed it.
        let way = Way::default();
        let question = question("SubscriptionConfirmation", url);
        assert!(forged(&heard(&signed(question), &way).await), "{url}");
        assert_eq!(way.asked(), [CERTIFICATE], "{url}");
    }
}

#[tokio::test]
async fn a_subscription_to_the_topic_is_confirmed_and_no_other() {
    let way = Way::default();
    assert!(receipts(heard(&signed(question("SubscriptionConfirmation", CONFIRM)), &way).await).is_empty());
    assert_eq!(way.asked(), [CERTIFICATE, CONFIRM]);

    let other = Way::default();
    let mut theirs = question("SubscriptionConfirmation", CONFIRM);
    theirs["TopicArn"] = json!("arn:aws:sns:eu-central-1:999999999999:receipts");
    assert!(forged(&heard(&signed(theirs), &other).await));
    assert!(forged(
        &heard(&forged_by_another_key(question("SubscriptionConfirmation", CONFIRM)), &other).await
    ));
    assert_eq!(other.asked(), [CERTIFICATE]);
}

#[tokio::test]
async fn the_end_of_a_subscription_is_answered_and_not_undone() {
    let way = Way::default();
    assert!(receipts(heard(&signed(question("UnsubscribeConfirmation", CONFIRM)), &way).await).is_empty());
    assert_eq!(way.asked(), [CERTIFICATE]);
}

#[tokio::test]
async fn without_a_certificate_nothing_is_believed() {
    let called = signed(notification(&delivered()));
    assert!(matches!(heard(&called, &Way::nowhere()).await, Heard::Unreadable(_)));
    for nonsense in ["", "<html>", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        assert!(matches!(heard(&called, &Way::to(nonsense)).await, Heard::Unreadable(_)), "{nonsense}");
    }
    // One of somebody else's, wherever it came from.
    assert!(forged(&heard(&called, &Way::to(include_str!("peer/sns/certificate.pem"))).await));
}
