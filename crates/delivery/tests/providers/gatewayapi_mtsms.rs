//! GatewayAPI's older REST API, by the facts of its documentation: there is no sandbox to ask.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use countersign_delivery::providers::{GatewayApiMtsms, GatewayApiMtsmsSettings};
use countersign_delivery::{Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Cost, Fate, ReceiptState};
use serde_json::{Value, json};

use crate::support::{Called, endpoint, forged, jwt, receipts, survives_bad_days};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "+15017122661";
const TOKEN: &str = "a token of the webhook";
const REFERENCE: &str = "VL00000000000000000000000000000007";

fn settings(url: &str) -> GatewayApiMtsmsSettings {
    GatewayApiMtsmsSettings {
        token: Secret::new("token-of-the-tests"),
        sender: "Acme".to_owned(),
        class: "standard".to_owned(),
        url: url.to_owned(),
        webhook_token: Some(Secret::new(TOKEN)),
    }
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(GatewayApiMtsms::new("mine", &settings(url), limit).expect("a provider"))
}

async fn fate_of(status: u16, body: impl Into<String>) -> Fate {
    let (status, body) = (StatusCode::from_u16(status).expect("a status"), body.into());
    let (url, _) = endpoint(move || (status, body.clone())).await;
    let fate = provider(&url, SEND_LIMIT).send(&message(ALICE, 1), NOW).await;
    assert_discreet(&fate);
    fate
}

fn error(code: &str, said: &str) -> String {
    json!({ "code": code, "incident_uuid": "d8127429-fa0c-4316-b1f2-e610c3958f43", "message": said })
        .to_string()
}

#[tokio::test]
async fn a_message_is_asked_for_as_the_documentation_says_and_its_price_and_parts_are_kept() {
    let answer = r#"{"ids":[4421332672],"usage":{"countries":{"DK":2},"currency":"DKK","total_cost":0.36},
        "details":{"messages":[{"id":4421332672,"recipients":[{"country":"DK","msisdn":15017122661,"parts":2}]}]}}"#;
    let (url, seen) = endpoint(move || answer).await;
    let fate = provider(&url, SEND_LIMIT).send(&message(ALICE, 7), NOW).await;
    let told = Fate::Accepted {
        provider_id: Some("4421332672".to_owned()),
        parts: Some(2),
        cost: Cost::read("0.36", "DKK"),
    };
    assert_eq!(fate, told);
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/rest/mtsms"));
    // `token-of-the-tests:`
    assert_eq!(asked.header("authorization"), "Basic dG9rZW4tb2YtdGhlLXRlc3RzOg==");
    insta::assert_json_snapshot!(asked.json(), @r#"
    {
      "class": "standard",
      "encoding": "UTF8",
      "extra_details": "recipients_usage",
      "message": "Your Acme code is 481 516",
      "priority": "NORMAL",
      "recipients": [
        {
          "msisdn": 15017122661
        }
      ],
      "sender": "Acme",
      "userref": "VL00000000000000000000000000000007",
      "validity_period": 600
    }
    "#);
}

