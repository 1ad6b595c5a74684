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
use serde_json::{Value, json};

use super::BadSettings;
use crate::http::{Http, authorization, base_url, under};
use crate::{Balancing, Hearing, Inbound, Message, Probing, Provider, Secret, Sending, balance, sender};

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

    async fn post(&self, message: &Message, now: Timestamp) -> Fate {
        // They take numbers without `+`.
        let Some(to) = message.to.phone().map(|phone| &phone.as_str()[1..]) else {
            return Fate::BadRecipient { reason: "no phone number".to_owned() };
        };
        let asked = match (message.channel, &self.caller) {
            (Channel::Sms, _) => Ok(("messages", sms::body(&self.originator, to, message, now))),
            (Channel::Call, Some(caller)) => {
                voice::body(caller, to, message).map(|body| ("voicemessages", body))
            }
            _ => Err("this channel is not carried"),
        };
        let (resource, mut body) = match asked {
            Ok(asked) => asked,
            Err(why) => return Fate::BadMessage { reason: why.to_owned() },
        };
        // Receipts that can't be believed are not asked for.
        if let Some(url) = message.receipt_url.as_ref().filter(|_| self.signing_key.is_some()) {
            body["reportUrl"] = json!(url);
        }
        self.ask(resource, &body, message, now).await
    }

    async fn ask(&self, resource: &str, body: &Value, message: &Message, now: Timestamp) -> Fate {
        let request = self.authorized(self.http.post(under(&self.base, resource))).json(body);
        match self.http.ask(request, message, now).await {
            Ok(answered) => answer::fate(&answered, message),
            Err(fate) => fate,
        }
    }

    fn ask_balance(&self) -> RequestBuilder {
        self.authorized(self.http.get(under(&self.base, "balance")))
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

    fn probe(&self) -> Probing<'_> {
        Box::pin(balance::probe(&self.http, self.ask_balance(), ADVICE))
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        Box::pin(self.post(message, now))
    }

    fn tells(&self) -> bool {
        self.signing_key.is_some()
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, now: Timestamp) -> Hearing<'a> {
        Box::pin(std::future::ready(receipt::read(inbound, self.signing_key.as_ref(), now)))
    }

    /// Accounts that are kept in credits tell no money.
    fn balance(&self, now: Timestamp) -> Balancing<'_> {
        Box::pin(balance::ask(&self.http, self.ask_balance(), now, ADVICE, |told| {
            let currency = match told.get("type")?.as_str()? {
                "euros" => "EUR",
                "pounds" => "GBP",
                "dollars" | "us dollars" => "USD",
                other => other,
            };
            balance::left(told.get("amount")?, currency)
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
