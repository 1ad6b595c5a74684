//! AWS End User Messaging, by the service's model: no stand-in for it exists.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use countersign_delivery::providers::{AwsSms, AwsSmsSettings};
use countersign_delivery::{Message, Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Fate, Receipt, ReceiptState};
use serde_json::{Value, json};

use crate::support::topic::{TOPIC, Way, notification, signed};
use crate::support::{Called, endpoint, forged, receipts, survives_bad_days};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "+15017122661";
const ACCEPTED: &str = r#"{"MessageId":"862a8790-60c0-4430-9b2b-658bd0000000"}"#;

pub(crate) fn settings(url: &str) -> AwsSmsSettings {
    AwsSmsSettings {
        region: "eu-central-1".to_owned(),
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        session_token: None,
        sender: None,
        configuration_set: None,
        protect_configuration: None,
        max_price: None,
        topic_arn: Some(TOPIC.to_owned()),
        url: Some(url.to_owned()),
    }
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(AwsSms::new("mine", &settings(url), limit).expect("a provider"))
}

async fn fate_of(status: u16, body: &Value) -> Fate {
    let status = StatusCode::from_u16(status).expect("a status");
    let body = body.to_string();
    let (url, _) = endpoint(move || (status, body.clone())).await;
    let fate = provider(&url, SEND_LIMIT).send(&message(ALICE, 1), NOW).await;
    assert_discreet(&fate);
    fate
}

#[tokio::test]
async fn a_message_is_asked_for_as_the_model_says() {
    let (url, seen) = endpoint(|| ACCEPTED).await;
    let settings = AwsSmsSettings {
        sender: Some("Acme".to_owned()),
        configuration_set: Some("verification".to_owned()),
        protect_configuration: Some("protect-7".to_owned()),
        max_price: Some("0.25".to_owned()),
        session_token: Some(Secret::new("the-session")),
        ..settings(&url)
    };
    let provider = AwsSms::new("mine", &settings, SEND_LIMIT).expect("a provider");
    let fate = provider.send(&message(ALICE, 7), NOW).await;
    assert_eq!(fate, Fate::accepted(Some("862a8790-60c0-4430-9b2b-658bd0000000".to_owned())));
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/"));
    assert_eq!(asked.header("content-type"), "application/x-amz-json-1.0");
    assert_eq!(asked.header("x-amz-target"), "PinpointSMSVoiceV2.SendTextMessage");
    assert_eq!(asked.header("x-amz-date"), "20231114T221320Z");
    assert_eq!(asked.header("x-amz-security-token"), "the-session");
    let signed = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20231114/eu-central-1/sms-voice/aws4_request, \
                  SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=";
    assert!(asked.header("authorization").starts_with(signed), "{}", asked.header("authorization"));
    insta::assert_json_snapshot!(asked.json(), @r#"
    {
      "ConfigurationSetName": "verification",
      "Context": {
        "delivery_id": "VL00000000000000000000000000000007"
      },
      "DestinationPhoneNumber": "+15017122661",
      "MaxPrice": "0.25",
      "MessageBody": "Your Acme code is 481 516",
      "MessageType": "TRANSACTIONAL",
      "OriginationIdentity": "Acme",
      "ProtectConfigurationId": "protect-7",
      "TimeToLive": 600
    }
    "#);
}

#[tokio::test]
async fn what_is_not_set_is_not_sent_and_a_message_lives_as_long_as_its_code() {
    for (left, seconds) in [(600_999, 600), (1000, 5), (-1, 5), (i64::MAX / 2, 259_200)] {
        let (url, seen) = endpoint(|| ACCEPTED).await;
        let message = Message { expires_at: NOW.plus_millis(left), ..message(ALICE, 7) };
        provider(&url, SEND_LIMIT).send(&message, NOW).await;
        let body = seen.only().json();
        assert_eq!(body["TimeToLive"], seconds);
        assert_eq!(body.as_object().expect("an object").len(), 5, "{body}");
    }
}

#[tokio::test]
async fn every_refusal_says_whose_fault_it_is() {
    for (status, name, reason, class) in [
        (400, "ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT", "recipient"),
        (400, "ConflictException", "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION", "fraud"),
        (400, "ConflictException", "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE", "fraud"),
        (400, "ConflictException", "DESTINATION_PHONE_NUMBER_NOT_VERIFIED", "message"),
        (400, "ConflictException", "NO_ORIGINATION_IDENTITIES_FOUND", "message"),
        (400, "ValidationException", "SENDER_ID_NOT_REGISTERED", "message"),
        (400, "ValidationException", "PRICE_OVER_THRESHOLD", "message"),
        (400, "ResourceNotFoundException", "", "message"),
        (400, "ServiceQuotaExceededException", "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT", "funds"),
        (400, "ServiceQuotaExceededException", "", "funds"),
        (400, "AccessDeniedException", "ACCOUNT_DISABLED", "credentials"),
        (400, "UnrecognizedClientException", "", "credentials"),
        (403, "InvalidSignatureException", "", "credentials"),
        (400, "ExpiredTokenException", "", "credentials"),
        (400, "ThrottlingException", "", "throttled"),
        (500, "InternalServerException", "", "ambiguous"),
        (503, "ServiceUnavailableException", "", "retryable"),
        (400, "SomethingNew", "SOMETHING_NEW", "message"),
    ] {
        for spelled in [name.to_owned(), format!("com.amazonaws.smsvoice#{name}")] {
            let body = json!({ "__type": spelled, "Message": "no", "Reason": reason });
            assert_eq!(fate_of(status, &body).await.class(), class, "{spelled} {reason}");
        }
    }
    let told = json!({ "__type": "ConflictException", "Message": "opted out", "Reason": "DESTINATION_PHONE_NUMBER_OPTED_OUT" });
    let reason = "answered 400: ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT opted out".to_owned();
    assert_eq!(fate_of(400, &told).await, Fate::BadRecipient { reason });
}

#[tokio::test]
async fn a_number_that_fails_validation_is_the_recipient_s() {
    let invalid = |fields: Value| json!({ "__type": "ValidationException", "Message": "no", "Reason": "FIELD_VALIDATION_FAILED", "Fields": fields });
    let number = json!({ "Name": "DestinationPhoneNumber", "Message": "no" });
    let sender = json!({ "Name": "OriginationIdentity", "Message": "no" });
    assert_eq!(fate_of(400, &invalid(json!([number]))).await.class(), "recipient");
    assert_eq!(fate_of(400, &invalid(json!([sender]))).await.class(), "message");
    assert_eq!(fate_of(400, &invalid(json!([number, sender]))).await.class(), "message");
    assert_eq!(fate_of(400, &invalid(json!([]))).await.class(), "message");
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &message(ALICE, 1)).await;
}

