//! Twilio's calls: how one is placed, how its questions and its end are read. What a whole call says is tested where the
//! code is.

use axum::http::StatusCode;
use countersign_delivery::providers::{Twilio, TwilioSettings};
use countersign_delivery::{CallHeard, Heard, Inbound, Message, Provider, SEND_LIMIT, Script, Secret, Step};
use countersign_model::{Channel, Fate, ReceiptState};

use crate::support::{CALLBACK, Called, endpoint, receipts};
use crate::twilio::{ACCOUNT, form, made, settings, signed};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "+15017122661";
const SID: &str = "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const FIRST: &str = "https://verify.example.com/voice/mine/token/answer?w=e30";
const TAKEN: &str =
    r#"{"sid":"CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","status":"queued","price":null,"price_unit":"USD"}"#;

pub(crate) fn calling(url: &str) -> TwilioSettings {
    TwilioSettings { call_from: Some("+15005550006".to_owned()), ..settings(url) }
}

/// A call that Alice is to get.
fn call() -> Message {
    Message {
        channel: Channel::Call,
        receipt_url: Some(CALLBACK.to_owned()),
        call_url: Some(FIRST.to_owned()),
        ..message(ALICE, 7)
    }
}

async fn fate_of(status: u16, body: impl Into<String>) -> Fate {
    let (status, body) = (StatusCode::from_u16(status).expect("a status"), body.into());
    let (url, _) = endpoint(move || (status, body.clone())).await;
    let fate = made(&calling(&url)).send(&call(), NOW).await;
    assert_discreet(&fate);
    fate
}

