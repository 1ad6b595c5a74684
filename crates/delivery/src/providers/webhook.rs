//! Your own HTTP endpoint sends the message.
//!
//! One `POST` of JSON, signed as Standard Webhooks sign, with an `Idempotency-Key` that is the same for every try. The
//! URL comes from the operator's own configuration file, so it may point into a private network.

mod answer;
mod request;

use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Response, Url, redirect};
use tokio::net::TcpStream;

use self::request::{Body, Signer};
use super::BadSettings;
use crate::reason::reason;
use crate::{Message, Probe, Probing, Provider, Secret, Sending};

/// How long connecting may take; a peer on the same continent needs a tenth of it.
const CONNECT_LIMIT: Duration = Duration::from_secs(3);

/// How much of an answer is read.
const MOST_READ: usize = 64 * 1024;

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
    client: Client,
}

impl Webhook {
    /// Makes the provider and its client; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when the URL is none, the secret is too short or a channel unknown.
    pub fn new(name: &str, settings: &WebhookSettings, limit: Duration) -> Result<Self, BadSettings> {
        let bad = |text: &str| BadSettings(text.to_owned());
        let url = Url::parse(settings.url.reveal())
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .ok_or_else(|| bad("url must be a whole URL, such as https://sms.example.com/send"))?;
        let client = Client::builder()
            .user_agent(concat!("countersign/", env!("CARGO_PKG_VERSION")))
            // The signed request was meant for this URL and no other.
            .redirect(redirect::Policy::none())
            // A proxy variable meant for other programs must not get to see codes.
            .no_proxy()
            .connect_timeout(CONNECT_LIMIT)
            .timeout(limit)
            .build()
            .map_err(|error| BadSettings(format!("no HTTP client can be made: {error}")))?;
        Ok(Self {
            name: name.to_owned(),
            url,
            signer: Signer::new(&settings.secret)?,
            include_code: settings.include_code,
            channels: read_channels(settings.channels.as_deref())?,
            client,
        })
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Fate {
        let body = match serde_json::to_vec(&Body::new(message, self.include_code)) {
            Ok(body) => body,
            Err(error) => return Fate::BadMessage { reason: reason("no JSON", &error.to_string(), message) },
        };
        let Some(headers) = self.headers(message, now, &body) else {
            return Fate::BadMessage { reason: "the delivery id can't stand in a header".to_owned() };
        };
        match self.client.post(self.url.clone()).headers(headers).body(body).send().await {
            Ok(response) => {
                let status = response.status().as_u16();
                let retry_after = response.headers().get(RETRY_AFTER).cloned();
                let retry_after = retry_after.as_ref().and_then(|value| value.to_str().ok());
                let body = read_some(response).await;
                answer::fate(status, retry_after, &body, message, now)
            }
            Err(error) => lost(&error, message),
        }
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

    fn probe(&self) -> Probing<'_> {
        Box::pin(async move {
            // A request without a message might be taken for one: only the way there is tried.
            let host = self.url.host_str().unwrap_or_default().trim_matches(['[', ']']);
            let port = self.url.port_or_known_default().unwrap_or(443);
            match tokio::time::timeout(CONNECT_LIMIT, TcpStream::connect((host, port))).await {
                Ok(Ok(_)) => Probe::Reached,
                Ok(Err(error)) => Probe::Failed(format!("no connection to {host} port {port}: {error}")),
                Err(_) => Probe::Failed(format!("no connection to {host} port {port} in time")),
            }
        })
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        Box::pin(self.post(message, now))
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

/// The beginning of the body. What breaks off or takes too long is left at what came: the status line has already
/// said what became of the message.
async fn read_some(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while body.len() < MOST_READ
        && let Ok(Some(chunk)) = response.chunk().await
    {
        body.extend_from_slice(&chunk[..chunk.len().min(MOST_READ - body.len())]);
    }
    body
}

/// No answer came. Only a connection that never stood proves that nothing was taken.
fn lost(error: &reqwest::Error, message: &Message) -> Fate {
    // The innermost cause alone: the outer ones hold the URL and the innermost says what to mend.
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let cause = cause.to_string();
    if error.is_connect() {
        Fate::Retryable { reason: reason("no connection", &cause, message) }
    } else if error.is_timeout() {
        Fate::Ambiguous { reason: "no answer within the time limit".to_owned() }
    } else {
        Fate::Ambiguous { reason: reason("the connection was lost before an answer came", &cause, message) }
    }
}