#[tokio::test]
async fn a_probe_asks_something_free_and_knows_bad_credentials_from_missing_rights() {
    let probed = async |status: u16, body: &'static str| {
        let status = StatusCode::from_u16(status).expect("a status");
        let (url, seen) = endpoint(move || (status, body)).await;
        (provider(&url, SEND_LIMIT).probe(NOW).await, seen.all())
    };
    let (probe, asked) = probed(200, "{}").await;
    assert_eq!(probe, Probe::Reached);
    let [asked] = &asked[..] else { panic!("asked {} times", asked.len()) };
    assert_eq!(asked.header("x-amz-target"), "PinpointSMSVoiceV2.DescribeAccountAttributes");
    assert_eq!(asked.header("x-amz-date"), "20231114T221320Z");
    assert_eq!(probed(400, r#"{"__type":"AccessDeniedException"}"#).await.0, Probe::Reached);
    for name in [r#"{"__type":"UnrecognizedClientException"}"#, r#"{"__type":"InvalidSignatureException"}"#] {
        let Probe::Failed(why) = probed(403, name).await.0 else { panic!("{name}") };
        assert!(why.contains("secret_access_key"), "{why}");
    }
    assert_eq!(probed(500, "").await.0, Probe::Failed("answered 500".to_owned()));
    let gone = provider("http://127.0.0.1:9", SEND_LIMIT).probe(NOW).await;
    assert!(matches!(gone, Probe::Failed(_)), "{gone:?}");
}

async fn receipt_of(event: &Value) -> Option<Receipt> {
    let provider = AwsSms::new("mine", &settings("http://127.0.0.1:9"), SEND_LIMIT).expect("a provider");
    let provider = provider.fetching(Arc::new(Way::default()));
    receipts(signed(notification(event)).heard_by(&provider).await).pop()
}

const REFERENCE: &str = "VL00000000000000000000000000000007";

fn event(kind: &str) -> Value {
    json!({
        "eventType": kind, "eventVersion": "1.0", "eventTimestamp": 1_700_000_001_234_u64, "isFinal": true,
        "originationPhoneNumber": "Acme", "destinationPhoneNumber": ALICE, "isoCountryCode": "US",
        "messageId": "862a8790-60c0-4430-9b2b-658bd0000000", "messageType": "TRANSACTIONAL",
        "messageStatus": "x", "messageStatusDescription": format!("about {ALICE}"),
        "context": { "delivery_id": REFERENCE },
        "totalMessageParts": 1, "totalMessagePrice": 0.07, "totalCarrierFee": 0.005,
    })
}

#[tokio::test]
async fn an_event_is_read_with_its_price_and_names_our_attempt() {
    let receipt = receipt_of(&event("TEXT_CARRIER_BLOCKED")).await.expect("a receipt");
    assert_eq!(receipt.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    assert_eq!(receipt.provider_id.as_deref(), Some("862a8790-60c0-4430-9b2b-658bd0000000"));
    assert_eq!(
        (receipt.state, receipt.code.as_deref()),
        (ReceiptState::Rejected, Some("TEXT_CARRIER_BLOCKED"))
    );
    assert_eq!(receipt.cost.expect("a price").to_string(), "0.075 USD");
    assert_eq!(receipt.at.expect("a time").millis(), 1_700_000_001_234);
    assert!(!format!("{receipt:?}").contains("7122661"));
}

#[tokio::test]
async fn every_event_has_its_state() {
    for (kind, state) in [
        ("TEXT_QUEUED", ReceiptState::Queued),
        ("TEXT_PENDING", ReceiptState::Queued),
        ("TEXT_SENT", ReceiptState::Sent),
        ("TEXT_SUCCESSFUL", ReceiptState::Sent),
        ("TEXT_DELIVERED", ReceiptState::Delivered),
        ("TEXT_INVALID", ReceiptState::Failed),
        ("TEXT_UNREACHABLE", ReceiptState::Failed),
        ("TEXT_CARRIER_UNREACHABLE", ReceiptState::Failed),
        ("TEXT_INVALID_MESSAGE", ReceiptState::Rejected),
        ("TEXT_BLOCKED", ReceiptState::Rejected),
        ("TEXT_SPAM", ReceiptState::Rejected),
        ("TEXT_PROTECT_BLOCKED", ReceiptState::Rejected),
        ("TEXT_TTL_EXPIRED", ReceiptState::Expired),
        ("TEXT_UNKNOWN", ReceiptState::Unknown),
        ("TEXT_SOMETHING_NEW", ReceiptState::Unknown),
    ] {
        assert_eq!(receipt_of(&event(kind)).await.expect("a receipt").state, state, "{kind}");
    }
    assert_eq!(receipt_of(&event("VOICE_ANSWERED")).await, None);
    assert_eq!(receipt_of(&json!({ "eventType": "TEXT_DELIVERED" })).await, None);
    assert_eq!(receipt_of(&json!([])).await, None);
    let mut foreign = event("TEXT_DELIVERED");
    foreign["context"] = json!({ "delivery_id": "order 7" });
    let receipt = receipt_of(&foreign).await.expect("a receipt");
    assert_eq!(receipt.about, About::ProviderId("862a8790-60c0-4430-9b2b-658bd0000000".to_owned()));
}

#[tokio::test]
async fn without_a_topic_nothing_is_believed() {
    let deaf = AwsSmsSettings { topic_arn: None, ..settings("http://127.0.0.1:9") };
    let deaf = AwsSms::new("mine", &deaf, SEND_LIMIT).expect("a provider").fetching(Arc::new(Way::default()));
    let called: Called = signed(notification(&event("TEXT_DELIVERED")));
    assert!(forged(&called.heard_by(&deaf).await));
    assert!(!deaf.tells() && provider("http://127.0.0.1:9", SEND_LIMIT).tells());
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let refused = |settings: AwsSmsSettings| {
        AwsSms::new("mine", &settings, SEND_LIMIT).err().expect("a refusal").to_string()
    };
    let good = || settings("http://127.0.0.1:9");
    assert!(refused(AwsSmsSettings { region: "eu central".into(), ..good() }).contains("region"));
    assert!(refused(AwsSmsSettings { region: String::new(), ..good() }).contains("region"));
    assert!(refused(AwsSmsSettings { access_key_id: "a,b".into(), ..good() }).contains("access_key_id"));
    let empty = Secret::new("");
    assert!(refused(AwsSmsSettings { secret_access_key: empty, ..good() }).contains("secret_access_key"));
    let broken = Some(Secret::new("a\nb"));
    assert!(refused(AwsSmsSettings { session_token: broken, ..good() }).contains("session_token"));
    for price in ["1", "100.0", "0.123456", "0.", "a.b", "-1.0"] {
        assert!(refused(AwsSmsSettings { max_price: Some(price.into()), ..good() }).contains("max_price"));
    }
    for arn in ["receipts", "arn:aws:sns:s3:123456789012:receipts", "arn:aws:sqs:eu-central-1:123456789012:a"]
    {
        assert!(refused(AwsSmsSettings { topic_arn: Some(arn.into()), ..good() }).contains("topic_arn"));
    }
    assert!(refused(AwsSmsSettings { url: Some("amazonaws.com".into()), ..good() }).contains("url"));
}
