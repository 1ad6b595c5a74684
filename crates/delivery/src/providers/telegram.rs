//! Codes as Telegram messages, through the Telegram Gateway.
//!
//! The text is Telegram's own, from its official channel of codes; only the code is given. What isn't delivered in time
//! is refunded. Each message names its own callback address, signed with the access token: nothing has to be set up.
//! Facts: core.telegram.org/gateway/api.

mod answer;
mod receipt;

use std::time::Duration;

use countersign_model::{Channel, Cost, Fate, Timestamp};
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::BadSettings;
use crate::http::{Http, authorization, base_url, under};
use crate::provider::sending;
use crate::{Hearing, Inbound, Message, Probe, Probing, Provider, Secret, Sending};

countersign_settings::settings! {
    /// Codes as Telegram messages, through the Telegram Gateway.
    pub struct TelegramSettings in "telegram" {
        /// The access token of the Gateway account.
        pub token: Secret = Kind::Secret, required, example "the access token";
        /// The username of a verified channel of yours that codes come from; Telegram's own when left out.
        pub sender_username: Option<String> = Kind::Text, optional, example "acme";
        /// Where the API is.
        #[serde(default = "platform")]
        pub url: String = Kind::Text, default "https://gatewayapi.telegram.org", example "https://gatewayapi.telegram.org";
    }
}

fn platform() -> String {
    "https://gatewayapi.telegram.org".to_owned()
}

/// The shortest and longest time that they try to deliver for, in seconds.
const LEAST_LIFE: i64 = 30;
const MOST_LIFE: i64 = 3600;

/// How many digits a code may have.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=8;

/// How long a callback address may be, in bytes.
const LONGEST_CALLBACK: usize = 256;

/// Sends through the Telegram Gateway.
pub struct Telegram {
    name: String,
    authorization: HeaderValue,
    /// What they sign with: the SHA-256 of the access token.
    callback_key: [u8; 32],
    sender_username: Option<String>,
    base: Url,
    http: Http,
}

impl Telegram {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when the URL is none, the token can't stand in a header or the username is none.
    pub fn new(name: &str, settings: &TelegramSettings, limit: Duration) -> Result<Self, BadSettings> {
        let username = settings.sender_username.as_deref().map(|name| name.trim_start_matches('@'));
        let is_username = |name: &str| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        if username.is_some_and(|name| !is_username(name)) {
            return Err(BadSettings("sender_username must be a channel's username, such as acme".to_owned()));
        }
        Ok(Self {
            name: name.to_owned(),
            authorization: authorization("Bearer", "token", &settings.token)?,
            callback_key: Sha256::digest(settings.token.reveal().as_bytes()).into(),
            sender_username: username.map(str::to_owned),
            base: base_url("url", &settings.url)?,
            http: Http::new(limit)?,
        })
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        let phone = message.phone()?;
        let is_digits = message.code.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits || !DIGITS.contains(&message.code.len()) {
            return Err(Fate::BadMessage {
                reason: "Telegram carries codes of 4 to 8 digits only".to_owned(),
            });
        }
        let mut body = json!({
            "phone_number": phone.as_str(),
            "code": message.code,
            "ttl": (message.expires_at.millis_since(now) / 1000).clamp(LEAST_LIFE, MOST_LIFE),
            // Comes back with every receipt.
            "payload": message.delivery_id,
        });
        if let Some(username) = &self.sender_username {
            body["sender_username"] = username.as_str().into();
        }
        if let Some(callback) = message.receipt_url.as_deref().filter(|url| url.len() <= LONGEST_CALLBACK) {
            body["callback_url"] = callback.into();
        }
        let request = self.http.post(under(&self.base, "sendVerificationMessage"));
        let request = request.header(AUTHORIZATION, self.authorization.clone()).json(&body);
        let answered = self.http.ask(request, message, now).await?;
        Ok(answer::fate(&answered, message))
    }

    /// Asks about a request that never was: free, and the error tells whether the token is known.
    async fn look(&self) -> Result<(), String> {
        let request = self.http.post(under(&self.base, "checkVerificationStatus"));
        let request = request.header(AUTHORIZATION, self.authorization.clone());
        let answered = self.http.look(request.json(&json!({ "request_id": "0" }))).await?;
        let told = answered.json().unwrap_or_default();
        match told.get("error").and_then(Value::as_str) {
            Some(error) if error.starts_with("ACCESS_TOKEN") => Err(format!("{error}: check token")),
            _ if matches!(answered.status, 401 | 403) => {
                Err(format!("answered {}: check token", answered.status))
            }
            _ if answered.status >= 500 => Err(format!("answered {}", answered.status)),
            _ => Ok(()),
        }
    }
}

impl Provider for Telegram {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[Channel::Telegram]
    }

    fn probe(&self, _: Timestamp) -> Probing<'_> {
        Box::pin(async { self.look().await.map_or_else(Probe::Failed, |()| Probe::Reached) })
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        sending(self.post(message, now))
    }

    fn tells(&self) -> bool {
        true
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, now: Timestamp) -> Hearing<'a> {
        Box::pin(std::future::ready(receipt::read(inbound, &self.callback_key, now)))
    }
}

/// What a request cost: nothing once it is refunded. Credits are bought one for a dollar (UNCONFIRMED).
fn cost(told: &Value) -> Option<Cost> {
    let is_refunded = told.get("is_refunded").and_then(Value::as_bool).unwrap_or_default();
    let amount = told.get("request_cost")?.as_f64()?;
    Cost::read(&if is_refunded { 0.0 } else { amount }.to_string(), "USD")
}
