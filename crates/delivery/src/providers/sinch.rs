//! Text messages through Sinch's SMS API (the one with service plans).
//!
//! Each message names its own callback address. Sinch doesn't sign receipts of this API by default: then they are
//! believed only at their own message's address, which nobody else was told. Where signing was set up with them, the
//! secret is required and the signature too. Facts: developers.sinch.com/docs/sms.

mod answer;
mod receipt;

use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde_json::json;

use super::BadSettings;
use crate::http::{Http, authorization, base_url, under};
use crate::provider::sending;
use crate::{Hearing, Inbound, Message, Probe, Probing, Provider, Secret, Sending, sender};

countersign_settings::settings! {
    /// Text messages through Sinch, by its SMS API with service plans.
    pub struct SinchSettings in "sinch" {
        /// The service plan's id.
        pub service_plan_id: String = Kind::Text, required, example "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6";
        /// The service plan's API token.
        pub api_token: Secret = Kind::Secret, required, example "the API token";
        /// Whom the messages come from: up to 11 letters and digits, or a number.
        pub sender: String = Kind::Text, required, example "Acme";
        /// Where the API is: the region of the service plan (`us`, `eu`, `au`, `br` or `ca`) stands in front.
        #[serde(default = "platform")]
        pub url: String = Kind::Text, default "https://eu.sms.api.sinch.com", example "https://us.sms.api.sinch.com";
        /// What they sign receipts with, if that was set up with them. Then receipts are refused unsigned; without,
        /// they are believed at their own message's address.
        pub webhook_secret: Option<Secret> = Kind::Secret, optional, example "the webhook's secret";
    }
}

fn platform() -> String {
    "https://eu.sms.api.sinch.com".to_owned()
}

/// The shortest and longest time that they try to deliver for, in milliseconds.
const LEAST_LIFE: i64 = 1000;
const MOST_LIFE: i64 = 3 * 24 * 60 * 60 * 1000;

/// Sends through Sinch.
pub struct Sinch {
    name: String,
    /// The service plan's address.
    plan: Url,
    authorization: HeaderValue,
    sender: String,
    webhook_secret: Option<Secret>,
    http: Http,
}

impl Sinch {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when the URL or the plan's id is none, the sender is too long, or a secret is empty.
    pub fn new(name: &str, settings: &SinchSettings, limit: Duration) -> Result<Self, BadSettings> {
        let bad = |text: &str| BadSettings(text.to_owned());
        let plan = settings.service_plan_id.as_str();
        if plan.is_empty() || !plan.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        {
            return Err(bad("service_plan_id must be letters and digits"));
        }
        // Everybody can sign with nothing.
        if settings.webhook_secret.as_ref().is_some_and(|secret| secret.reveal().is_empty()) {
            return Err(bad("webhook_secret must not be empty"));
        }
        Ok(Self {
            name: name.to_owned(),
            plan: under(&base_url("url", &settings.url)?, &format!("xms/v1/{plan}")),
            authorization: authorization("Bearer", "api_token", &settings.api_token)?,
            sender: sender::read("sender", &settings.sender)?.trim_start_matches('+').to_owned(),
            webhook_secret: settings.webhook_secret.clone(),
            http: Http::new(limit)?,
        })
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        let phone = message.phone()?;
        let life = message.expires_at.millis_since(now).clamp(LEAST_LIFE, MOST_LIFE);
        let mut body = json!({
            "from": self.sender,
            "to": [&phone.as_str()[1..]],
            "body": message.text,
            "type": "mt_text",
            "expire_at": now.plus_millis(life).to_string(),
            "client_reference": message.delivery_id,
            "delivery_report": "none",
        });
        if let Some(callback) = &message.receipt_url {
            body["delivery_report"] = "per_recipient".into();
            body["callback_url"] = callback.as_str().into();
        }
        let request = self.http.post(under(&self.plan, "batches"));
        let request = request.header(AUTHORIZATION, self.authorization.clone()).json(&body);
        let answered = self.http.ask(request, message, now).await?;
        Ok(answer::fate(&answered, message))
    }

    /// Asks for the plan's groups: free, small, and it proves the token.
    async fn look(&self) -> Result<(), String> {
        let mut url = under(&self.plan, "groups");
        url.set_query(Some("page_size=1"));
        let request = self.http.get(url).header(AUTHORIZATION, self.authorization.clone());
        let status = self.http.look(request).await?.status;
        match status {
            401 | 403 => {
                Err(format!("answered {status}: check service_plan_id, api_token and the region in url"))
            }
            500..=599 => Err(format!("answered {status}")),
            _ => Ok(()),
        }
    }
}

impl Provider for Sinch {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[Channel::Sms]
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
        Box::pin(std::future::ready(receipt::read(inbound, self.webhook_secret.as_ref(), now)))
    }
}
