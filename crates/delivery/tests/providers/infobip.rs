//! Infobip's SMS API, by the facts of its documentation and libraries: there is no sandbox to ask.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use countersign_delivery::providers::{Infobip, InfobipSettings};
use countersign_delivery::{Heard, Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Cost, Fate, ReceiptState};
use serde_json::{Value, json};

use crate::support::{CALLBACK, Called, endpoint, forged, receipts, survives_bad_days};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "+15017122661";
const REFERENCE: &str = "VL00000000000000000000000000000007";
const OTHER: &str = "VL00000000000000000000000000000008";

fn settings(url: &str) -> InfobipSettings {
    InfobipSettings {
        url: url.to_owned(),
        api_key: Secret::new("key-of-the-tests"),
        sender: "Acme".to_owned(),
    }
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(Infobip::new("mine", &settings(url), limit).expect("a provider"))
}

fn deaf() -> Arc<dyn Provider> {
    provider("http://127.0.0.1:9", SEND_LIMIT)
}

async fn fate_of(status: u16, body: Value) -> Fate {
    let status = StatusCode::from_u16(status).expect("a status");
    let (url, _) = endpoint(move || (status, body.to_string())).await;
    let fate = provider(&url, SEND_LIMIT).send(&message(ALICE, 7), NOW).await;
    assert_discreet(&fate);
    fate
}

fn answer(group: u32, id: u32) -> Value {
    json!({ "bulkId": "a28dd97c", "messages": [{
        "messageId": REFERENCE, "destination": "15017122661", "details": { "messageCount": 2 },
        "status": { "groupId": group, "groupName": "X", "id": id, "name": "X_Y", "description": "words of theirs" },
    }]})
}

