//! Text messages through Infobip.
//!
//! Infobip signs nothing, so a receipt is believed only at the address of its own message, which nobody else was told,
//! and only as far as it is about that message. Facts: infobip.com/docs/api/channels/sms, and their published libraries.

mod answer;
mod receipt;

use std::time::Duration;

use countersign_model::{Channel, Cost, Fate, Timestamp};
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde_json::{Value, json};

use super::BadSettings;
use crate::http::{Http, authorization, base_url, under};
use crate::provider::sending;
use crate::question::{Question, all_but_401, left};
use crate::{Balancing, Hearing, Inbound, Message, Probing, Provider, Secret, Sending, sender};

countersign_settings::settings! {
    /// Text messages through Infobip.
    pub struct InfobipSettings in "infobip" {
        /// Where the API is: the base URL that their portal shows, which is the account's own.
        pub url: String = Kind::Text, required, example "https://xyz123.api.infobip.com";
        /// An API key of the account with the scope `sms:message:send`.
        pub api_key: Secret = Kind::Secret, required, example "the API key";
        /// Whom the messages come from: up to 11 letters and digits, or a number.
        pub sender: String = Kind::Text, required, example "Acme";
    }
}

/// The longest that they try to deliver for, in seconds.
const MOST_LIFE: i64 = 48 * 60 * 60;

/// Sends through Infobip.
pub struct Infobip {
    name: String,
    base: Url,
    authorization: HeaderValue,
    sender: String,
    http: Http,
}

impl Infobip {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when the URL is none, the key can't stand in a header or the sender is too long.
    pub fn new(name: &str, settings: &InfobipSettings, limit: Duration) -> Result<Self, BadSettings> {
        Ok(Self {
            name: name.to_owned(),
            base: base_url("url", &settings.url)?,
            authorization: authorization("App", "api_key", &settings.api_key)?,
            sender: sender::read("sender", &settings.sender)?.trim_start_matches('+').to_owned(),
            http: Http::new(limit)?,
        })
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        let phone = message.phone()?;
        let life = (message.expires_at.millis_since(now) / 1000).clamp(1, MOST_LIFE);
        let mut item = json!({
            "sender": self.sender,
            // Our name for it is theirs too: they refuse a second message of the same name.
            "destinations": [{ "to": &phone.as_str()[1..], "messageId": message.delivery_id }],
            "content": { "text": message.text },
            "options": { "validityPeriod": { "amount": life, "timeUnit": "SECONDS" } },
        });
        if let Some(callback) = &message.receipt_url {
            item["webhooks"] = json!({ "delivery": { "url": callback }, "contentType": "application/json" });
        }
        let request = self.http.post(under(&self.base, "sms/3/messages"));
        let request = request.header(AUTHORIZATION, self.authorization.clone());
        let answered = self.http.ask(request.json(&json!({ "messages": [item] })), message, now).await?;
        Ok(answer::fate(&answered, message))
    }

    /// The account's balance: free, and it proves the key.
    fn question(&self) -> Question<'_> {
        let request = self.http.get(under(&self.base, "account/1/balance"));
        let request = request.header(AUTHORIZATION, self.authorization.clone());
        Question { http: &self.http, request, proves: all_but_401, advice: "check api_key" }
    }
}

impl Provider for Infobip {
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
        Box::pin(std::future::ready(receipt::read(inbound)))
    }

    fn balance(&self) -> Balancing<'_> {
        Box::pin(self.question().balance(|told| left(told.get("balance")?, told.get("currency")?.as_str()?)))
    }
}

/// `times` the amount of this name, with its currency beside it.
fn cost(told: &Value, name: &str, times: u64) -> Option<Cost> {
    let amount = told.get(name)?.as_f64()?;
    #[expect(clippy::cast_precision_loss, reason = "a message has a few parts")]
    let amount = amount * times as f64;
    Cost::read(&amount.to_string(), told.get("currency")?.as_str()?)
}
