//! Twilio's messages, by the facts of its documentation; `twilio_peer` asks its own document.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hmac;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_delivery::providers::{Twilio, TwilioSettings};
use countersign_delivery::{Heard, Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Cost, Fate, ReceiptState};

use crate::support::{CALLBACK, Called, endpoint, forged, receipts, survives_bad_days};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "+15017122661";
pub(crate) const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
const TOKEN: &str = "auth token of the tests";
const SID: &str = "SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const DELIVERY: &str = "VL00000000000000000000000000000007";

pub(crate) fn settings(url: &str) -> TwilioSettings {
    TwilioSettings {
        account_sid: ACCOUNT.to_owned(),
        auth_token: Some(Secret::new(TOKEN)),
        api_key: None,
        api_key_secret: None,
        from: Some("+15005550006".to_owned()),
        messaging_service_sid: None,
        call_from: None,
        content_retention: None,
        address_retention: None,
        url: url.to_owned(),
    }
}

pub(crate) fn made(settings: &TwilioSettings) -> Twilio {
    Twilio::new("mine", settings, SEND_LIMIT).expect("a provider")
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(Twilio::new("mine", &settings(url), limit).expect("a provider"))
}

async fn fate_of(status: u16, body: impl Into<String>) -> Fate {
    let (status, body) = (StatusCode::from_u16(status).expect("a status"), body.into());
    let (url, _) = endpoint(move || (status, body.clone())).await;
    let fate = provider(&url, SEND_LIMIT).send(&message(ALICE, 1), NOW).await;
    assert_discreet(&fate);
    fate
}

fn error(code: u32, said: &str) -> String {
    serde_json::json!({ "code": code, "message": said, "more_info": "https://www.twilio.com/docs", "status": 400 })
        .to_string()
}

/// The form's fields, each on its line, in the order sent.
pub(crate) fn form(body: &[u8]) -> String {
    form_urlencoded::parse(body).map(|(name, value)| format!("{name}: {value}\n")).collect()
}

const TAKEN: &str = r#"{"sid":"SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","status":"queued","num_segments":"2","price":null,"price_unit":"USD","error_code":null}"#;

