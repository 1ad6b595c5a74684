//! E-mail through Amazon SES, version 2 of its API.
//!
//! Receipts come by way of SNS: give the configuration set an event destination of the kind SNS with the topic in
//! `topic_arn` and the events Send, Delivery, DeliveryDelay, Bounce and Reject, and subscribe the receipts' address to it
//! over HTTPS, without raw message delivery. The subscription is confirmed by itself. An event repeats the tags of its
//! message, which hold our id; notifications set up at an identity don't, and name the message by Amazon's id alone.
//!
//! Leave tracking of opens and clicks off in the configuration set: it would rewrite the letter.
//!
//! Facts: the service's model in botocore; docs.aws.amazon.com/ses.

mod answer;
mod event;

use std::sync::Arc;
use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};
use lettre::message::Mailbox;
use serde_json::{Value, json};

use super::aws::{Account, Ask, Aws, Service, topic};
use super::{BadSettings, mailbox};
use crate::provider::sending;
use crate::sns::Topic;
use crate::{Fetch, Heard, Hearing, Inbound, Message, Probe, Probing, Provider, Secret, Sending};

const SERVICE: Service = Service { host: "email", name: "ses" };

countersign_settings::settings! {
    /// E-mail through Amazon SES.
    pub struct SesSettings in "ses" {
        /// The region whose service sends.
        pub region: String = Kind::Text, required, example "eu-central-1";
        /// The id of an access key that may call `ses:SendEmail`.
        pub access_key_id: String = Kind::Text, required, example "AKIAIOSFODNN7EXAMPLE";
        /// Its secret.
        pub secret_access_key: Secret = Kind::Secret, required, example "the secret access key";
        /// The session token that comes with temporary credentials.
        pub session_token: Option<Secret> = Kind::Secret, optional, example "the session token";
        /// Who sends: an address or domain that is verified there. Without a name the service's own is shown.
        pub from: String = Kind::Text, required, example "Example <codes@example.com>";
        /// The configuration set that says where receipts go.
        pub configuration_set: Option<String> = Kind::Text, optional, example "verification";
        /// The SNS topic that receipts come from. Receipts are refused without it.
        pub topic_arn: Option<String> = Kind::Text, optional, example "arn:aws:sns:eu-central-1:123456789012:receipts";
        /// Where the API is, if not at the region's public endpoint.
        pub url: Option<String> = Kind::Text, optional, example "https://vpce-1.email.eu-central-1.vpce.amazonaws.com";
    }
}

/// Hands e-mail to Amazon SES.
pub struct Ses {
    name: String,
    from: Mailbox,
    configuration_set: Option<String>,
    topic: Option<Topic>,
    aws: Aws,
}

impl Ses {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when a value can't be what it should be.
    pub fn new(name: &str, settings: &SesSettings, limit: Duration) -> Result<Self, BadSettings> {
        let account = Account {
            region: &settings.region,
            access_key_id: &settings.access_key_id,
            secret_access_key: &settings.secret_access_key,
            session_token: settings.session_token.as_ref(),
            url: settings.url.as_deref(),
        };
        Ok(Self {
            name: name.to_owned(),
            from: mailbox::read(&settings.from)?,
            configuration_set: settings.configuration_set.clone(),
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
        let to = message.email()?;
        let part = |text: &str| json!({ "Data": text, "Charset": "UTF-8" });
        let mut content = json!({ "Text": part(&message.text) });
        if let Some(html) = &message.html {
            content["Html"] = part(html);
        }
        let mut body = json!({
            "FromEmailAddress": mailbox::header(&mailbox::named(&self.from, message)),
            "Destination": { "ToAddresses": [to.as_str()] },
            "Content": { "Simple": {
                "Subject": part(&mailbox::subject(message)),
                "Body": content,
                // RFC 3834: no out-of-office answers, please.
                "Headers": [{ "Name": "Auto-Submitted", "Value": "auto-generated" }],
            } },
            "EmailTags": [{ "Name": event::REFERENCE, "Value": message.delivery_id }],
        });
        if let Some(set) = &self.configuration_set {
            body["ConfigurationSetName"] = json!(set);
        }
        let ask = Ask {
            method: "POST",
            path: "/v2/email/outbound-emails",
            content_type: "application/json",
            target: None,
            body: body.to_string().into_bytes(),
        };
        let answered = self.aws.ask(ask, message, now).await?;
        Ok(answer::fate(&answered, message))
    }

    /// Asks about the account, which also says whether it may send.
    async fn look(&self, now: Timestamp) -> Probe {
        let ask = Ask {
            method: "GET",
            path: "/v2/email/account",
            content_type: "",
            target: None,
            body: Vec::new(),
        };
        match self.aws.probe(ask, now).await {
            Err(why) => Probe::Failed(why),
            Ok(answered) => {
                let account = answered.and_then(|answered| answered.json()).unwrap_or_default();
                match account.get("SendingEnabled").and_then(Value::as_bool) {
                    Some(false) => Probe::Failed("sending is switched off for this account".to_owned()),
                    _ => Probe::Reached,
                }
            }
        }
    }
}

impl Provider for Ses {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[Channel::Email]
    }

    fn probe(&self, now: Timestamp) -> Probing<'_> {
        Box::pin(self.look(now))
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
