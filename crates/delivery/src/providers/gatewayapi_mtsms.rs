//! Text messages through GatewayAPI's older REST API, which tells the price at once and has classes of messages.
//!
//! In their dashboard a webhook has to be set up as the default for status notifications, with an authentication token;
//! they sign for webhooks only, so messages are sent without an address of their own and are named by the reference that
//! we give. Facts: onlinecity/gatewayapi-docs, which is their own documentation.

mod answer;
mod receipt;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_model::{Channel, Fate, Gsm7, Timestamp};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{RequestBuilder, Url};
use serde_json::json;

use super::BadSettings;
use crate::http::{Http, authorization, base_url, under};
use crate::provider::sending;
use crate::question::{Question, an_answer, left};
use crate::{Balancing, Hearing, Inbound, Message, Probing, Provider, Secret, Sending, sender};

countersign_settings::settings! {
    /// Text messages through GatewayAPI (OnlineCity), by its older REST API (`mtsms`).
    pub struct GatewayApiMtsmsSettings in "gatewayapi-mtsms" {
        /// An API token of the account.
        pub token: Secret = Kind::Secret, required, example "the token";
        /// Whom the messages come from: up to 11 letters and digits, or up to 15 digits.
        pub sender: String = Kind::Text, required, example "Acme";
        /// The class of the messages. `premium` costs more and overtakes others; `secret` also keeps the text out of their
        /// logs, where they have enabled it.
        #[serde(default = "standard")]
        pub class: String = Kind::Choice(&["standard", "premium", "secret"]), default "standard", example "secret";
        /// Where the API is. The other platform is `https://gatewayapi.eu`.
        #[serde(default = "platform")]
        pub url: String = Kind::Text, default "https://gatewayapi.com", example "https://gatewayapi.eu";
        /// The authentication token of the webhook in their dashboard, which they sign receipts with. Receipts are refused
        /// without it.
        pub webhook_token: Option<Secret> = Kind::Secret, optional, example "the webhook's token";
    }
}

fn standard() -> String {
    "standard".to_owned()
}

fn platform() -> String {
    "https://gatewayapi.com".to_owned()
}

/// What to look after when they refuse us.
const ADVICE: &str = "check token, and whether this server's address may use it";

/// The shortest validity that they know, in seconds.
const SHORTEST_VALIDITY: i64 = 60;

/// Sends through GatewayAPI's older API.
pub struct GatewayApiMtsms {
    name: String,
    sender: String,
    class: String,
    base: Url,
    authorization: HeaderValue,
    webhook_token: Option<Secret>,
    http: Http,
}

impl GatewayApiMtsms {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when the URL is none, the sender too long, the class unknown, or the token empty.
    pub fn new(name: &str, settings: &GatewayApiMtsmsSettings, limit: Duration) -> Result<Self, BadSettings> {
        let token = settings.token.reveal();
        if token.trim().is_empty() {
            return Err(BadSettings("token is empty".to_owned()));
        }
        if !["standard", "premium", "secret"].contains(&settings.class.as_str()) {
            return Err(BadSettings("class must be one of: standard, premium, secret".to_owned()));
        }
        // The token is the user, and the password is empty.
        let pair = Secret::new(STANDARD.encode(format!("{token}:")));
        Ok(Self {
            name: name.to_owned(),
            sender: sender::read("sender", &settings.sender)?,
            class: settings.class.clone(),
            base: base_url("url", &settings.url)?,
            authorization: authorization("Basic", "token", &pair)?,
            webhook_token: settings.webhook_token.clone().filter(|key| !key.reveal().is_empty()),
            http: Http::new(limit)?,
        })
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        let msisdn = message.number()?;
        let validity = (message.expires_at.millis_since(now) / 1000).max(SHORTEST_VALIDITY);
        let fits_gsm = message.text.chars().all(|character| Gsm7::of(character).is_some());
        let body = json!({
            "sender": self.sender,
            "message": message.text,
            "recipients": [{ "msisdn": msisdn }],
            "class": self.class,
            // More needs the premium class.
            "priority": if self.class == "premium" { "URGENT" } else { "NORMAL" },
            "userref": message.delivery_id,
            "validity_period": validity,
            // Their `UTF8` is what phones call the default alphabet.
            "encoding": if fits_gsm { "UTF8" } else { "UCS2" },
            // So that the answer tells the parts.
            "extra_details": "recipients_usage",
        });
        let request = self.signed(self.http.post(under(&self.base, "rest/mtsms"))).json(&body);
        let answered = self.http.ask(request, message, now).await?;
        Ok(answer::fate(&answered, message))
    }

    fn question(&self) -> Question<'_> {
        let request = self.signed(self.http.get(under(&self.base, "rest/me")));
        Question { http: &self.http, request, proves: an_answer, advice: ADVICE }
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.header(AUTHORIZATION, self.authorization.clone())
    }
}

impl Provider for GatewayApiMtsms {
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
        self.webhook_token.is_some()
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, now: Timestamp) -> Hearing<'a> {
        Box::pin(std::future::ready(receipt::read(inbound, self.webhook_token.as_ref(), now)))
    }

    fn balance(&self) -> Balancing<'_> {
        Box::pin(self.question().balance(|told| left(told.get("credit")?, told.get("currency")?.as_str()?)))
    }
}
