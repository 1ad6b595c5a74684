//! Amazon SNS: moto, which verifies our signatures, and scripted peers that misbehave.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use countersign_delivery::providers::{AwsSns, AwsSnsSettings};
use countersign_delivery::{Message, Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::Fate;
use serde_json::json;

use crate::peer::Peer;
use crate::support::{Called, endpoint, forged, survives_bad_days};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "+15017122661";
const ACCEPTED: &str = r#"<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>
    <MessageId>567910cd-659e-55d4-8ccb-5aaf14679dc0</MessageId></PublishResult>
    <ResponseMetadata><RequestId>d74b8436</RequestId></ResponseMetadata></PublishResponse>"#;

fn settings(url: &str) -> AwsSnsSettings {
    AwsSnsSettings {
        region: "eu-central-1".to_owned(),
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        session_token: None,
        sender: None,
        max_price: None,
        url: Some(url.to_owned()),
    }
}

fn provider(url: &str, limit: Duration) -> Arc<dyn Provider> {
    Arc::new(AwsSns::new("mine", &settings(url), limit).expect("a provider"))
}

fn at_amazon(amazon: &Peer, id: &str, secret: &str) -> AwsSns {
    let settings = AwsSnsSettings {
        access_key_id: id.to_owned(),
        secret_access_key: Secret::new(secret),
        sender: Some("Acme".to_owned()),
        max_price: Some("0.25".to_owned()),
        ..settings(&format!("http://127.0.0.1:{}", amazon.port))
    };
    AwsSns::new("mine", &settings, SEND_LIMIT).expect("a provider")
}

#[tokio::test]
async fn moto_takes_a_message_that_is_signed_with_the_right_key_alone() {
    let (mut amazon, id, secret) = Peer::amazon();
    let right = at_amazon(&amazon, &id, &secret);
    let mut letter = message(ALICE, 1);
    // moto signs a form that it has put together again, which differs from what was sent in `~` and `*`.
    letter.text = "Dein Code & mehr: 481 516 = 100 % +\n€".to_owned();
    let fate = right.send(&letter, NOW).await;
    assert!(matches!(&fate, Fate::Accepted { provider_id: Some(id), .. } if id.len() == 36), "{fate:?}");
    assert_eq!(amazon.told()["texts"], json!([[ALICE, letter.text]]));
    assert_eq!(right.probe(NOW).await, Probe::Reached);

    let wrong = at_amazon(&amazon, &id, "another secret");
    let fate = wrong.send(&letter, NOW).await;
    assert_discreet(&fate);
    assert_eq!(fate.class(), "credentials", "{fate:?}");
    let Probe::Failed(why) = wrong.probe(NOW).await else { panic!("the wrong key is taken") };
    assert!(why.contains("secret_access_key"), "{why}");
    let unknown = at_amazon(&amazon, "AKIANOBODY", &secret);
    assert_eq!(unknown.send(&letter, NOW).await.class(), "credentials");
    assert_eq!(amazon.told()["texts"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_message_is_asked_for_as_the_model_says() {
    for (sender, price, more) in [
        (None, None, ""),
        (
            Some("Acme"),
            None,
            "&MessageAttributes.entry.2.Name=AWS.SNS.SMS.SenderID&MessageAttributes.entry.2.Value.DataType=String&MessageAttributes.entry.2.Value.StringValue=Acme",
        ),
        (
            Some("+15005550006"),
            Some("0.25"),
            "&MessageAttributes.entry.2.Name=AWS.MM.SMS.OriginationNumber&MessageAttributes.entry.2.Value.DataType=String&MessageAttributes.entry.2.Value.StringValue=%2B15005550006&MessageAttributes.entry.3.Name=AWS.SNS.SMS.MaxPrice&MessageAttributes.entry.3.Value.DataType=Number&MessageAttributes.entry.3.Value.StringValue=0.25",
        ),
    ] {
        let (url, seen) = endpoint(|| ACCEPTED).await;
        let settings = AwsSnsSettings {
            sender: sender.map(str::to_owned),
            max_price: price.map(str::to_owned),
            ..settings(&url)
        };
        let provider = AwsSns::new("mine", &settings, SEND_LIMIT).expect("a provider");
        let fate = provider.send(&message(ALICE, 7), NOW).await;
        assert_eq!(fate, Fate::accepted(Some("567910cd-659e-55d4-8ccb-5aaf14679dc0".to_owned())));
        let asked = seen.only();
        assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/"));
        assert!(asked.header("authorization").contains("/20231114/eu-central-1/sns/aws4_request, "));
        let form = String::from_utf8(asked.body.to_vec()).expect("text");
        let begin = "Action=Publish&Version=2010-03-31&PhoneNumber=%2B15017122661&Message=Your+Acme+code+is+481+516\
                     &MessageAttributes.entry.1.Name=AWS.SNS.SMS.SMSType\
                     &MessageAttributes.entry.1.Value.DataType=String\
                     &MessageAttributes.entry.1.Value.StringValue=Transactional";
        assert_eq!(form, format!("{begin}{more}"));
    }
}

#[tokio::test]
async fn every_refusal_says_whose_fault_it_is() {
    for (status, code, said, class) in [
        (
            400,
            "InvalidParameter",
            format!("Invalid parameter: PhoneNumber Reason: {ALICE} is not valid"),
            "recipient",
        ),
        (400, "ParameterValueInvalid", "Invalid parameter: PhoneNumber".to_owned(), "recipient"),
        (400, "InvalidParameter", "Invalid parameter: Message too long".to_owned(), "message"),
        (400, "OptedOut", String::new(), "recipient"),
        (400, "ValidationException", String::new(), "message"),
        (400, "Throttling", "Rate exceeded".to_owned(), "throttled"),
        (400, "ThrottledException", String::new(), "throttled"),
        (403, "AuthorizationError", String::new(), "credentials"),
        (403, "InvalidClientTokenId", String::new(), "credentials"),
        (403, "SignatureDoesNotMatch", String::new(), "credentials"),
        (400, "RequestExpired", String::new(), "credentials"),
        (500, "InternalError", String::new(), "ambiguous"),
        (500, "SomethingNew", String::new(), "ambiguous"),
        (503, "ServiceUnavailable", String::new(), "retryable"),
        (400, "SomethingNew", String::new(), "message"),
    ] {
        let status = StatusCode::from_u16(status).expect("a status");
        let body = format!(
            r#"<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>
            <Code>{code}</Code><Message>{said}</Message></Error><RequestId>7</RequestId></ErrorResponse>"#
        );
        let (url, _) = endpoint(move || (status, body.clone())).await;
        let fate = provider(&url, SEND_LIMIT).send(&message(ALICE, 1), NOW).await;
        assert_discreet(&fate);
        assert_eq!(fate.class(), class, "{code} {said}: {fate:?}");
    }
}

#[tokio::test]
async fn xml_that_is_no_success_is_none() {
    for body in [
        "<PublishResponse></PublishResponse>",
        "<PublishResponse><PublishResult><MessageId> </MessageId></PublishResult></PublishResponse>",
        "<PublishResponse><PublishResult><MessageId>15017122661</MessageId></PublishResult></PublishResponse>",
        "<MessageId>567910cd",
        // Entities that would grow without end.
        r#"<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a><MessageId>&c;</MessageId></a>"#,
    ] {
        let (url, _) = endpoint(move || body).await;
        let fate = provider(&url, SEND_LIMIT).send(&message(ALICE, 1), NOW).await;
        assert_eq!(fate.class(), "ambiguous", "{body}: {fate:?}");
    }
}

#[tokio::test]
async fn it_survives_every_bad_day() {
    survives_bad_days(provider, &message(ALICE, 1)).await;
}

#[tokio::test]
async fn it_sends_no_mail_and_hears_nobody() {
    let provider = provider("http://127.0.0.1:9", SEND_LIMIT);
    let letter: Message = message("alice@example.com", 1);
    assert_eq!(provider.send(&letter, NOW).await.class(), "recipient");
    assert!(forged(&Called::post("{}").heard_by(&*provider).await));
}

#[test]
fn settings_that_can_t_work_are_refused_with_the_key_s_name() {
    let refused = |settings: AwsSnsSettings| {
        AwsSns::new("mine", &settings, SEND_LIMIT).err().expect("a refusal").to_string()
    };
    let good = || settings("http://127.0.0.1:9");
    for sender in ["", "longer than eleven", "1234567", "Ac me", "+12a45678", "+1234"] {
        assert!(
            refused(AwsSnsSettings { sender: Some(sender.into()), ..good() }).contains("sender"),
            "{sender}"
        );
    }
    for price in ["", "cheap", "-1", "0", "inf"] {
        assert!(refused(AwsSnsSettings { max_price: Some(price.into()), ..good() }).contains("max_price"));
    }
    assert!(refused(AwsSnsSettings { region: "eu/central".into(), ..good() }).contains("region"));
}
