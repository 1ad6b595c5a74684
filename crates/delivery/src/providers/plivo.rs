//! Text messages through Plivo.
//!
//! Each message names its own callback address, and receipts are signed with the account's own token: nothing has to be
//! set up. Facts: plivo.com/docs/messaging, and their published libraries.

mod answer;
mod receipt;
mod signature;

use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};
use reqwest::Url;
use serde_json::json;

use super::BadSettings;
use crate::http::{Http, base_url, under};
use crate::provider::sending;
use crate::question::{Question, all_but_refusals, left};
use crate::{Balancing, Hearing, Inbound, Message, Probing, Provider, Secret, Sending, sender};

countersign_settings::settings! {
    /// Text messages through Plivo.
    pub struct PlivoSettings in "plivo" {
        /// The account's auth id.
        pub auth_id: String = Kind::Text, required, example "MAXXXXXXXXXXXXXXXXXX";
        /// The account's auth token. They also sign receipts with it.
        pub auth_token: Secret = Kind::Secret, required, example "the auth token";
        /// Whom the messages come from: a number, a short code, or up to 11 letters and digits. Left out when a
        /// powerpack chooses.
        pub sender: Option<String> = Kind::Text, optional, example "Acme";
        /// The powerpack that chooses whom messages come from, in place of `sender`.
        pub powerpack_uuid: Option<String> = Kind::Text, optional, example "5ec4c8c9-cd74-42b5-9e41-0d7670d6bb46";
        /// Where the API is.
        #[serde(default = "platform")]
        pub url: String = Kind::Text, default "https://api.plivo.com", example "https://api.plivo.com";
    }
}

fn platform() -> String {
    "https://api.plivo.com".to_owned()
}

/// The shortest and longest time that they try to deliver for, in seconds (UNCONFIRMED: general knowledge).
const LEAST_LIFE: i64 = 5;
const MOST_LIFE: i64 = 10_800;

/// Sends through Plivo.
pub struct Plivo {
    name: String,
    auth_id: String,
    auth_token: Secret,
    /// The parameter that says whom messages come from, and its value.
    source: (&'static str, String),
    /// The account's address.
    account: Url,
    http: Http,
}

impl Plivo {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when the URL or the auth id is none, the token is empty, or not exactly one of sender and
    /// powerpack is given.
    pub fn new(name: &str, settings: &PlivoSettings, limit: Duration) -> Result<Self, BadSettings> {
        let bad = |text: &str| BadSettings(text.to_owned());
        let id = settings.auth_id.as_str();
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(bad("auth_id must be letters and digits"));
        }
        // Everybody can sign with nothing.
        if settings.auth_token.reveal().is_empty() {
            return Err(bad("auth_token must not be empty"));
        }
        let source = match (&settings.sender, &settings.powerpack_uuid) {
            (Some(sender), None) => {
                ("src", sender::read("sender", sender)?.trim_start_matches('+').to_owned())
            }
            (None, Some(powerpack)) if !powerpack.is_empty() => ("powerpack_uuid", powerpack.clone()),
            _ => return Err(bad("set either sender or powerpack_uuid")),
        };
        Ok(Self {
            name: name.to_owned(),
            auth_id: id.to_owned(),
            auth_token: settings.auth_token.clone(),
            source,
            account: under(&base_url("url", &settings.url)?, &format!("v1/Account/{id}")),
            http: Http::new(limit)?,
        })
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        let phone = message.phone()?;
        let mut body = json!({
            "dst": &phone.as_str()[1..],
            "text": message.text,
            "type": "sms",
            "message_expiry": (message.expires_at.millis_since(now) / 1000).clamp(LEAST_LIFE, MOST_LIFE),
            // Neither text nor number is to stand in their logs.
            "log": "false",
        });
        body[self.source.0] = self.source.1.as_str().into();
        if let Some(callback) = &message.receipt_url {
            body["url"] = callback.as_str().into();
            body["method"] = "POST".into();
        }
        let request = self.http.post(under(&self.account, "Message/"));
        let request = request.basic_auth(&self.auth_id, Some(self.auth_token.reveal()));
        let answered = self.http.ask(request.json(&body), message, now).await?;
        Ok(answer::fate(&answered, message))
    }

    /// The account itself: free, proves the credentials, and holds the balance.
    fn question(&self) -> Question<'_> {
        let request = self.http.get(under(&self.account, ""));
        let request = request.basic_auth(&self.auth_id, Some(self.auth_token.reveal()));
        Question {
            http: &self.http,
            request,
            proves: all_but_refusals,
            advice: "check auth_id and auth_token",
        }
    }
}

impl Provider for Plivo {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[Channel::Sms]
    }

    fn probe(&self, _: Timestamp) -> Probing<'_> {
        Box::pin(self.question().probe())
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        sending(self.post(message, now))
    }

    fn tells(&self) -> bool {
        true
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, _: Timestamp) -> Hearing<'a> {
        Box::pin(std::future::ready(receipt::read(inbound, &self.auth_token)))
    }

    fn balance(&self) -> Balancing<'_> {
        Box::pin(self.question().balance(|told| left(told.get("cash_credits")?, "USD")))
    }
}