#[tokio::test]
async fn a_call_is_placed_with_limits_and_without_its_code() {
    let (url, seen) = endpoint(|| (StatusCode::CREATED, TAKEN)).await;
    let message = Message { send_digits: Some("ww12".to_owned()), ..call() };
    let fate = made(&calling(&url)).send(&message, NOW).await;
    assert_eq!(fate, Fate::Accepted { provider_id: Some(SID.to_owned()), parts: None, cost: None });
    let asked = seen.only();
    assert_eq!(asked.uri.path(), format!("/2010-04-01/Accounts/{ACCOUNT}/Calls.json"));
    insta::assert_snapshot!(form(&asked.body), @r"
    To: +15017122661
    From: +15005550006
    Url: https://verify.example.com/voice/mine/token/answer?w=e30
    Method: POST
    Timeout: 25
    TimeLimit: 60
    StatusCallback: https://verify.example.com/receipts/mine/token
    SendDigits: ww12
    ");
}

#[tokio::test]
async fn without_a_public_url_there_are_no_calls_and_nobody_is_asked() {
    let (url, seen) = endpoint(|| (StatusCode::CREATED, TAKEN)).await;
    let fate = made(&calling(&url)).send(&Message { call_url: None, ..call() }, NOW).await;
    assert_eq!(fate.class(), "message");
    assert!(fate.reason().is_some_and(|reason| reason.contains("server.public_url")), "{fate:?}");
    assert!(seen.all().is_empty());
}

#[tokio::test]
async fn a_refused_call_says_whose_fault_it_is() {
    for (status, code, class) in [
        (400, 21211, "recipient"),
        (400, 21214, "recipient"),
        (400, 13224, "recipient"),
        (400, 21210, "message"),
        (400, 21215, "message"),
        (400, 21216, "message"),
        (429, 10004, "throttled"),
        (401, 20003, "credentials"),
    ] {
        let body = serde_json::json!({ "code": code, "message": "no", "status": status }).to_string();
        assert_eq!(fate_of(status, body).await.class(), class, "{status} {code}");
    }
    // A message's SID is no call's.
    let message = TAKEN.replace("\"CA", "\"SM");
    assert_eq!(fate_of(201, message).await.class(), "ambiguous");
}

#[test]
fn channels_are_those_that_have_a_sender() {
    let only_calls = TwilioSettings { from: None, ..calling("http://127.0.0.1:9") };
    for (settings, channels) in [
        (settings("http://127.0.0.1:9"), &[Channel::Sms][..]),
        (calling("http://127.0.0.1:9"), &[Channel::Sms, Channel::Call]),
        (only_calls, &[Channel::Call]),
    ] {
        assert_eq!(made(&settings).channels(), channels);
    }
    let good = || calling("http://127.0.0.1:9");
    let with_key = TwilioSettings {
        auth_token: None,
        api_key: Some("SK0123456789abcdef0123456789abcdef".to_owned()),
        api_key_secret: Some(Secret::new("the key's")),
        ..good()
    };
    for (settings, part) in [
        (TwilioSettings { from: None, call_from: None, ..good() }, "call_from"),
        (TwilioSettings { call_from: Some("Acme".to_owned()), ..good() }, "call_from must be a number"),
        (
            TwilioSettings { call_from: Some("15005550006".to_owned()), ..good() },
            "call_from must be a number",
        ),
        (
            TwilioSettings { auth_token: Some(Secret::new("")), ..with_key.clone() },
            "call_from needs auth_token",
        ),
        (with_key, "call_from needs auth_token"),
    ] {
        let refused = Twilio::new("mine", &settings, SEND_LIMIT).err().expect("a refusal").to_string();
        assert!(refused.contains(part), "{part}: {refused}");
    }
}

#[tokio::test]
async fn how_a_call_ended_is_a_receipt_that_never_says_delivered() {
    let twilio = made(&calling("http://127.0.0.1:9"));
    for (status, state) in [
        ("initiated", ReceiptState::Queued),
        ("ringing", ReceiptState::Sent),
        ("in-progress", ReceiptState::Sent),
        ("completed", ReceiptState::Failed),
        ("busy", ReceiptState::Failed),
        ("no-answer", ReceiptState::Failed),
        ("failed", ReceiptState::Failed),
        ("canceled", ReceiptState::Rejected),
        ("something-new", ReceiptState::Unknown),
    ] {
        let told = receipts(signed(&format!("CallSid={SID}&CallStatus={status}")).heard_by(&twilio).await);
        assert_eq!((told[0].state, told[0].code.as_deref()), (state, Some(status)));
        assert_eq!(told[0].provider_id.as_deref(), Some(SID));
    }
    for body in [format!("CallSid={SID}"), "CallSid=CA1&CallStatus=completed".to_owned()] {
        assert!(matches!(signed(&body).heard_by(&twilio).await, Heard::Unreadable(_)), "{body}");
    }
}

/// What is made of a call's question.
fn heard(twilio: &Twilio, called: &Called) -> CallHeard {
    let inbound = Inbound {
        method: called.method,
        url: &called.url,
        query: "",
        headers: &called.headers,
        body: &called.body,
        attempt: None,
    };
    twilio.hear_call(&inbound, NOW)
}

#[test]
fn a_call_s_question_is_believed_only_when_it_is_signed() {
    let twilio = made(&calling("http://127.0.0.1:9"));
    let body = format!("CallSid={SID}&Digits=47&CallStatus=in-progress");
    let asks = |pressed: Option<&str>| CallHeard::Call {
        call_id: SID.to_owned(),
        pressed: pressed.map(str::to_owned),
    };
    assert_eq!(heard(&twilio, &signed(&body)), asks(Some("47")));
    assert_eq!(heard(&twilio, &signed(&body.replace("47", ""))), asks(None));
    assert_eq!(heard(&twilio, &signed(&format!("CallSid={SID}"))), asks(None));
    let other_keys = Called { body: body.replace("47", "48").into_bytes(), ..signed(&body) };
    let unsigned = Called::post(body.clone()).with("content-type", "application/x-www-form-urlencoded");
    let mut elsewhere = signed(&body);
    elsewhere.url.push('x');
    for called in [other_keys, unsigned, elsewhere] {
        assert!(matches!(heard(&twilio, &called), CallHeard::Forged(_)), "{called:?}");
    }
    assert!(matches!(heard(&twilio, &signed("Digits=47")), CallHeard::Unreadable(_)));
}

#[test]
fn who_has_no_number_to_call_from_says_nothing() {
    let script = Script { locale: "en".to_owned(), voice: None, step: Step::HangUp };
    assert_eq!(made(&settings("http://127.0.0.1:9")).speak(&script), None);
    let said = made(&calling("http://127.0.0.1:9")).speak(&script).expect("a document");
    assert_eq!(said.body, "<Response><Hangup/></Response>");
}
