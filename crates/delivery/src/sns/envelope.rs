//! What SNS posts around a message.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_model::Timestamp;
use serde::Deserialize;

use crate::Heard;

/// What a post is about.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub(super) enum Kind {
    Notification,
    SubscriptionConfirmation,
    UnsubscribeConfirmation,
}

/// A post whose parts are there; nothing of it is proved yet.
pub(super) struct Envelope {
    pub(super) kind: Kind,
    pub(super) topic_arn: String,
    pub(super) message: String,
    pub(super) at: Timestamp,
    pub(super) signature_version: String,
    pub(super) signature: Vec<u8>,
    pub(super) signing_cert_url: String,
    pub(super) subscribe_url: Option<String>,
    message_id: String,
    subject: Option<String>,
    timestamp: String,
    token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Written {
    r#type: Kind,
    message_id: String,
    topic_arn: String,
    message: String,
    timestamp: String,
    signature_version: String,
    signature: String,
    #[serde(rename = "SigningCertURL")]
    signing_cert_url: String,
    #[serde(rename = "SubscribeURL")]
    subscribe_url: Option<String>,
    subject: Option<String>,
    token: Option<String>,
}

impl Envelope {
    pub(super) fn read(body: &[u8]) -> Result<Self, Heard> {
        // Without raw message delivery; with it SNS signs nothing.
        let written: Written = serde_json::from_slice(body)
            .map_err(|_| Heard::Forged("this is no signed notification of Amazon SNS"))?;
        let signature =
            STANDARD.decode(&written.signature).map_err(|_| Heard::Forged("Signature must be base64"))?;
        let at = Timestamp::parse(&written.timestamp).ok_or(Heard::Forged("Timestamp is none"))?;
        Ok(Self {
            kind: written.r#type,
            topic_arn: written.topic_arn,
            message: written.message,
            at,
            signature_version: written.signature_version,
            signature,
            signing_cert_url: written.signing_cert_url,
            subscribe_url: written.subscribe_url,
            message_id: written.message_id,
            subject: written.subject,
            timestamp: written.timestamp,
            token: written.token,
        })
    }

    /// What the signature covers: names and values a line each, in an order that depends on the kind. The topic and the
    /// kind stand at the end, and both are compared as a whole, so that no line break in a value can pass for them.
    pub(super) fn signed_text(&self) -> String {
        let message = ("Message", Some(&self.message));
        let id = ("MessageId", Some(&self.message_id));
        let time = ("Timestamp", Some(&self.timestamp));
        let topic = ("TopicArn", Some(&self.topic_arn));
        let (kind, middle) = match self.kind {
            Kind::Notification => ("Notification", vec![("Subject", self.subject.as_ref()), time]),
            Kind::SubscriptionConfirmation => ("SubscriptionConfirmation", self.question(time)),
            Kind::UnsubscribeConfirmation => ("UnsubscribeConfirmation", self.question(time)),
        };
        let lines: String = [message, id]
            .into_iter()
            .chain(middle)
            .chain([topic])
            .filter_map(|(name, value)| value.map(|value| format!("{name}\n{value}\n")))
            .collect();
        format!("{lines}Type\n{kind}\n")
    }

    fn question<'a>(
        &'a self,
        time: (&'static str, Option<&'a String>),
    ) -> Vec<(&'static str, Option<&'a String>)> {
        vec![("SubscribeURL", self.subscribe_url.as_ref()), time, ("Token", self.token.as_ref())]
    }
}
