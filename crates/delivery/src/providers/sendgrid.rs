//! E-mail through Twilio SendGrid.
//!
//! Receipts come to one address for the whole account: set it up there as an event webhook with the signature switched
//! on, and the events processed, deferred, delivered, bounced and dropped. An event repeats the custom argument of its
//! letter that holds our id.
//!
//! Facts: SendGrid's OpenAPI document (sendgrid/sendgrid-oai) and the tests of its libraries for the webhook.

mod answer;
mod event;

use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};
use lettre::message::Mailbox;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde_json::{Value, json};

use self::event::Key;
use super::{BadSettings, mailbox};
use crate::http::{Http, base_url};
use crate::provider::sending;
use crate::{Hearing, Inbound, Message, Probe, Probing, Provider, Secret, Sending};

countersign_settings::settings! {
    /// E-mail through Twilio SendGrid.
    pub struct SendgridSettings in "sendgrid" {
        /// An API key that may send mail.
        pub api_key: Secret = Kind::Secret, required, example "SG.the-key";
        /// Who sends: an address or domain that is verified there. Without a name the service's own is shown.
        pub from: String = Kind::Text, required, example "Example <codes@example.com>";
        /// Where the API is. Accounts in the European Union have `https://api.eu.sendgrid.com`.
        #[serde(default = "global")]
        pub url: String = Kind::Text, default "https://api.sendgrid.com", example "https://api.eu.sendgrid.com";
        /// The verification key of the event webhook, as shown there. Receipts are refused without it.
        pub webhook_public_key: Option<String> = Kind::Text, optional, example "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
    }
}

fn global() -> String {
    "https://api.sendgrid.com".to_owned()
}

/// Hands e-mail to SendGrid.
pub struct Sendgrid {
    name: String,
    from: Mailbox,
    url: Url,
    authorization: HeaderValue,
    webhook_key: Option<Key>,
    http: Http,
}

impl Sendgrid {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when a value can't be what it should be.
    pub fn new(name: &str, settings: &SendgridSettings, limit: Duration) -> Result<Self, BadSettings> {
        let key = settings.api_key.reveal();
        let mut authorization = HeaderValue::from_str(&format!("Bearer {key}"))
            .ok()
            .filter(|_| !key.is_empty())
            .ok_or_else(|| BadSettings("api_key holds something that no key holds, or nothing".to_owned()))?;
        authorization.set_sensitive(true);
        Ok(Self {
            name: name.to_owned(),
            from: mailbox::read(&settings.from)?,
            url: base_url("url", &settings.url)?,
            authorization,
            webhook_key: settings.webhook_public_key.as_deref().map(Key::read).transpose()?,
            http: Http::new(limit)?,
        })
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        let to = message.email()?;
        let from = mailbox::named(&self.from, message);
        let mut content = vec![json!({ "type": "text/plain", "value": message.text })];
        if let Some(html) = &message.html {
            content.push(json!({ "type": "text/html", "value": html }));
        }
        let body = json!({
            "personalizations": [{
                "to": [{ "email": to.as_str() }],
                "custom_args": { event::REFERENCE: message.delivery_id },
            }],
            "from": { "email": from.email.to_string(), "name": from.name },
            "subject": mailbox::subject(message),
            "content": content,
            // RFC 3834: no out-of-office answers, please.
            "headers": { "Auto-Submitted": "auto-generated" },
            // Nobody follows links of a code; a rewritten letter only looks like fraud.
            "tracking_settings": {
                "click_tracking": { "enable": false, "enable_text": false },
                "open_tracking": { "enable": false },
                "subscription_tracking": { "enable": false },
            },
        });
        let Ok(url) = self.url.join("/v3/mail/send") else {
            return Err(Fate::BadMessage { reason: "url can't be joined with a path".to_owned() });
        };
        let request = self.http.post(url).header(AUTHORIZATION, self.authorization.clone()).json(&body);
        let answered = self.http.ask(request, message, now).await?;
        Ok(answer::fate(&answered, message, now))
    }

    /// Asks what the key may do.
    async fn look(&self) -> Result<(), String> {
        let url = self.url.join("/v3/scopes").map_err(|error| error.to_string())?;
        let request = self.http.get(url).header(AUTHORIZATION, self.authorization.clone());
        let answered = self.http.look(request).await?;
        match answered.status {
            200..=299 => {
                let scopes = answered.json().unwrap_or_default();
                let scopes = scopes.get("scopes").and_then(Value::as_array).cloned().unwrap_or_default();
                if scopes.iter().any(|scope| scope == "mail.send") {
                    Ok(())
                } else {
                    Err("the API key may not send mail: give it the scope mail.send".to_owned())
                }
            }
            401 | 403 => Err(format!("answered {}: check api_key", answered.status)),
            status => Err(format!("answered {status}")),
        }
    }
}

impl Provider for Sendgrid {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[Channel::Email]
    }

    fn probe(&self, _: Timestamp) -> Probing<'_> {
        Box::pin(async { self.look().await.map_or_else(Probe::Failed, |()| Probe::Reached) })
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        sending(self.post(message, now))
    }

    fn tells(&self) -> bool {
        self.webhook_key.is_some()
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, now: Timestamp) -> Hearing<'a> {
        Box::pin(std::future::ready(event::read(inbound, self.webhook_key.as_ref(), now)))
    }
}