#[tokio::test]
async fn a_text_beyond_the_default_alphabet_is_sent_whole_and_a_short_life_is_rounded_up_to_what_they_know() {
    let (url, seen) = endpoint(|| r#"{"ids":[1]}"#).await;
    let premium = GatewayApiMtsmsSettings { class: "premium".to_owned(), ..settings(&url) };
    let premium = GatewayApiMtsms::new("mine", &premium, SEND_LIMIT).expect("a provider");
    let mut message = message(ALICE, 7);
    message.text = "Grüße von Acme, für 5 €: 481516".to_owned();
    message.expires_at = NOW.plus_millis(20_000);
    assert_eq!(premium.send(&message, NOW).await, Fate::accepted(Some("1".to_owned())));
    let asked = seen.only().json();
    assert_eq!((&asked["encoding"], &asked["validity_period"]), (&json!("UTF8"), &json!(60)));
    assert_eq!((&asked["class"], &asked["priority"]), (&json!("premium"), &json!("URGENT")));
    message.text = "Kod dostępu: 481516".to_owned();
    let (url, seen) = endpoint(|| r#"{"ids":[1]}"#).await;
    provider(&url, SEND_LIMIT).send(&message, NOW).await;
    assert_eq!(seen.only().json()["encoding"], "UCS2");
}

#[tokio::test]
async fn a_refusal_says_whose_fault_it_is() {
    let fate = fate_of(403, error("0x0213", "Unauthorized IP-address: 192.0.2.1")).await;
    let reason = "answered 403, error 0x0213: Unauthorized IP-address: 192.0.2.1".to_owned();
    assert_eq!(fate, Fate::BadCredentials { reason });
    for (status, code, class) in [
        (401, "0x0210", "credentials"),
        (401, "0x0223", "credentials"),
        (403, "0x021D", "credentials"),
        (403, "0x021d", "credentials"),
        (403, "0x022A", "credentials"),
        (403, "0x0216", "funds"),
        (403, "0x0214", "message"),
        (403, "0x0215", "recipient"),
        (403, "0x0217", "message"),
        (500, "0x021E", "message"),
        (422, "0x0218", "message"),
        (422, "0x0312", "message"),
        (400, "0x0222", "message"),
        // Ends that mean the same wherever they come from.
        (500, "0x0209", "retryable"),
        (500, "0x0305", "retryable"),
        (503, "0x0106", "retryable"),
        // Unknown numbers are judged by the status.
        (403, "0x02FF", "credentials"),
        (422, "0x02FF", "message"),
        (500, "0x02FF", "ambiguous"),
        (500, "0x", "ambiguous"),
        (500, "9", "ambiguous"),
        (429, "0x0216", "throttled"),
    ] {
        let fate = fate_of(status, error(code, "no")).await;
        assert_eq!(fate.class(), class, "{status} {code}: {fate:?}");
    }
}

#[tokio::test]
async fn a_success_without_an_id_is_none() {
    for body in [r#"{"ids":[]}"#, r#"{"ids":["x"]}"#, r#"{"ids":7}"#, r#"{"code":"0x0216"}"#] {
        assert_eq!(fate_of(200, body).await.class(), "ambiguous", "{body}");
    }
    // An id that repeats the number is dropped, and the message is taken all the same.
    assert_eq!(fate_of(200, r#"{"ids":[15017122661]}"#).await, Fate::accepted(None));
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &message(ALICE, 1)).await;
}

#[tokio::test]
async fn the_balance_is_read_and_proves_the_token() {
    let (url, seen) = endpoint(|| r#"{"credit":1234.56,"currency":"DKK","id":1}"#).await;
    let mtsms = provider(&url, SEND_LIMIT);
    assert_eq!(mtsms.balance().await, Ok(Cost::read("1234.56", "DKK")));
    assert_eq!(mtsms.probe(NOW).await, Probe::Reached);
    assert_eq!((seen.all()[0].method.as_str(), seen.all()[0].uri.path()), ("GET", "/rest/me"));
    assert_eq!(seen.all()[0].header("authorization"), "Basic dG9rZW4tb2YtdGhlLXRlc3RzOg==");
    let (url, _) = endpoint(|| StatusCode::UNAUTHORIZED).await;
    let refused = "answered 401: check token, and whether this server's address may use it".to_owned();
    assert_eq!(provider(&url, SEND_LIMIT).probe(NOW).await, Probe::Failed(refused.clone()));
    assert_eq!(provider(&url, SEND_LIMIT).balance().await, Err(refused));
}

/// What a receipt's token holds.
fn claims(status: &str) -> Value {
    json!({
        "id": 1_000_001, "msisdn": 15_017_122_661_u64, "time": 1_700_000_001, "status": status,
        "error": "Absent subscriber", "code": "0x1013", "userref": REFERENCE, "country_code": "US",
        "country_prefix": 1,
    })
}

fn signed(alg: &str, claims: &Value, key: &str) -> Called {
    Called::post(claims.to_string()).with("x-gwapi-signature", &jwt(alg, claims, key))
}

#[tokio::test]
async fn a_signed_receipt_is_read_alike_however_often_and_late_it_comes() {
    let mtsms = provider("http://127.0.0.1:9", SEND_LIMIT);
    let called = signed("HS256", &claims("UNDELIVERABLE"), TOKEN);
    let first = receipts(called.heard_by(&*mtsms).await).remove(0);
    assert_eq!(first.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    assert_eq!(first.provider_id.as_deref(), Some("1000001"));
    assert_eq!((first.state, first.code.as_deref()), (ReceiptState::Failed, Some("0x1013")));
    assert_eq!(first.at.map(|at| at.to_string()).as_deref(), Some("2023-11-14T22:13:21Z"));
    assert_eq!(receipts(called.heard_by(&*mtsms).await), [first]);
    for (status, state) in [
        ("UNKNOWN", ReceiptState::Queued),
        ("SCHEDULED", ReceiptState::Queued),
        ("BUFFERED", ReceiptState::Queued),
        ("ENROUTE", ReceiptState::Sent),
        ("DELIVERED", ReceiptState::Delivered),
        ("EXPIRED", ReceiptState::Expired),
        ("DELETED", ReceiptState::Failed),
        ("REJECTED", ReceiptState::Rejected),
        ("SKIPPED", ReceiptState::Rejected),
        ("ACCEPTED", ReceiptState::Unknown),
        ("SOMETHING_NEW", ReceiptState::Unknown),
    ] {
        let heard = signed("HS256", &claims(status), TOKEN).heard_by(&*mtsms).await;
        assert_eq!(receipts(heard)[0].state, state, "{status}");
    }
    // Days late, somebody else's reference: their own id has to do.
    let mut late = claims("DELIVERED");
    (late["time"], late["userref"]) = (json!(1_690_000_000.0), json!(null));
    let told = receipts(signed("HS256", &late, TOKEN).heard_by(&*mtsms).await).remove(0);
    assert_eq!(told.about, About::ProviderId("1000001".to_owned()));
    assert_eq!(told.at.map(countersign_model::Timestamp::millis), Some(1_690_000_000_000));
}

#[tokio::test]
async fn the_token_counts_and_not_the_body_beside_it() {
    let mtsms = provider("http://127.0.0.1:9", SEND_LIMIT);
    let mut called = signed("HS256", &claims("ENROUTE"), TOKEN);
    called.body = claims("DELIVERED").to_string().into_bytes();
    assert_eq!(receipts(called.heard_by(&*mtsms).await)[0].state, ReceiptState::Sent);
}

#[tokio::test]
async fn a_message_that_came_in_is_answered_well_and_tells_nothing() {
    let mtsms = provider("http://127.0.0.1:9", SEND_LIMIT);
    let incoming = json!({ "id": 7, "msisdn": 15_017_122_661_u64, "receiver": 1204, "message": "foo" });
    assert!(receipts(signed("HS256", &incoming, TOKEN).heard_by(&*mtsms).await).is_empty());
}

#[tokio::test]
async fn a_forged_receipt_is_refused() {
    let mtsms = provider("http://127.0.0.1:9", SEND_LIMIT);
    let claims = claims("DELIVERED");
    let good = signed("HS256", &claims, TOKEN);
    assert!(!forged(&good.heard_by(&*mtsms).await));
    let token = good.headers["x-gwapi-signature"].to_str().expect("text").to_owned();
    let (head, signature) = token.rsplit_once('.').expect("three parts");
    let other = jwt("HS256", &self::claims("REJECTED"), TOKEN);
    let (other_head, _) = other.rsplit_once('.').expect("three parts");
    let with = |token: &str| Called::post(claims.to_string()).with("x-gwapi-signature", token);
    for (what, called) in [
        ("unsigned", Called::post(claims.to_string())),
        ("another key", signed("HS256", &claims, "another token")),
        ("an empty key", signed("HS256", &claims, "")),
        ("another algorithm", signed("HS384", &claims, TOKEN)),
        ("no algorithm", signed("none", &claims, TOKEN)),
        (
            "no algorithm and no signature",
            with(&format!("{}.", jwt("none", &claims, "").rsplit_once('.').expect("a dot").0)),
        ),
        ("a public key's algorithm", signed("RS256", &claims, TOKEN)),
        ("other claims", with(&format!("{other_head}.{signature}"))),
        ("cut", with(&token[..token.len() - 4])),
        ("without its signature", with(head)),
        ("the webhook's token itself", with(TOKEN)),
    ] {
        assert!(forged(&called.heard_by(&*mtsms).await), "{what}");
    }
    for webhook_token in [None, Some(Secret::new(""))] {
        let without = GatewayApiMtsmsSettings { webhook_token, ..settings("http://127.0.0.1:9") };
        let deaf = GatewayApiMtsms::new("mine", &without, SEND_LIMIT).expect("a provider");
        assert!(mtsms.tells() && !deaf.tells());
        assert!(forged(&good.heard_by(&deaf).await), "without a token nothing can be believed");
        assert!(forged(&signed("HS256", &claims, "").heard_by(&deaf).await), "an empty key is none");
    }
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let refused = |settings: GatewayApiMtsmsSettings| {
        GatewayApiMtsms::new("mine", &settings, SEND_LIMIT).err().expect("a refusal").to_string()
    };
    let good = || settings("http://127.0.0.1:9");
    for (settings, name) in [
        (GatewayApiMtsmsSettings { sender: "longer than eleven".into(), ..good() }, "sender"),
        (GatewayApiMtsmsSettings { token: Secret::new(" "), ..good() }, "token"),
        (GatewayApiMtsmsSettings { class: "first".into(), ..good() }, "class"),
        (GatewayApiMtsmsSettings { url: "gatewayapi.com".into(), ..good() }, "url"),
    ] {
        let sentence = refused(settings);
        assert!(sentence.contains(name), "{name}: {sentence}");
    }
}