#[tokio::test]
async fn a_message_is_asked_for_as_the_documentation_says() {
    let (url, seen) = endpoint(|| (StatusCode::CREATED, TAKEN)).await;
    let mut message = message(ALICE, 7);
    message.receipt_url = Some(CALLBACK.to_owned());
    let fate = provider(&url, SEND_LIMIT).send(&message, NOW).await;
    assert_eq!(fate, Fate::Accepted { provider_id: Some(SID.to_owned()), parts: Some(2), cost: None });
    let asked = seen.only();
    assert_eq!(asked.method.as_str(), "POST");
    assert_eq!(asked.uri.path(), format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json"));
    assert_eq!(asked.header("authorization"), basic(&format!("{ACCOUNT}:{TOKEN}")));
    assert_eq!(asked.header("content-type"), "application/x-www-form-urlencoded");
    insta::assert_snapshot!(form(&asked.body), @r"
    To: +15017122661
    From: +15005550006
    Body: Your Acme code is 481 516
    ValidityPeriod: 600
    StatusCallback: https://verify.example.com/receipts/mine/token
    ");
}

fn basic(pair: &str) -> String {
    format!("Basic {}", STANDARD.encode(pair))
}

#[tokio::test]
async fn an_api_key_and_a_messaging_service_take_the_place_of_token_and_number() {
    let (url, seen) = endpoint(|| (StatusCode::CREATED, TAKEN)).await;
    let service = "MG0123456789abcdef0123456789abcdef";
    let settings = TwilioSettings {
        api_key: Some("SK0123456789abcdef0123456789abcdef".to_owned()),
        api_key_secret: Some(Secret::new("the key's")),
        from: None,
        messaging_service_sid: Some(service.to_owned()),
        content_retention: Some("discard".to_owned()),
        address_retention: Some("obfuscate".to_owned()),
        ..settings(&format!("{url}/a/gateway/"))
    };
    let mut message = message(ALICE, 7);
    // Twilio lets nothing wait for more than ten hours.
    message.expires_at = NOW.plus_millis(24 * 3_600_000);
    made(&settings).send(&message, NOW).await;
    let asked = seen.only();
    assert_eq!(asked.uri.path(), format!("/a/gateway/2010-04-01/Accounts/{ACCOUNT}/Messages.json"));
    assert_eq!(asked.header("authorization"), basic("SK0123456789abcdef0123456789abcdef:the key's"));
    insta::assert_snapshot!(form(&asked.body), @r"
    To: +15017122661
    MessagingServiceSid: MG0123456789abcdef0123456789abcdef
    Body: Your Acme code is 481 516
    ValidityPeriod: 36000
    ContentRetention: discard
    AddressRetention: obfuscate
    ");
}

#[tokio::test]
async fn without_the_auth_token_no_receipts_are_asked_for() {
    let (url, seen) = endpoint(|| (StatusCode::CREATED, TAKEN)).await;
    let settings = TwilioSettings {
        auth_token: None,
        api_key: Some("SK0123456789abcdef0123456789abcdef".to_owned()),
        api_key_secret: Some(Secret::new("the key's")),
        ..settings(&url)
    };
    let mut message = message(ALICE, 7);
    message.receipt_url = Some(CALLBACK.to_owned());
    made(&settings).send(&message, NOW).await;
    let form = form(&seen.only().body);
    assert!(form.contains("Body") && !form.contains("StatusCallback"), "{form}");
}

#[tokio::test]
async fn a_price_that_is_told_at_once_is_kept_and_an_unknown_number_of_parts_is_none() {
    let priced = TAKEN.replace(r#""price":null"#, r#""price":"-0.00750""#).replace(r#""2""#, r#""0""#);
    let told =
        Fate::Accepted { provider_id: Some(SID.to_owned()), parts: None, cost: Cost::read("0.0075", "USD") };
    assert_eq!(fate_of(201, priced).await, told);
}

#[tokio::test]
async fn a_success_without_a_message_s_sid_is_none_and_neither_is_a_message_that_failed_at_once() {
    for sid in ["", "SM", "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "+15017122661"] {
        assert_eq!(fate_of(201, TAKEN.replace(SID, sid)).await.class(), "ambiguous", "{sid}");
    }
    let failed = TAKEN.replace("queued", "failed");
    assert_eq!(fate_of(201, failed.clone()).await, Fate::BadMessage { reason: "failed at once".to_owned() });
    let coded = failed.replace(r#""error_code":null"#, r#""error_code":30006,"error_message":"Landline""#);
    let landline = Fate::BadRecipient { reason: "answered 201, error 30006: Landline".to_owned() };
    assert_eq!(fate_of(201, coded).await, landline);
}

#[tokio::test]
async fn a_refusal_says_whose_fault_it_is() {
    let fate = fate_of(400, error(21211, "The 'To' number +15017122661 is not a valid phone number")).await;
    let Fate::BadRecipient { reason } = &fate else { panic!("{fate:?}") };
    assert!(reason.starts_with("answered 400, error 21211"), "{reason}");
    for (status, code, class) in [
        (403, 10001, "credentials"),
        (401, 20003, "credentials"),
        (404, 20404, "credentials"),
        (429, 20429, "throttled"),
        (400, 21611, "throttled"),
        (400, 21610, "recipient"),
        (400, 21614, "recipient"),
        (400, 21408, "message"),
        (400, 21606, "message"),
        (400, 21608, "message"),
        (400, 21612, "message"),
        (400, 30029, "message"),
        (403, 30450, "fraud"),
        (400, 30453, "fraud"),
        (403, 60410, "fraud"),
        (500, 20500, "ambiguous"),
        (500, 20503, "retryable"),
        // Unknown numbers are judged by the status.
        (400, 29_999, "message"),
        (401, 29_999, "credentials"),
        (402, 29_999, "funds"),
        (500, 29_999, "ambiguous"),
        (503, 29_999, "retryable"),
    ] {
        let fate = fate_of(status, error(code, "no")).await;
        assert_eq!(fate.class(), class, "{status} {code}: {fate:?}");
    }
    // An unknown number is told all the same, and their words where they give nothing away.
    let fate = fate_of(400, error(29_999, "no such thing")).await;
    assert_eq!(fate.reason(), Some("answered 400: error 29999: no such thing"));
    let fate = fate_of(400, error(29_999, "not +15017122661")).await;
    assert_eq!(fate.reason(), Some("answered 400: error 29999"));
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &message(ALICE, 1)).await;
}

#[tokio::test]
async fn an_address_that_is_no_number_is_nothing_for_it() {
    let fate = provider("http://127.0.0.1:9", SEND_LIMIT).send(&message("alice@example.com", 1), NOW).await;
    assert_eq!(fate.class(), "recipient");
}

#[tokio::test]
async fn the_balance_is_read_and_proves_the_credentials() {
    let balance = r#"{"account_sid":"AC","balance":"12.34","currency":"USD"}"#;
    let (url, seen) = endpoint(move || balance).await;
    let twilio = provider(&url, SEND_LIMIT);
    assert_eq!(twilio.balance().await, Ok(Cost::read("12.34", "USD")));
    assert_eq!(twilio.probe(NOW).await, Probe::Reached);
    let asked = seen.all();
    assert_eq!(asked[0].uri.path(), format!("/2010-04-01/Accounts/{ACCOUNT}/Balance.json"));
    assert_eq!(asked[0].header("authorization"), basic(&format!("{ACCOUNT}:{TOKEN}")));

    for (status, failed) in
        [(401, Some("auth_token")), (403, None), (404, None), (429, None), (500, Some("500"))]
    {
        let status = StatusCode::from_u16(status).expect("a status");
        let (url, _) = endpoint(move || status).await;
        let twilio = provider(&url, SEND_LIMIT);
        match (twilio.probe(NOW).await, failed) {
            (Probe::Failed(sentence), Some(part)) => assert!(sentence.contains(part), "{sentence}"),
            (Probe::Reached, None) => {}
            (probe, _) => panic!("{status}: {probe:?}"),
        }
        assert!(twilio.balance().await.is_err(), "{status}");
    }
}

/// A receipt's form as Twilio posts it.
fn receipt(status: &str, code: &str) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("ApiVersion", "2010-04-01"),
            ("MessageStatus", status),
            ("SmsSid", SID),
            ("SmsStatus", status),
            ("ErrorCode", code),
            ("To", ALICE),
            ("From", "+15005550006"),
            ("MessageSid", SID),
            ("AccountSid", ACCOUNT),
        ])
        .finish()
}

/// Signed by another library than the one that verifies.
fn signed_for(url: &str, body: &str, token: &str) -> Called {
    let mut fields: Vec<_> = form_urlencoded::parse(body.as_bytes()).collect();
    fields.sort();
    let pairs: String = fields.iter().map(|(name, value)| format!("{name}{value}")).collect();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    let mac = hmac::sign(&key, format!("{url}{pairs}").as_bytes());
    Called::post(body)
        .with("content-type", "application/x-www-form-urlencoded")
        .with("x-twilio-signature", &STANDARD.encode(mac))
}

pub(crate) fn signed(body: &str) -> Called {
    signed_for(CALLBACK, body, TOKEN)
}

#[tokio::test]
async fn a_signed_receipt_is_read_alike_however_often_and_late_it_comes() {
    let twilio = provider("http://127.0.0.1:9", SEND_LIMIT);
    let called = signed(&receipt("undelivered", "30003")).about(DELIVERY);
    let first = receipts(called.heard_by(&*twilio).await).remove(0);
    assert_eq!(first.about, About::Attempt(DELIVERY.parse().expect("a SID")));
    assert_eq!(first.provider_id.as_deref(), Some(SID));
    assert_eq!((first.state, first.code.as_deref()), (ReceiptState::Failed, Some("30003")));
    assert_eq!(receipts(called.heard_by(&*twilio).await), [first]);
    for (status, code, state) in [
        ("queued", "", ReceiptState::Queued),
        ("accepted", "", ReceiptState::Queued),
        ("sending", "", ReceiptState::Queued),
        ("sent", "", ReceiptState::Sent),
        ("delivered", "", ReceiptState::Delivered),
        ("read", "", ReceiptState::Delivered),
        ("canceled", "", ReceiptState::Rejected),
        ("failed", "", ReceiptState::Failed),
        ("failed", "30006", ReceiptState::Failed),
        ("undelivered", "30007", ReceiptState::Rejected),
        ("failed", "30036", ReceiptState::Expired),
        ("undelivered", "30453", ReceiptState::Rejected),
        ("something_new", "", ReceiptState::Unknown),
    ] {
        let heard = signed(&receipt(status, code)).heard_by(&*twilio).await;
        let told = receipts(heard).remove(0);
        assert_eq!((told.state, told.code.as_deref().unwrap_or("")), (state, code), "{status} {code}");
        // At an address that is not one message's, their id has to do.
        assert_eq!(told.about, About::ProviderId(SID.to_owned()));
    }
}

#[tokio::test]
async fn a_receipt_signed_for_the_address_with_its_port_is_believed() {
    let twilio = provider("http://127.0.0.1:9", SEND_LIMIT);
    let with_port = CALLBACK.replace(".com/", ".com:443/");
    assert_eq!(
        receipts(signed_for(&with_port, &receipt("sent", ""), TOKEN).heard_by(&*twilio).await).len(),
        1
    );
}

#[tokio::test]
async fn a_forged_receipt_is_refused() {
    let twilio = provider("http://127.0.0.1:9", SEND_LIMIT);
    let body = receipt("delivered", "");
    let good = signed(&body);
    assert!(!forged(&good.heard_by(&*twilio).await));
    let with_body = |body: String| Called { body: body.into_bytes(), ..good.clone() };
    let mut elsewhere = good.clone();
    elsewhere.url.push('x');
    let mut asked = good.clone();
    asked.url.push_str("?MessageStatus=failed");
    let mut unnamed = good.clone();
    unnamed.headers.remove("content-type");
    for (what, called) in [
        ("unsigned", Called::post(body.clone()).with("content-type", "application/x-www-form-urlencoded")),
        ("another body", with_body(body.replace("delivered", "failed"))),
        ("a field more", with_body(format!("{body}&Extra=1"))),
        ("a field less", with_body(body.replace(&format!("&AccountSid={ACCOUNT}"), ""))),
        ("another address", elsewhere),
        ("a query more", asked),
        ("a body of no kind", unnamed),
        ("another token", signed_for(CALLBACK, &body, "another token")),
        ("an empty token", signed_for(CALLBACK, &body, "")),
        ("an empty signature", good.clone().with("x-twilio-signature", "")),
        ("no base64", good.clone().with("x-twilio-signature", "%%%")),
    ] {
        assert!(forged(&called.heard_by(&*twilio).await), "{what}");
    }
    let without = made(&TwilioSettings {
        auth_token: None,
        api_key: Some("SK0123456789abcdef0123456789abcdef".to_owned()),
        api_key_secret: Some(Secret::new("the key's")),
        ..settings("http://127.0.0.1:9")
    });
    assert!(twilio.tells() && !without.tells());
    assert!(forged(&good.heard_by(&without).await), "without the auth token nothing can be believed");
    assert!(
        forged(&signed_for(CALLBACK, &body, "the key's").heard_by(&without).await),
        "API keys don't sign"
    );
}

#[tokio::test]
async fn what_is_signed_but_no_receipt_is_unreadable() {
    let twilio = provider("http://127.0.0.1:9", SEND_LIMIT);
    for body in ["", "MessageStatus=sent", "MessageSid=SM1&MessageStatus=sent", &format!("MessageSid={SID}")]
    {
        let heard = signed(body).heard_by(&*twilio).await;
        assert!(matches!(heard, Heard::Unreadable(_)), "{body}: {heard:?}");
    }
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let refused = |settings: TwilioSettings| {
        Twilio::new("mine", &settings, SEND_LIMIT).err().expect("a refusal").to_string()
    };
    let good = || settings("http://127.0.0.1:9");
    let some = |text: &str| Some(text.to_owned());
    let key = "SK0123456789abcdef0123456789abcdef";
    for (settings, name) in [
        (TwilioSettings { account_sid: "AC/../x".into(), ..good() }, "account_sid"),
        (TwilioSettings { account_sid: key.into(), ..good() }, "account_sid"),
        (TwilioSettings { auth_token: None, ..good() }, "auth_token"),
        (TwilioSettings { auth_token: Some(Secret::new(" ")), ..good() }, "auth_token"),
        (TwilioSettings { api_key: some(key), ..good() }, "api_key_secret"),
        (TwilioSettings { api_key_secret: Some(Secret::new("x")), ..good() }, "api_key"),
        (
            TwilioSettings { api_key: some("key"), api_key_secret: Some(Secret::new("x")), ..good() },
            "api_key must be SK",
        ),
        (
            TwilioSettings { api_key: some(key), api_key_secret: Some(Secret::new("")), ..good() },
            "api_key_secret",
        ),
        (TwilioSettings { from: None, ..good() }, "messaging_service_sid"),
        (TwilioSettings { messaging_service_sid: some("MG"), ..good() }, "messaging_service_sid"),
        (
            TwilioSettings { from: None, messaging_service_sid: some("MG"), ..good() },
            "messaging_service_sid must be MG",
        ),
        (TwilioSettings { from: some("longer than eleven"), ..good() }, "from"),
        (TwilioSettings { content_retention: some("shred"), ..good() }, "content_retention"),
        (TwilioSettings { address_retention: some("discard"), ..good() }, "address_retention"),
        (TwilioSettings { url: "api.twilio.com".into(), ..good() }, "url"),
    ] {
        let sentence = refused(settings);
        assert!(sentence.contains(name), "{name}: {sentence}");
    }
}
