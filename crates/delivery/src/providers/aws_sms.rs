//! Text messages through AWS End User Messaging, which was Pinpoint SMS and Voice, version 2.
//!
//! Amazon tells of receipts only by way of SNS: give the configuration set an event destination of the kind SNS with the
//! topic in `topic_arn`, and subscribe the receipts' address to it over HTTPS, without raw message delivery. The
//! subscription is confirmed by itself. An event repeats the `Context` of its message, which holds our id.
//!
//! Facts: the service's model in botocore; docs.aws.amazon.com/sms-voice.

mod answer;
mod event;

use std::sync::Arc;
use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};
use serde_json::json;

use super::BadSettings;
use super::aws::{Account, Ask, Aws, Service, reached, topic};
use crate::provider::sending;
use crate::sns::Topic;
use crate::{Fetch, Heard, Hearing, Inbound, Message, Probing, Provider, Secret, Sending};

const SERVICE: Service = Service { host: "sms-voice", name: "sms-voice" };

/// What `TimeToLive` may be, in seconds.
const LIVES: std::ops::RangeInclusive<i64> = 5..=259_200;

countersign_settings::settings! {
    /// Text messages through AWS End User Messaging (Pinpoint SMS).
    pub struct AwsSmsSettings in "aws-sms" {
        /// The region whose service sends.
        pub region: String = Kind::Text, required, example "eu-central-1";
        /// The id of an access key that may call `sms-voice:SendTextMessage`.
        pub access_key_id: String = Kind::Text, required, example "AKIAIOSFODNN7EXAMPLE";
        /// Its secret.
        pub secret_access_key: Secret = Kind::Secret, required, example "the secret access key";
        /// The session token that comes with temporary credentials.
        pub session_token: Option<Secret> = Kind::Secret, optional, example "the session token";
        /// Whom the messages come from: a phone number, sender id or pool, by name, id or ARN. Amazon chooses when left
        /// out.
        pub sender: Option<String> = Kind::Text, optional, example "Acme";
        /// The configuration set that says where receipts go.
        pub configuration_set: Option<String> = Kind::Text, optional, example "verification";
        /// The protect configuration whose rules about countries are asked.
        pub protect_configuration: Option<String> = Kind::Text, optional, example "protect-0123456789abcdef";
        /// The most that a message may cost, in US dollars with a point.
        pub max_price: Option<String> = Kind::Text, optional, example "0.25";
        /// The SNS topic that receipts come from. Receipts are refused without it.
        pub topic_arn: Option<String> = Kind::Text, optional, example "arn:aws:sns:eu-central-1:123456789012:receipts";
        /// Where the API is, if not at the region's public endpoint.
        pub url: Option<String> = Kind::Text, optional, example "https://vpce-1.sms-voice.eu-central-1.vpce.amazonaws.com";
    }
}

/// Sends through AWS End User Messaging.
pub struct AwsSms {
    name: String,
    sender: Option<String>,
    configuration_set: Option<String>,
    protect_configuration: Option<String>,
    max_price: Option<String>,
    topic: Option<Topic>,
    aws: Aws,
}

impl AwsSms {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when a value can't be what it should be.
    pub fn new(name: &str, settings: &AwsSmsSettings, limit: Duration) -> Result<Self, BadSettings> {
        if settings.max_price.as_deref().is_some_and(|price| !is_price(price)) {
            return Err(BadSettings(
                "max_price must be such as 0.25: at most 5 digits after the point".to_owned(),
            ));
        }
        let account = Account {
            region: &settings.region,
            access_key_id: &settings.access_key_id,
            secret_access_key: &settings.secret_access_key,
            session_token: settings.session_token.as_ref(),
            url: settings.url.as_deref(),
        };
        Ok(Self {
            name: name.to_owned(),
            sender: settings.sender.clone(),
            configuration_set: settings.configuration_set.clone(),
            protect_configuration: settings.protect_configuration.clone(),
            max_price: settings.max_price.clone(),
            topic: topic(settings.topic_arn.as_deref())?,
            aws: Aws::new(&account, SERVICE, limit)?,
        })
    }

    /// The same, with other means to fetch certificates from Amazon.
    #[must_use]
    pub fn fetching(self, fetch: Arc<dyn Fetch>) -> Self {
        Self { topic: self.topic.map(|topic| topic.fetching(fetch)), ..self }
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        let phone = message.phone()?;
        let seconds = message.expires_at.millis_since(now) / 1000;
        let mut body = json!({
            "DestinationPhoneNumber": phone.as_str(),
            "MessageBody": message.text,
            "MessageType": "TRANSACTIONAL",
            "TimeToLive": seconds.clamp(*LIVES.start(), *LIVES.end()),
            "Context": { event::REFERENCE: message.delivery_id },
        });
        for (field, value) in [
            ("OriginationIdentity", &self.sender),
            ("ConfigurationSetName", &self.configuration_set),
            ("ProtectConfigurationId", &self.protect_configuration),
            ("MaxPrice", &self.max_price),
        ] {
            if let Some(value) = value {
                body[field] = json!(value);
            }
        }
        let ask = ask("PinpointSMSVoiceV2.SendTextMessage", &body);
        let answered = self.aws.ask(ask, message, now).await?;
        Ok(answer::fate(&answered, message))
    }
}

fn ask(target: &'static str, body: &serde_json::Value) -> Ask {
    Ask {
        method: "POST",
        path: "/",
        content_type: "application/x-amz-json-1.0",
        target: Some(target),
        body: body.to_string().into_bytes(),
    }
}

/// Up to two digits, a point and up to five more, as the service wants it.
fn is_price(text: &str) -> bool {
    let digits = |text: &str, most| text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.').is_some_and(|(whole, rest)| digits(whole, 2) && digits(rest, 5) && !rest.is_empty())
}

impl Provider for AwsSms {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[Channel::Sms]
    }

    fn probe(&self, now: Timestamp) -> Probing<'_> {
        let ask = ask("PinpointSMSVoiceV2.DescribeAccountAttributes", &json!({}));
        Box::pin(async move { reached(self.aws.probe(ask, now).await) })
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        sending(self.post(message, now))
    }

    fn tells(&self) -> bool {
        self.topic.is_some()
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, now: Timestamp) -> Hearing<'a> {
        Box::pin(async move {
            match &self.topic {
                Some(topic) => topic.hear(inbound, now, event::receipt).await,
                None => Heard::Forged("topic_arn is not set, so nothing can be believed"),
            }
        })
    }
}
