//! Text messages, and calls that read a code out, through MessageBird's REST API: the platform of before Bird.
//!
//! Nothing has to be set up in their dashboard beside the sender: every message carries the address for its own
//! receipts. Calls can't wait for a key to be pressed, so a service that wants that is served by the next provider. Facts:
//! the SDKs messagebird/go-rest-api, messagebird/python-rest-api and messagebird/php-rest-api.

mod answer;
mod receipt;
mod sms;
mod voice;

use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{RequestBuilder, Url};
use serde_json::json;

use super::BadSettings;
use crate::http::{Http, authorization, base_url, under};
use crate::provider::sending;
use crate::question::{Question, an_answer, left};
use crate::{Balancing, Hearing, Inbound, Message, Probing, Provider, Secret, Sending, sender};

countersign_settings::settings! {
    /// Text messages and calls through MessageBird's REST API, for accounts on the platform of before Bird.
    pub struct MessageBirdSettings in "messagebird" {
        /// A live access key.
        pub access_key: Secret = Kind::Secret, required, example "the access key";
        /// Whom text messages come from: a number, or up to 11 letters and digits.
        pub originator: String = Kind::Text, required, example "Acme";
        /// Whom calls come from: a number of the account. Without it no calls are made. Calls read the text at once, so
        /// services that have people press a key first are not served.
        pub caller: Option<String> = Kind::Text, optional, example "+3197010240000";
        /// The signing key of their dashboard's developer settings (not the access key). Without it messages ask for no
        /// receipts and all receipts are refused.
        pub signing_key: Option<Secret> = Kind::Secret, optional, example "the signing key";
        /// Where the API is.
        #[serde(default = "api")]
        pub url: String = Kind::Text, default "https://rest.messagebird.com", example "https://rest.messagebird.com";
    }
}

fn api() -> String {
    "https://rest.messagebird.com".to_owned()
}

/// What to look after when they refuse us.
const ADVICE: &str = "check access_key";

/// Sends through MessageBird.
pub struct MessageBird {
    name: String,
    originator: String,
    /// Digits alone, as numbers are written there.
    caller: Option<String>,
    signing_key: Option<Secret>,
    base: Url,
    authorization: HeaderValue,
    http: Http,
}

impl MessageBird {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when the URL is none, a sender is none, or the access key can't stand in a header.
    pub fn new(name: &str, settings: &MessageBirdSettings, limit: Duration) -> Result<Self, BadSettings> {
        Ok(Self {
            name: name.to_owned(),
            originator: sender::read("originator", &settings.originator)?,
            caller: settings.caller.as_deref().map(caller).transpose()?,
            signing_key: settings.signing_key.clone().filter(|key| !key.reveal().is_empty()),
            base: base_url("url", &settings.url)?,
            authorization: authorization("AccessKey", "access_key", &settings.access_key)?,
            http: Http::new(limit)?,
        })
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        // They take numbers without `+`.
        let to = &message.phone()?.as_str()[1..];
        let asked = match (message.channel, &self.caller) {
            (Channel::Sms, _) => Ok(("messages", sms::body(&self.originator, to, message, now))),
            (Channel::Call, Some(caller)) => {
                voice::body(caller, to, message).map(|body| ("voicemessages", body))
            }
            _ => Err("this channel is not carried"),
        };
        let (resource, mut body) = match asked {
            Ok(asked) => asked,
            Err(why) => return Err(Fate::BadMessage { reason: why.to_owned() }),
        };
        // Receipts that can't be believed are not asked for.
        if let Some(url) = message.receipt_url.as_ref().filter(|_| self.signing_key.is_some()) {
            body["reportUrl"] = json!(url);
        }
        let request = self.authorized(self.http.post(under(&self.base, resource))).json(&body);
        let answered = self.http.ask(request, message, now).await?;
        Ok(answer::fate(&answered, message))
    }

    fn question(&self) -> Question<'_> {
        let request = self.authorized(self.http.get(under(&self.base, "balance")));
        Question { http: &self.http, request, proves: an_answer, advice: ADVICE }
    }

    fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        request.header(AUTHORIZATION, self.authorization.clone())
    }
}

impl Provider for MessageBird {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        if self.caller.is_some() { &[Channel::Sms, Channel::Call] } else { &[Channel::Sms] }
    }

    fn probe(&self, _: Timestamp) -> Probing<'_> {
        Box::pin(self.question().probe())
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        sending(self.post(message, now))
    }

    fn tells(&self) -> bool {
        self.signing_key.is_some()
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, now: Timestamp) -> Hearing<'a> {
        Box::pin(std::future::ready(receipt::read(inbound, self.signing_key.as_ref(), now)))
    }

    /// Accounts that are kept in credits tell no money.
    fn balance(&self) -> Balancing<'_> {
        Box::pin(self.question().balance(|told| {
            let currency = match told.get("type")?.as_str()? {
                "euros" => "EUR",
                "pounds" => "GBP",
                "dollars" | "us dollars" => "USD",
                other => other,
            };
            left(told.get("amount")?, currency)
        }))
    }
}

fn caller(number: &str) -> Result<String, BadSettings> {
    let digits = number.strip_prefix('+').unwrap_or(number);
    if (5..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(digits.to_owned())
    } else {
        Err(BadSettings("caller must be a whole number, such as +3197010240000".to_owned()))
    }
}
