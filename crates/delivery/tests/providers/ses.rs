//! Amazon SES: moto, which verifies our signatures, and scripted peers that misbehave.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use countersign_delivery::providers::{Ses, SesSettings};
use countersign_delivery::{Message, Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::{About, Fate, Receipt, ReceiptState};
use serde_json::{Value, json};

use crate::peer::Peer;
use crate::support::topic::{TOPIC, Way, forged_by_another_key, notification, signed};
use crate::support::{endpoint, forged, receipts, survives_bad_days};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "alice@example.net";

fn settings(url: &str) -> SesSettings {
    SesSettings {
        region: "eu-central-1".to_owned(),
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        session_token: None,
        from: "login@example.com".to_owned(),
        configuration_set: None,
        topic_arn: Some(TOPIC.to_owned()),
        url: Some(url.to_owned()),
    }
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(Ses::new("mail", &settings(url), limit).expect("a provider"))
}

fn at_amazon(amazon: &Peer, id: &str, secret: &str, from: &str) -> Ses {
    let settings = SesSettings {
        access_key_id: id.to_owned(),
        secret_access_key: Secret::new(secret),
        from: from.to_owned(),
        ..settings(&format!("http://127.0.0.1:{}", amazon.port))
    };
    Ses::new("mail", &settings, SEND_LIMIT).expect("a provider")
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
async fn moto_takes_a_letter_of_a_verified_sender_with_the_right_key_alone() {
    let (mut amazon, id, secret) = Peer::amazon();
    let right = at_amazon(&amazon, &id, &secret, "Bücher <login@example.com>");
    let fate = right.send(&letter(), NOW).await;
    assert!(matches!(&fate, Fate::Accepted { provider_id: Some(_), .. }), "{fate:?}");
    let told = amazon.told();
    let mail = &told["mails"][0];
    assert_eq!(mail["from"], "=?utf-8?b?QsO8Y2hlcg==?= <login@example.com>");
    assert_eq!(mail["to"], json!([ALICE]));
    assert_eq!(mail["subject"], "Dein Code für Acme");
    assert_eq!(mail["body"], "<p>Dein Code: <b>481516</b></p>");

    let stranger = at_amazon(&amazon, &id, &secret, "login@example.org");
    let fate = stranger.send(&letter(), NOW).await;
    assert_eq!(fate.class(), "message", "{fate:?}");
    let wrong = at_amazon(&amazon, &id, "another secret", "login@example.com");
    let fate = wrong.send(&letter(), NOW).await;
    assert_eq!(fate.class(), "credentials", "{fate:?}");
    assert_eq!(amazon.told()["mails"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_letter_is_asked_for_as_the_model_says() {
    let (url, seen) = endpoint(|| r#"{"MessageId":"010701-7"}"#).await;
    let settings = SesSettings { configuration_set: Some("verification".to_owned()), ..settings(&url) };
    let provider = Ses::new("mail", &settings, SEND_LIMIT).expect("a provider");
    assert_eq!(provider.send(&letter(), NOW).await, Fate::accepted(Some("010701-7".to_owned())));
    let asked = seen.only();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/v2/email/outbound-emails"));
    assert_eq!(asked.header("content-type"), "application/json");
    assert!(asked.header("authorization").contains("/20231114/eu-central-1/ses/aws4_request, "));
    insta::assert_json_snapshot!(asked.json(), @r#"
    {
      "ConfigurationSetName": "verification",
      "Content": {
        "Simple": {
          "Body": {
            "Html": {
              "Charset": "UTF-8",
              "Data": "<p>Dein Code: <b>481516</b></p>"
            },
            "Text": {
              "Charset": "UTF-8",
              "Data": "Your Acme code is 481 516"
            }
          },
          "Headers": [
            {
              "Name": "Auto-Submitted",
              "Value": "auto-generated"
            }
          ],
          "Subject": {
            "Charset": "UTF-8",
            "Data": "Dein Code für Acme"
          }
        }
      },
      "Destination": {
        "ToAddresses": [
          "alice@example.net"
        ]
      },
      "EmailTags": [
        {
          "Name": "delivery_id",
          "Value": "VL00000000000000000000000000000007"
        }
      ],
      "FromEmailAddress": "Acme <login@example.com>"
    }
    "#);
}

#[tokio::test]
async fn every_refusal_says_whose_fault_it_is() {
    for (status, name, class) in [
        (429, "TooManyRequestsException", "throttled"),
        (400, "ThrottlingException", "throttled"),
        (400, "LimitExceededException", "funds"),
        (400, "SendingPausedException", "credentials"),
        (400, "AccountSuspendedException", "credentials"),
        (403, "AccessDeniedException", "credentials"),
        (403, "InvalidSignatureException", "credentials"),
        (400, "MessageRejected", "message"),
        (400, "MailFromDomainNotVerifiedException", "message"),
        (400, "BadRequestException", "message"),
        (404, "NotFoundException", "message"),
        (500, "InternalFailure", "ambiguous"),
        (503, "ServiceUnavailable", "retryable"),
    ] {
        let status = StatusCode::from_u16(status).expect("a status");
        let header = [("x-amzn-errortype", format!("{name}:http://internal.amazon.com/coral/"))];
        let body = json!({ "message": format!("not verified: {ALICE}") }).to_string();
        let (url, _) = endpoint(move || (status, header.clone(), body.clone())).await;
        let fate = provider(&url, SEND_LIMIT).send(&letter(), NOW).await;
        assert_discreet(&fate);
        assert_eq!(fate.class(), class, "{name}: {fate:?}");
    }
    assert_eq!(
        provider("http://127.0.0.1:9", SEND_LIMIT).send(&message("+15017122661", 1), NOW).await.class(),
        "recipient"
    );
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &letter()).await;
}

#[tokio::test]
async fn a_probe_says_when_an_account_may_not_send() {
    let probed = async |status: u16, body: &'static str| {
        let status = StatusCode::from_u16(status).expect("a status");
        let date = [("date", "Tue, 14 Nov 2023 22:13:20 GMT")];
        let (url, seen) = endpoint(move || (status, date, body)).await;
        let probe = provider(&url, SEND_LIMIT).probe(NOW).await;
        let asked = seen.all().pop().expect("a question");
        assert_eq!((asked.method.as_str(), asked.uri.path()), ("GET", "/v2/email/account"));
        probe
    };
    assert_eq!(probed(200, r#"{"SendingEnabled":true}"#).await, Probe::Reached);
    assert!(matches!(probed(200, r#"{"SendingEnabled":false}"#).await, Probe::Failed(_)));
    // A key that may send and nothing else.
    assert_eq!(probed(403, r#"{"__type":"AccessDeniedException"}"#).await, Probe::Reached);
    let (url, _) = endpoint(move || {
        let date = ("date", "Tue, 14 Nov 2023 22:13:20 GMT");
        (StatusCode::FORBIDDEN, [date, ("x-amzn-errortype", "InvalidSignatureException")])
    })
    .await;
    let Probe::Failed(why) = provider(&url, SEND_LIMIT).probe(NOW).await else {
        panic!("a wrong key is taken")
    };
    assert!(why.contains("secret_access_key"), "{why}");
    let (silent, _) = endpoint(|| StatusCode::FORBIDDEN).await;
    assert!(matches!(provider(&silent, SEND_LIMIT).probe(NOW).await, Probe::Failed(_)));
}

const REFERENCE: &str = "VL00000000000000000000000000000007";

fn event(kind: &str, part: &str, more: &Value) -> Value {
    json!({
        "eventType": kind,
        part: more,
        "mail": {
            "timestamp": "2023-11-14T22:13:20.012Z", "source": "login@example.com", "messageId": "010701-7",
            "destination": [ALICE], "tags": { "delivery_id": [REFERENCE], "ses:operation": ["SendEmail"] },
        },
    })
}

async fn receipt_of(event: &Value) -> Option<Receipt> {
    let provider = Ses::new("mail", &settings("http://127.0.0.1:9"), SEND_LIMIT).expect("a provider");
    let provider = provider.fetching(Arc::new(Way::default()));
    receipts(signed(notification(event)).heard_by(&provider).await).pop()
}

#[tokio::test]
async fn a_bounce_is_read_without_the_address() {
    let bounce = json!({
        "bounceType": "Permanent", "bounceSubType": "General", "timestamp": "2023-11-14T22:13:21.669Z",
        "bouncedRecipients": [{ "emailAddress": ALICE, "diagnosticCode": format!("550 <{ALICE}>") }],
    });
    let receipt = receipt_of(&event("Bounce", "bounce", &bounce)).await.expect("a receipt");
    assert_eq!(receipt.about, About::Attempt(REFERENCE.parse().expect("a SID")));
    assert_eq!(receipt.provider_id.as_deref(), Some("010701-7"));
    assert_eq!((receipt.state, receipt.code.as_deref()), (ReceiptState::Failed, Some("Permanent/General")));
    assert_eq!(receipt.at.expect("a time").millis(), 1_700_000_001_669);
    let mut odd = bounce;
    odd["bounceSubType"] = json!(format!("<{ALICE}>"));
    let receipt = receipt_of(&event("Bounce", "bounce", &odd)).await.expect("a receipt");
    assert_eq!(receipt.code, None);
}

#[tokio::test]
async fn every_event_has_its_state() {
    for (kind, part, state) in [
        ("Send", "send", ReceiptState::Queued),
        ("DeliveryDelay", "deliveryDelay", ReceiptState::Sent),
        ("Delivery", "delivery", ReceiptState::Delivered),
        ("Reject", "reject", ReceiptState::Rejected),
        ("Rendering Failure", "failure", ReceiptState::Failed),
    ] {
        let receipt = receipt_of(&event(kind, part, &json!({}))).await.expect("a receipt");
        assert_eq!(receipt.state, state, "{kind}");
        assert_eq!(receipt.at.expect("a time").millis(), 1_700_000_000_012, "{kind}");
    }
    let delay = json!({ "delayType": "MailboxFull", "timestamp": "2023-11-14T22:13:21Z" });
    let receipt = receipt_of(&event("DeliveryDelay", "deliveryDelay", &delay)).await.expect("a receipt");
    assert_eq!(receipt.code.as_deref(), Some("MailboxFull"));
    for kind in ["Open", "Click", "Complaint", "Subscription", "SomethingNew"] {
        assert_eq!(receipt_of(&event(kind, "open", &json!({}))).await, None, "{kind}");
    }
    assert_eq!(receipt_of(&json!("Successfully validated SNS topic")).await, None);
}

#[tokio::test]
async fn a_notification_of_an_identity_names_the_letter_by_their_id() {
    let mut old = event("x", "delivery", &json!({ "timestamp": "2023-11-14T22:13:21Z" }));
    let object = old.as_object_mut().expect("an object");
    object.remove("eventType");
    object.insert("notificationType".to_owned(), json!("Delivery"));
    old["mail"].as_object_mut().expect("an object").remove("tags");
    let receipt = receipt_of(&old).await.expect("a receipt");
    assert_eq!(receipt.about, About::ProviderId("010701-7".to_owned()));
    assert_eq!(receipt.state, ReceiptState::Delivered);
}

#[tokio::test]
async fn a_forged_event_is_refused_and_without_a_topic_every_event_is() {
    let way = Arc::new(Way::default());
    let event = event("Delivery", "delivery", &json!({}));
    let mail = Ses::new("mail", &settings("http://127.0.0.1:9"), SEND_LIMIT).expect("a provider");
    let mail = mail.fetching(way.clone());
    assert!(forged(&forged_by_another_key(notification(&event)).heard_by(&mail).await));
    let deaf = SesSettings { topic_arn: None, ..settings("http://127.0.0.1:9") };
    let deaf = Ses::new("mail", &deaf, SEND_LIMIT).expect("a provider").fetching(way);
    assert!(forged(&signed(notification(&event)).heard_by(&deaf).await));
    assert!(mail.tells() && !deaf.tells());
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let refused =
        |settings: SesSettings| Ses::new("mail", &settings, SEND_LIMIT).err().expect("a refusal").to_string();
    let good = || settings("http://127.0.0.1:9");
    for from in ["", "Acme", "Acme <login>", "a@b.example, c@d.example"] {
        assert!(refused(SesSettings { from: from.into(), ..good() }).contains("from"), "{from}");
    }
    assert!(refused(SesSettings { topic_arn: Some("x".into()), ..good() }).contains("topic_arn"));
    assert!(refused(SesSettings { region: String::new(), ..good() }).contains("region"));
}
