//! Text messages through Telnyx.
//!
//! Each message names its own callback address, so nothing has to be set up but the public key that receipts are signed
//! with: it stands in their portal under Keys & Credentials. Facts: developers.telnyx.com/docs/messaging.

mod answer;
mod receipt;

use std::time::Duration;

use countersign_model::{Channel, Cost, Fate, Timestamp};
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde_json::{Value, json};

use self::receipt::PublicKey;
use super::BadSettings;
use crate::http::{Http, authorization, base_url, under};
use crate::provider::sending;
use crate::question::{Question, all_but_401, left};
use crate::{Balancing, Hearing, Inbound, Message, Probing, Provider, Secret, Sending, sender};

countersign_settings::settings! {
    /// Text messages through Telnyx.
    pub struct TelnyxSettings in "telnyx" {
        /// An API key (V2) of the account.
        pub api_key: Secret = Kind::Secret, required, example "KEY0123456789ABCDEF";
        /// Whom the messages come from: a number, a short code, or up to 11 letters and digits. When left out, the
        /// messaging profile chooses one of its numbers.
        pub sender: Option<String> = Kind::Text, optional, example "Acme";
        /// The messaging profile's id. Needed unless `sender` is a number of yours.
        pub messaging_profile_id: Option<String> = Kind::Text, optional, example "4001795c-81c7-40b3-8d43-06db8e4eb8a2";
        /// The account's public key, in base64. Receipts are refused without it.
        pub public_key: Option<String> = Kind::Text, optional, example "e5jeRd0DMYxOh8lBdMZWBWCb4ifUHAHjeDE2hQyQFDQ=";
        /// Where the API is.
        #[serde(default = "platform")]
        pub url: String = Kind::Text, default "https://api.telnyx.com", example "https://api.telnyx.com";
    }
}

fn platform() -> String {
    "https://api.telnyx.com".to_owned()
}

/// The longest short code.
const LONGEST_SHORT_CODE: usize = 8;

/// Sends through Telnyx.
pub struct Telnyx {
    name: String,
    authorization: HeaderValue,
    sender: Option<String>,
    messaging_profile_id: Option<String>,
    public_key: Option<PublicKey>,
    base: Url,
    http: Http,
}

impl Telnyx {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when the URL is none, the key can't stand in a header, the public key is none, or nobody is named
    /// whom messages come from.
    pub fn new(name: &str, settings: &TelnyxSettings, limit: Duration) -> Result<Self, BadSettings> {
        let sender = settings.sender.as_deref().map(|sender| sender::read("sender", sender)).transpose()?;
        let sender = sender.map(with_plus);
        let is_number =
            sender.as_deref().is_some_and(|sender| sender.trim_start_matches('+').parse::<u64>().is_ok());
        let profile = settings.messaging_profile_id.clone().filter(|id| !id.is_empty());
        if !is_number && profile.is_none() {
            return Err(BadSettings(
                "messaging_profile_id is needed unless sender is a number of yours".to_owned(),
            ));
        }
        Ok(Self {
            name: name.to_owned(),
            authorization: authorization("Bearer", "api_key", &settings.api_key)?,
            sender,
            messaging_profile_id: profile,
            public_key: settings.public_key.as_deref().map(PublicKey::read).transpose()?,
            base: base_url("url", &settings.url)?,
            http: Http::new(limit)?,
        })
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        let phone = message.phone()?;
        let mut body = json!({ "to": phone.as_str(), "text": message.text, "type": "SMS" });
        let given = [
            ("from", &self.sender),
            ("messaging_profile_id", &self.messaging_profile_id),
            ("webhook_url", &message.receipt_url),
        ];
        for (name, value) in given {
            if let Some(value) = value {
                body[name] = value.as_str().into();
            }
        }
        let request = self.http.post(under(&self.base, "v2/messages"));
        let request = request.header(AUTHORIZATION, self.authorization.clone()).json(&body);
        let answered = self.http.ask(request, message, now).await?;
        Ok(answer::fate(&answered, message))
    }

    /// The account's balance: free, and it proves the key.
    fn question(&self) -> Question<'_> {
        let request = self.http.get(under(&self.base, "v2/balance"));
        let request = request.header(AUTHORIZATION, self.authorization.clone());
        Question { http: &self.http, request, proves: all_but_401, advice: "check api_key" }
    }
}

impl Provider for Telnyx {
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
        self.public_key.is_some()
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, now: Timestamp) -> Hearing<'a> {
        Box::pin(std::future::ready(receipt::read(inbound, self.public_key.as_ref(), now)))
    }

    fn balance(&self) -> Balancing<'_> {
        Box::pin(self.question().balance(|told| {
            let data = told.get("data")?;
            left(data.get("balance")?, data.get("currency")?.as_str()?)
        }))
    }
}

/// They take numbers as E.164 with `+`, and short codes as they are.
fn with_plus(sender: String) -> String {
    let is_long = sender.len() > LONGEST_SHORT_CODE && sender.bytes().all(|byte| byte.is_ascii_digit());
    if is_long { format!("+{sender}") } else { sender }
}

/// An amount of this name with its currency beside it.
fn cost(told: &Value, name: &str) -> Option<Cost> {
    Cost::read(told.get(name)?.as_str()?, told.get("currency")?.as_str()?)
}