#[tokio::test]
async fn a_message_is_asked_for_as_the_documentation_says() {
    let (url, seen) = endpoint(|| answer(1, 26).to_string()).await;
    let mut message = message(ALICE, 7);
    message.receipt_url = Some(CALLBACK.to_owned());
    let fate = provider(&url, SEND_LIMIT).send(&message, NOW).await;
    assert_eq!(fate, Fate::Accepted { provider_id: Some(REFERENCE.to_owned()), parts: Some(2), cost: None });
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/sms/3/messages"));
    assert_eq!(asked.header("authorization"), "App key-of-the-tests");
    insta::assert_json_snapshot!(asked.json(), @r#"
    {
      "messages": [
        {
          "content": {
            "text": "Your Acme code is 481 516"
          },
          "destinations": [
            {
              "messageId": "VL00000000000000000000000000000007",
              "to": "15017122661"
            }
          ],
          "options": {
            "validityPeriod": {
              "amount": 600,
              "timeUnit": "SECONDS"
            }
          },
          "sender": "Acme",
          "webhooks": {
            "contentType": "application/json",
            "delivery": {
              "url": "https://verify.example.com/receipts/mine/token"
            }
          }
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn without_an_address_no_receipt_is_asked_for_and_no_life_is_too_long_or_over() {
    for (millis, life) in [(-5000, 1), (1999, 1), (i64::MAX, 172_800)] {
        let (url, seen) = endpoint(|| answer(1, 26).to_string()).await;
        let mut message = message(ALICE, 7);
        message.expires_at = NOW.plus_millis(millis);
        provider(&url, SEND_LIMIT).send(&message, NOW).await;
        let item = &seen.only().json()["messages"][0];
        assert_eq!(item["options"]["validityPeriod"]["amount"], life);
        assert_eq!(item.get("webhooks"), None);
    }
}

#[tokio::test]
async fn every_status_says_whose_fault_it_is() {
    let rows = [
        ("recipient", "4 8 9 10 14 52"),
        ("message", "6 11 13 18 19 20 24 25 51 999"),
        ("funds", "12 17"),
        ("retryable", "21 100"),
        ("fraud", "87"),
        ("ambiguous", "23"),
    ];
    for (class, ids) in rows {
        for id in ids.split(' ') {
            let fate = fate_of(200, answer(5, id.parse().expect("a number"))).await;
            assert_eq!(fate.class(), class, "{id}");
        }
    }
    let fate = fate_of(200, answer(5, 52)).await;
    assert_eq!(fate, Fate::BadRecipient { reason: "status 52: words of theirs".to_owned() });
    // Signals' refusal has two groups, and states that they may have are no refusals.
    assert_eq!(fate_of(200, answer(4, 87)).await.class(), "fraud");
    for (group, id) in [(0, 0), (1, 7), (3, 5)] {
        assert_eq!(fate_of(200, answer(group, id)).await.class(), "accepted");
    }
}

#[tokio::test]
async fn an_error_of_either_shape_is_judged_by_its_status() {
    let older = json!({ "requestError": { "serviceException": { "messageId": "UNAUTHORIZED", "text": "Invalid login" }}});
    assert_eq!(
        fate_of(401, older).await,
        Fate::BadCredentials { reason: "answered 401: Invalid login".to_owned() }
    );
    let newer = json!({ "errorCode": "E400", "description": "Bad request", "violations": [] });
    assert_eq!(
        fate_of(400, newer).await,
        Fate::BadMessage { reason: "answered 400: Bad request".to_owned() }
    );
    assert_eq!(fate_of(429, json!({})).await.class(), "throttled");
    assert_eq!(fate_of(403, json!({})).await.class(), "credentials");
    assert_eq!(fate_of(500, answer(1, 26)).await.class(), "ambiguous", "whatever the body says");
    let mut nameless = answer(1, 26);
    nameless["messages"][0]["messageId"] = Value::Null;
    assert_eq!(fate_of(200, nameless).await.class(), "ambiguous");
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &message(ALICE, 1)).await;
}

#[tokio::test]
async fn the_balance_proves_the_key() {
    let (url, seen) = endpoint(|| r#"{"balance":47.79134,"currency":"EUR"}"#).await;
    assert_eq!(provider(&url, SEND_LIMIT).balance().await, Ok(Cost::read("47.79134", "EUR")));
    let asked = seen.only();
    assert_eq!(
        (asked.uri.path(), asked.header("authorization")),
        ("/account/1/balance", "App key-of-the-tests")
    );
    assert_eq!(provider(&url, SEND_LIMIT).probe(NOW).await, Probe::Reached);
    for (status, reached) in [(401, false), (403, true), (500, false)] {
        let status = StatusCode::from_u16(status).expect("a status");
        let (url, _) = endpoint(move || status).await;
        let probe = provider(&url, SEND_LIMIT).probe(NOW).await;
        assert_eq!(probe == Probe::Reached, reached, "{status}: {probe:?}");
    }
}

fn result(id: &str, group: u32, status: u32) -> Value {
    json!({
        "bulkId": "a28dd97c", "messageId": id, "to": "15017122661", "sender": "Acme",
        "sentAt": "2023-11-14T22:13:15.000+0000", "doneAt": "2023-11-15T00:13:18.250+0200", "messageCount": 2,
        "price": { "pricePerMessage": 0.01, "currency": "EUR" },
        "status": { "groupId": group, "groupName": "X", "id": status, "name": "X_Y", "description": "x" },
        "error": { "groupId": 0, "id": 0, "name": "NO_ERROR", "permanent": false },
    })
}

fn told(results: &[Value]) -> Called {
    Called::post(json!({ "results": results }).to_string())
}

#[tokio::test]
async fn a_receipt_at_its_message_s_address_is_believed_and_reads_alike_when_told_again() {
    assert!(deaf().tells());
    let called = told(&[result(REFERENCE, 3, 5)]).about(REFERENCE);
    let receipt = receipts(called.heard_by(&*deaf()).await).remove(0);
    assert_eq!(receipt, receipts(called.heard_by(&*deaf()).await).remove(0));
    assert_eq!(receipt.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    assert_eq!(receipt.provider_id.as_deref(), Some(REFERENCE));
    assert_eq!((receipt.state, receipt.code), (ReceiptState::Delivered, None));
    assert_eq!(receipt.cost, Cost::read("0.02", "EUR"), "two parts");
    assert_eq!(receipt.at.map(|at| at.millis()), Some(1_699_999_998_250));
}

#[tokio::test]
async fn who_knows_one_message_s_address_can_tell_of_no_other() {
    let mut hundred: Vec<Value> = (0..99)
        .map(|number| result(&format!("VL{number:032x}"), 3, 5))
        .filter(|one| one["messageId"] != REFERENCE)
        .collect();
    hundred.push(result(REFERENCE, 2, 9));
    hundred.push(result("another system's", 3, 5));
    hundred.push(json!({ "status": { "groupId": 3, "id": 5 } }));
    let heard = receipts(told(&hundred).about(REFERENCE).heard_by(&*deaf()).await);
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert_eq!(heard[0].state, ReceiptState::Failed);
    assert!(receipts(told(&[result(REFERENCE, 3, 5)]).about(OTHER).heard_by(&*deaf()).await).is_empty());
    assert!(forged(&told(&[result(REFERENCE, 3, 5)]).heard_by(&*deaf()).await), "at no message's address");
}

#[tokio::test]
async fn states_are_read_and_what_is_unknown_is_never_delivered() {
    for (group, id, state) in [
        (0, 0, ReceiptState::Queued),
        (1, 3, ReceiptState::Sent),
        (1, 7, ReceiptState::Sent),
        (2, 4, ReceiptState::Failed),
        (3, 2, ReceiptState::Sent),
        (3, 5, ReceiptState::Delivered),
        (4, 15, ReceiptState::Expired),
        (4, 29, ReceiptState::Unknown),
        (4, 87, ReceiptState::Rejected),
        (5, 52, ReceiptState::Rejected),
        (5, 87, ReceiptState::Rejected),
        (9, 5, ReceiptState::Unknown),
    ] {
        let mut one = result(REFERENCE, group, id);
        one["error"]["id"] = 27.into();
        let heard = receipts(told(&[one]).about(REFERENCE).heard_by(&*deaf()).await);
        assert_eq!((heard[0].state, heard[0].code.as_deref()), (state, Some("27")), "{group} {id}");
    }
    for body in ["{}", "[]", r#"{"results":7}"#, r#"{"results":[7]}"#] {
        assert!(receipts(Called::post(body).about(REFERENCE).heard_by(&*deaf()).await).is_empty(), "{body}");
    }
    for moment in ["", "+", "ü0000", "yesterday", "2023-11-14T22:13:18.000+00é"] {
        let mut one = result(REFERENCE, 3, 5);
        one["doneAt"] = moment.into();
        assert_eq!(receipts(told(&[one]).about(REFERENCE).heard_by(&*deaf()).await)[0].at, None, "{moment}");
    }
    assert!(matches!(Called::post("{").about(REFERENCE).heard_by(&*deaf()).await, Heard::Unreadable(_)));
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let refused = |settings: InfobipSettings| {
        Infobip::new("mine", &settings, SEND_LIMIT).err().expect("a refusal").to_string()
    };
    let good = || settings("http://127.0.0.1:9");
    assert!(refused(InfobipSettings { sender: "longer than eleven".into(), ..good() }).contains("sender"));
    assert!(refused(InfobipSettings { url: "xyz.api.infobip.com".into(), ..good() }).contains("url"));
    assert!(refused(InfobipSettings { api_key: Secret::new("a\nb"), ..good() }).contains("api_key"));
    assert!(refused(InfobipSettings { api_key: Secret::new(" "), ..good() }).contains("api_key"));
}
