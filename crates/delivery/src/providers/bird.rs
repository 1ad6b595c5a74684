//! Text messages through Bird's platform of 2026 (`platform.bird.com`), which knows a repeated request by its key.
//!
//! In their dashboard (or by their API) a webhook has to be set up for the events `sms.*`, with the address of this
//! provider's receipts; its secret is `webhook_secret`. Receipts name the message by what we give along with it. How long a
//! message may take can't be told yet: their API refuses the field. Facts: the SDK messagebird/bird-sdk-typescript, which
//! is made from their OpenAPI document.

mod answer;
mod receipt;

use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{RequestBuilder, Url};
use serde_json::json;

use super::BadSettings;
use crate::http::{Http, authorization, base_url, under};
use crate::provider::sending;
use crate::standard_webhooks::Signer;
use crate::{Hearing, Inbound, Message, Probe, Probing, Provider, Secret, Sending, sender};

countersign_settings::settings! {
    /// Text messages through Bird, the platform at platform.bird.com. Older MessageBird accounts are served by `messagebird`.
    pub struct BirdSettings in "bird" {
        /// An API key of the workspace. It names the region whose platform is asked.
        pub api_key: Secret = Kind::Secret, required, example "bk_eu1_…";
        /// Whom the messages come from: a number or short code that the workspace holds, or up to 11 letters and digits that
        /// it has claimed.
        pub from: String = Kind::Text, required, example "Acme";
        /// The secret of the webhook that is set up there for the events `sms.*`. Receipts are refused without it.
        pub webhook_secret: Option<Secret> = Kind::Secret, optional, example "whsec_…";
        /// Where the API is; left out, the key's region says it.
        pub url: Option<String> = Kind::Text, optional, example "https://eu1.platform.bird.com";
    }
}

/// Sends through Bird.
pub struct Bird {
    name: String,
    from: String,
    base: Url,
    authorization: HeaderValue,
    signer: Option<Signer>,
    http: Http,
}

impl Bird {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when the key names no region and no URL is given, the sender is none, or the secret no webhook's.
    pub fn new(name: &str, settings: &BirdSettings, limit: Duration) -> Result<Self, BadSettings> {
        let key = &settings.api_key;
        let url = settings.url.clone().or_else(|| platform(key.reveal()));
        let url = url.ok_or_else(|| {
            BadSettings("api_key must begin with bk_ and a region, as in bk_eu1_".to_owned())
        })?;
        Ok(Self {
            name: name.to_owned(),
            from: sender::read("from", &settings.from)?,
            base: base_url("url", &url)?,
            authorization: authorization("Bearer", "api_key", key)?,
            signer: settings.webhook_secret.as_ref().map(signer).transpose()?,
            http: Http::new(limit)?,
        })
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        let phone = message.phone()?;
        // Nothing here may change between tries: another body under the same key is refused.
        let body = json!({
            "to": phone.as_str(),
            "from": self.from,
            "text": message.text,
            // They keep no text of this category.
            "category": "authentication",
            "metadata": { "delivery_id": message.delivery_id },
        });
        let request = self.authorized(self.http.post(under(&self.base, "v1/sms/messages")));
        let request = request.header("idempotency-key", &message.delivery_id).json(&body);
        let answered = self.http.ask(request, message, now).await?;
        Ok(answer::fate(&answered, message))
    }

    async fn look(&self) -> Probe {
        let request = self.authorized(self.http.get(under(&self.base, "v1/workspace")));
        match self.http.look(request).await {
            // A key that may only send is known all the same.
            Ok(answered) if answered.is_success() || answered.status == 403 => Probe::Reached,
            Ok(answered) => Probe::Failed(match answered.status {
                401 => "answered 401: check api_key".to_owned(),
                421 => "answered 421: url is of another region than api_key".to_owned(),
                status => format!("answered {status}"),
            }),
            Err(sentence) => Probe::Failed(sentence),
        }
    }

    fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        request.header(AUTHORIZATION, self.authorization.clone())
    }
}

impl Provider for Bird {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[Channel::Sms]
    }

    fn probe(&self, _: Timestamp) -> Probing<'_> {
        Box::pin(self.look())
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        sending(self.post(message, now))
    }

    fn tells(&self) -> bool {
        self.signer.is_some()
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, now: Timestamp) -> Hearing<'a> {
        Box::pin(std::future::ready(receipt::read(inbound, self.signer.as_ref(), now)))
    }
}

/// The platform of the region in `bk_<region>_<token>`, where a region is as in `eu1`.
fn platform(key: &str) -> Option<String> {
    let (region, token) = key.strip_prefix("bk_")?.split_once('_')?;
    let (letters, digits) = region.split_at_checked(2)?;
    let fits = letters.bytes().all(|byte| byte.is_ascii_lowercase())
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !token.is_empty();
    fits.then(|| format!("https://{region}.platform.bird.com"))
}

fn signer(secret: &Secret) -> Result<Signer, BadSettings> {
    if !secret.reveal().starts_with("whsec_") {
        return Err(BadSettings("webhook_secret must begin with whsec_".to_owned()));
    }
    Signer::new("webhook_secret", secret)
}
