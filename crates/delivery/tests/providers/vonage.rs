//! Vonage's SMS API, by the facts of its specification and libraries: there is no sandbox to ask.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hmac;
use axum::http::StatusCode;
use countersign_delivery::providers::{Vonage, VonageSettings};
use countersign_delivery::{Heard, Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Cost, Fate, ReceiptState};

use crate::support::{CALLBACK, Called, endpoint, forged, receipts, survives_bad_days};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "+15017122661";
const SECRET: &str = "a signature secret";
const REFERENCE: &str = "VL00000000000000000000000000000007";

fn settings(url: &str) -> VonageSettings {
    VonageSettings {
        api_key: "abcd1234".to_owned(),
        api_secret: Secret::new("secret-of-tests"),
        sender: "Acme".to_owned(),
        url: url.to_owned(),
        signature_secret: Some(Secret::new(SECRET)),
        signature_method: "sha256".to_owned(),
        currency: "EUR".to_owned(),
    }
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(Vonage::new("mine", &settings(url), limit).expect("a provider"))
}

fn deaf() -> Arc<dyn Provider> {
    provider("http://127.0.0.1:9", SEND_LIMIT)
}

async fn fate_of(body: String) -> Fate {
    let (url, _) = endpoint(move || (StatusCode::OK, body.clone())).await;
    let fate = provider(&url, SEND_LIMIT).send(&message(ALICE, 1), NOW).await;
    assert_discreet(&fate);
    fate
}

/// An answer of one part for each status.
fn answer(statuses: &[&str]) -> String {
    let part = |(number, status): (usize, &&str)| {
        serde_json::json!({
            "to": "15017122661", "message-id": format!("0C00000021{number}"), "status": status,
            "remaining-balance": "15.53590000", "message-price": "0.03330000", "network": "23410",
            "error-text": "words of theirs",
        })
    };
    let parts: Vec<_> = statuses.iter().enumerate().map(part).collect();
    serde_json::json!({ "message-count": parts.len().to_string(), "messages": parts }).to_string()
}

#[tokio::test]
async fn a_message_is_asked_for_as_the_specification_says() {
    let (url, seen) = endpoint(|| answer(&["0", "0"])).await;
    let mut message = message(ALICE, 7);
    message.receipt_url = Some(CALLBACK.to_owned());
    let fate = provider(&format!("{url}/gateway/"), SEND_LIMIT).send(&message, NOW).await;
    let cost = Cost::read("0.0666", "EUR");
    assert_eq!(fate, Fate::Accepted { provider_id: Some("0C000000210".to_owned()), parts: Some(2), cost });
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/gateway/sms/json"));
    assert_eq!(asked.header("authorization"), "Basic YWJjZDEyMzQ6c2VjcmV0LW9mLXRlc3Rz");
    insta::assert_json_snapshot!(asked.form(), @r#"
    {
      "callback": "https://verify.example.com/receipts/mine/token",
      "client-ref": "VL00000000000000000000000000000007",
      "from": "Acme",
      "status-report-req": "true",
      "text": "Your Acme code is 481 516",
      "to": "15017122661",
      "ttl": "600000",
      "type": "text"
    }
    "#);
}

#[tokio::test]
async fn a_text_outside_the_alphabet_is_sent_as_unicode_and_asks_for_no_receipt_without_an_address() {
    let (url, seen) = endpoint(|| answer(&["0"])).await;
    let mut message = message(ALICE, 1);
    message.text = "Ваш код 481516".to_owned();
    message.expires_at = NOW.plus_millis(1);
    provider(&url, SEND_LIMIT).send(&message, NOW).await;
    let form = seen.only().form();
    assert_eq!(form["type"], "unicode");
    assert_eq!(form["text"], "Ваш код 481516");
    assert_eq!(form["ttl"], "20000", "the least that they take");
    assert!(!form.contains_key("callback") && !form.contains_key("status-report-req"));
}

#[tokio::test]
async fn every_status_says_whose_fault_it_is() {
    for (status, class) in [
        ("0", "accepted"),
        ("1", "throttled"),
        ("2", "message"),
        ("3", "message"),
        ("4", "credentials"),
        ("5", "retryable"),
        ("6", "recipient"),
        ("7", "recipient"),
        ("8", "credentials"),
        ("9", "funds"),
        ("10", "throttled"),
        ("11", "credentials"),
        ("12", "message"),
        ("14", "credentials"),
        ("15", "message"),
        ("22", "message"),
        ("23", "message"),
        ("29", "message"),
        ("32", "credentials"),
        ("33", "recipient"),
        ("99", "message"),
    ] {
        assert_eq!(fate_of(answer(&[status])).await.class(), class, "{status}");
    }
    let fate = fate_of(answer(&["7"])).await;
    assert_eq!(fate.reason(), Some("status 7: words of theirs"));
    // Half a message may be on its way.
    let fate = fate_of(answer(&["0", "9"])).await;
    assert_eq!(
        fate.reason(),
        Some("took some parts and refused others with status 9: words of theirs"),
        "{fate:?}"
    );
    assert_eq!(fate.class(), "ambiguous");
}

#[tokio::test]
async fn an_answer_that_names_no_message_is_no_success_and_an_id_that_gives_away_the_number_is_dropped() {
    let nameless = r#"{"message-count":"1","messages":[{"status":"0"}]}"#.to_owned();
    assert_eq!(fate_of(nameless).await.class(), "ambiguous");
    let unpriced = r#"{"messages":[{"status":0,"message-id":"15017122661"}]}"#.to_owned();
    assert_eq!(fate_of(unpriced).await, Fate::Accepted { provider_id: None, parts: Some(1), cost: None });
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &message(ALICE, 1)).await;
}

