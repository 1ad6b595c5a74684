//! Text messages through GatewayAPI's Mobile Messaging API.
//!
//! Receipts come to one address for the whole account, set up in their dashboard; they name the message by the
//! reference that we give. Facts: gatewayapi.com/docs.

mod answer;
mod receipt;

use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde_json::json;

use super::BadSettings;
use crate::http::{Http, base_url, reach};
use crate::provider::sending;
use crate::{Hearing, Inbound, Message, Probing, Provider, Secret, Sending};

countersign_settings::settings! {
    /// Text messages through GatewayAPI (OnlineCity), by its Mobile Messaging API.
    pub struct GatewayApiSettings in "gatewayapi" {
        /// An API token of the account.
        pub token: Secret = Kind::Secret, required, example "the token";
        /// Whom the messages come from: up to 11 letters and digits, or up to 15 digits.
        pub sender: String = Kind::Text, required, example "Acme";
        /// Where the API is. The other platform is `https://messaging.gatewayapi.eu`.
        #[serde(default = "platform")]
        pub url: String = Kind::Text, default "https://messaging.gatewayapi.com", example "https://messaging.gatewayapi.eu";
        /// What they sign receipts with. Receipts are refused without it.
        pub webhook_secret: Option<Secret> = Kind::Secret, optional, example "the webhook's secret";
    }
}

fn platform() -> String {
    "https://messaging.gatewayapi.com".to_owned()
}

/// Sends through GatewayAPI.
pub struct GatewayApi {
    name: String,
    sender: String,
    url: Url,
    authorization: HeaderValue,
    webhook_secret: Option<Secret>,
    http: Http,
}

impl GatewayApi {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when the URL is none, the sender too long, or the token can't stand in a header.
    pub fn new(name: &str, settings: &GatewayApiSettings, limit: Duration) -> Result<Self, BadSettings> {
        let bad = |text: &str| BadSettings(text.to_owned());
        let sender = &settings.sender;
        let digits = sender.bytes().all(|byte| byte.is_ascii_digit());
        if sender.is_empty() || sender.chars().count() > if digits { 15 } else { 11 } {
            return Err(bad("sender must be up to 11 letters and digits, or up to 15 digits"));
        }
        let mut authorization = HeaderValue::from_str(&format!("Token {}", settings.token.reveal()))
            .map_err(|_| bad("token holds something that no token holds"))?;
        authorization.set_sensitive(true);
        let base = base_url("url", &settings.url)?;
        let url = base.join("/mobile/single").map_err(|_| bad("url must be a whole URL"))?;
        Ok(Self {
            name: name.to_owned(),
            sender: sender.clone(),
            url,
            authorization,
            webhook_secret: settings.webhook_secret.clone(),
            http: Http::new(limit)?,
        })
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        let recipient = message.number()?;
        let seconds = message.expires_at.millis_since(now).max(1000) / 1000;
        let body = json!({
            "sender": self.sender,
            "message": message.text,
            "recipient": recipient,
            "reference": message.delivery_id,
            "priority": "urgent",
            "expiration": format!("PT{seconds}S"),
        });
        let request =
            self.http.post(self.url.clone()).header(AUTHORIZATION, self.authorization.clone()).json(&body);
        let answered = self.http.ask(request, message, now).await?;
        Ok(answer::fate(&answered, message))
    }
}

impl Provider for GatewayApi {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[Channel::Sms]
    }

    fn probe(&self, _: Timestamp) -> Probing<'_> {
        Box::pin(reach(&self.url))
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        sending(self.post(message, now))
    }

    fn tells(&self) -> bool {
        self.webhook_secret.is_some()
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, _: Timestamp) -> Hearing<'a> {
        Box::pin(std::future::ready(receipt::read(inbound, self.webhook_secret.as_ref())))
    }
}
