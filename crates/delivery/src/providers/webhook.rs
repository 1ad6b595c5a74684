//! Your own HTTP endpoint sends the message.
//!
//! One `POST` of JSON, signed as Standard Webhooks sign, with an `Idempotency-Key` that is the same for every try. The
//! URL comes from the operator's own configuration file, so it may point into a private network.

mod answer;
mod receipt;
mod request;

use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};
use reqwest::Url;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

use self::request::Body;
use super::BadSettings;
use crate::http::{Http, base_url, reach};
use crate::provider::sending;
use crate::reason::reason;
use crate::standard_webhooks::Signer;
use crate::{Hearing, Inbound, Message, Probing, Provider, Secret, Sending};

countersign_settings::settings! {
    /// Any channel through an HTTP endpoint of your own, told by a signed request.
    pub struct WebhookSettings in "webhook" {
        /// Where to post to: `https://…`, or `http://…` inside a network that you trust. Counts as a secret, for it may
        /// hold a token.
        pub url: Secret = Kind::Secret, required, example "https://sms.example.com/send";
        /// What requests are signed with: `whsec_` and base64, or plain text of at least 16 characters.
        pub secret: Secret = Kind::Secret, required, example "at least 16 characters";
        /// Whether the code stands in a field of its own. It is in `text` either way.
        #[serde(default = "yes")]
        pub include_code: bool = Kind::Flag, default "true", example "false";
        /// The channels it carries; all of them when left out.
        pub channels: Option<Vec<String>> = Kind::List, optional, example "sms,call";
    }
}

const fn yes() -> bool {
    true
}

/// Posts messages to an HTTP endpoint.
pub struct Webhook {
    name: String,
    url: Url,
    signer: Signer,
    include_code: bool,
    channels: Vec<Channel>,
    http: Http,
}

impl Webhook {
    /// Makes the provider and its client; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when the URL is none, the secret is too short or a channel unknown.
    pub fn new(name: &str, settings: &WebhookSettings, limit: Duration) -> Result<Self, BadSettings> {
        Ok(Self {
            name: name.to_owned(),
            url: base_url("url", settings.url.reveal())?,
            signer: Signer::new("secret", &settings.secret)?,
            include_code: settings.include_code,
            channels: read_channels(settings.channels.as_deref())?,
            http: Http::new(limit)?,
        })
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        let body = match serde_json::to_vec(&Body::new(message, self.include_code)) {
            Ok(body) => body,
            Err(error) => {
                return Err(Fate::BadMessage { reason: reason("no JSON", &error.to_string(), message) });
            }
        };
        let Some(headers) = self.headers(message, now, &body) else {
            return Err(Fate::BadMessage { reason: "the delivery id can't stand in a header".to_owned() });
        };
        let request = self.http.post(self.url.clone()).headers(headers).body(body);
        let answered = self.http.ask(request, message, now).await?;
        Ok(answer::fate(&answered, message))
    }

    fn headers(&self, message: &Message, now: Timestamp, body: &[u8]) -> Option<HeaderMap> {
        let id = HeaderValue::from_str(&message.delivery_id).ok()?;
        let seconds = now.millis().div_euclid(1000);
        let signature = self.signer.sign(&message.delivery_id, seconds, body);
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert("webhook-id", id.clone());
        headers.insert("webhook-timestamp", HeaderValue::from(seconds));
        headers.insert("webhook-signature", HeaderValue::from_str(&signature).ok()?);
        headers.insert("idempotency-key", id);
        Some(headers)
    }
}

impl Provider for Webhook {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &self.channels
    }

    fn probe(&self, _: Timestamp) -> Probing<'_> {
        // A request without a message might be taken for one: only the way there is tried.
        Box::pin(reach(&self.url))
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        sending(self.post(message, now))
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, now: Timestamp) -> Hearing<'a> {
        Box::pin(std::future::ready(receipt::read(inbound, &self.signer, now)))
    }
}

fn read_channels(names: Option<&[String]>) -> Result<Vec<Channel>, BadSettings> {
    let Some(names) = names else { return Ok(Channel::ALL.to_vec()) };
    if names.is_empty() {
        return Err(BadSettings("channels must name one at least, or be left out for all".to_owned()));
    }
    let read = |name: &String| {
        let known = Channel::ALL.map(Channel::as_str).join(", ");
        name.parse().map_err(|_| BadSettings(format!("channels knows no {name:?}, only {known}")))
    };
    names.iter().map(read).collect()
}