#[tokio::test]
async fn the_balance_is_asked_with_the_account_s_credentials() {
    let (url, seen) = endpoint(|| r#"{"value":10.28,"autoReload":false}"#).await;
    let provider = provider(&url, SEND_LIMIT);
    assert_eq!(provider.balance().await, Ok(Cost::read("10.28", "EUR")));
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("GET", "/account/get-balance"));
    assert_eq!(asked.header("authorization"), "Basic YWJjZDEyMzQ6c2VjcmV0LW9mLXRlc3Rz");
    assert_eq!(provider.probe(NOW).await, Probe::Reached);
}

#[tokio::test]
async fn a_probe_tells_wrong_credentials_from_a_gateway_that_has_no_balance() {
    for (status, reached) in [(404, true), (401, false), (403, false), (500, false)] {
        let status = StatusCode::from_u16(status).expect("a status");
        let (url, _) = endpoint(move || status).await;
        let probe = provider(&url, SEND_LIMIT).probe(NOW).await;
        assert_eq!(probe == Probe::Reached, reached, "{status}: {probe:?}");
    }
    let Probe::Failed(told) = deaf().probe(NOW).await else { panic!("reached") };
    assert!(!told.contains("secret-of-tests"), "{told}");
}

/// A receipt's fields, signed as they sign by another library than the one that verifies.
fn signed(change: &[(&str, &str)]) -> Vec<(String, String)> {
    let fields = [
        ("msisdn", "15017122661"),
        ("to", "Acme & Sons=1"),
        ("network-code", "23410"),
        ("messageId", "0C000000217B7F02"),
        ("price", "0.03330000"),
        ("status", "delivered"),
        ("scts", "2311142213"),
        ("err-code", "0"),
        ("api-key", "abcd1234"),
        ("client-ref", REFERENCE),
        ("message-timestamp", "2023-11-14 22:13:18"),
        ("timestamp", "1699999998"),
        ("nonce", "ec11dd3e-1e7f-4db5-9467-82b02cd223b9"),
    ];
    let mut fields: Vec<(String, String)> =
        fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    for (name, value) in change {
        fields.retain(|(known, _)| known != name);
        if !value.is_empty() {
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    let mut sorted = fields.clone();
    sorted.sort();
    let text: String =
        sorted.iter().map(|(name, value)| format!("&{name}={}", value.replace(['&', '='], "_"))).collect();
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let mac = hmac::sign(&key, text.as_bytes());
    let hex: String = mac.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
    fields.push(("sig".to_owned(), hex));
    fields
}

fn query(fields: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

fn posted(fields: &[(String, String)]) -> Called {
    Called::post(query(fields)).with("content-type", "application/x-www-form-urlencoded")
}

fn as_json(fields: &[(String, String)]) -> Called {
    let object: serde_json::Map<_, _> =
        fields.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
    Called::post(serde_json::Value::from(object).to_string()).with("content-type", "application/json")
}

#[tokio::test]
async fn a_receipt_is_read_alike_however_the_account_has_it_sent_and_however_often() {
    let fields = signed(&[]);
    let mut heard = Vec::new();
    for called in [Called::get(&query(&fields)), posted(&fields), as_json(&fields), posted(&fields)] {
        let mut told = receipts(called.heard_by(&*deaf()).await);
        assert_eq!(told.len(), 1);
        heard.push(told.remove(0));
    }
    assert!(heard.iter().all(|receipt| *receipt == heard[0]), "{heard:?}");
    let receipt = &heard[0];
    assert_eq!(receipt.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    assert_eq!(receipt.provider_id.as_deref(), Some("0C000000217B7F02"));
    assert_eq!((receipt.state, receipt.code.as_deref()), (ReceiptState::Delivered, None));
    assert_eq!(receipt.at.map(|at| at.to_string()).as_deref(), Some("2023-11-14T22:13:18Z"));
    assert_eq!(receipt.cost, None, "the price of one part is not the message's");
}

#[tokio::test]
async fn states_and_codes_are_read_and_what_is_unknown_is_never_delivered() {
    for (status, state) in [
        ("accepted", ReceiptState::Sent),
        ("buffered", ReceiptState::Sent),
        ("expired", ReceiptState::Expired),
        ("failed", ReceiptState::Failed),
        ("rejected", ReceiptState::Rejected),
        ("unknown", ReceiptState::Unknown),
        ("something new", ReceiptState::Unknown),
    ] {
        let called = posted(&signed(&[("status", status), ("err-code", "6")]));
        let receipt = receipts(called.heard_by(&*deaf()).await).remove(0);
        assert_eq!((receipt.state, receipt.code.as_deref()), (state, Some("6")), "{status}");
    }
}

#[tokio::test]
async fn a_receipt_names_the_message_by_our_reference_or_the_address_or_their_id() {
    let nameless = signed(&[("client-ref", "")]);
    let at_address = posted(&nameless).about(REFERENCE);
    let receipt = receipts(at_address.heard_by(&*deaf()).await).remove(0);
    assert_eq!(receipt.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    let receipt = receipts(posted(&nameless).heard_by(&*deaf()).await).remove(0);
    assert_eq!(receipt.about, About::ProviderId("0C000000217B7F02".to_owned()));
    let elsewhere = posted(&signed(&[])).about("VL00000000000000000000000000000008");
    assert!(forged(&elsewhere.heard_by(&*deaf()).await), "another message's address");
    // A message that came in is none of our business.
    let incoming = posted(&signed(&[("status", ""), ("text", "STOP")]));
    assert!(receipts(incoming.heard_by(&*deaf()).await).is_empty());
}

#[tokio::test]
async fn a_forged_receipt_is_refused() {
    let deaf = deaf();
    let good = signed(&[]);
    let altered = |name: &str, value: &str| {
        let mut fields = good.clone();
        fields.iter_mut().find(|(known, _)| known == name).expect("the field").1 = value.to_owned();
        posted(&fields)
    };
    let without: Vec<_> = good.iter().filter(|(name, _)| name != "nonce").cloned().collect();
    let unsigned: Vec<_> = good.iter().filter(|(name, _)| name != "sig").cloned().collect();
    let mut more = good.clone();
    more.push(("extra".to_owned(), "1".to_owned()));
    for (what, called) in [
        ("another status", altered("status", "failed")),
        ("another time", altered("timestamp", "1700000000")),
        ("another reference", altered("client-ref", "VL00000000000000000000000000000008")),
        ("no signature", posted(&unsigned)),
        ("an empty signature", altered("sig", "")),
        ("a signature cut short", altered("sig", "280c4320703dbc98bfa22db676655ed2")),
        ("a field less", posted(&without)),
        ("a field more", posted(&more)),
        ("nothing at all", Called::post("")),
        ("no query", Called::get("")),
        ("signed, but two days ago", posted(&signed(&[("timestamp", "1699827200")]))),
        ("signed, but an hour ahead", posted(&signed(&[("timestamp", "1700003600")]))),
        ("signed without a time", posted(&signed(&[("timestamp", "")]))),
        ("another account's", posted(&signed(&[("api-key", "other")]))),
    ] {
        assert!(forged(&called.heard_by(&*deaf).await), "{what}");
    }
    let retold = posted(&signed(&[("timestamp", "1699920000")]));
    assert!(!forged(&retold.heard_by(&*deaf).await), "they repeat a receipt for a day");
    let other = |settings: VonageSettings| Vonage::new("mine", &settings, SEND_LIMIT).expect("a provider");
    let bare = other(VonageSettings { signature_secret: None, ..settings("http://127.0.0.1:9") });
    assert!(forged(&posted(&good).heard_by(&bare).await), "no secret");
    assert!(deaf.tells() && !bare.tells(), "without a secret nothing is told");
    let wrong = VonageSettings { signature_secret: Some(Secret::new("x")), ..settings("http://127.0.0.1:9") };
    assert!(forged(&posted(&good).heard_by(&other(wrong)).await), "another secret");
    let sha512 = VonageSettings { signature_method: "sha512".into(), ..settings("http://127.0.0.1:9") };
    assert!(forged(&posted(&good).heard_by(&other(sha512)).await), "another method than the configured one");
}

#[tokio::test]
async fn json_that_is_no_object_of_texts_is_unreadable() {
    for body in ["{", "[]", r#"{"status":{"a":1}}"#] {
        let called = Called::post(body).with("content-type", "application/json");
        assert!(matches!(called.heard_by(&*deaf()).await, Heard::Unreadable(_)), "{body}");
    }
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let refused = |settings: VonageSettings| {
        Vonage::new("mine", &settings, SEND_LIMIT).err().expect("a refusal").to_string()
    };
    let good = || settings("http://127.0.0.1:9");
    assert!(refused(VonageSettings { sender: "longer than eleven".into(), ..good() }).contains("sender"));
    assert!(refused(VonageSettings { url: "rest.nexmo.com".into(), ..good() }).contains("url"));
    assert!(refused(VonageSettings { api_key: String::new(), ..good() }).contains("api_key"));
    assert!(refused(VonageSettings { api_secret: Secret::new(""), ..good() }).contains("api_secret"));
    assert!(refused(VonageSettings { currency: "euros".into(), ..good() }).contains("currency"));
    assert!(
        refused(VonageSettings { signature_method: "none".into(), ..good() }).contains("signature_method")
    );
    let empty = VonageSettings { signature_secret: Some(Secret::new("")), ..good() };
    assert!(refused(empty).contains("signature_secret"));
}
