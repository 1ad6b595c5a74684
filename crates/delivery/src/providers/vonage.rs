//! Text messages through Vonage's SMS API.
//!
//! Each message names its own callback address. Receipts are believed only when they are signed, and Vonage signs them
//! only after its support has turned that on for the account: without, there are none. Facts: developer.vonage.com/en/
//! messaging/sms, and their published libraries.

mod answer;
mod receipt;
mod signature;

use std::time::Duration;

use countersign_model::{Channel, Currency, Fate, Gsm7, Timestamp};
use reqwest::Url;

use self::signature::Signer;
use super::BadSettings;
use crate::http::{Http, base_url, under, with_form};
use crate::provider::sending;
use crate::question::{Question, all_but_refusals, left};
use crate::{Balancing, Hearing, Inbound, Message, Probing, Provider, Secret, Sending, sender};

countersign_settings::settings! {
    /// Text messages through Vonage (Nexmo), by its SMS API.
    pub struct VonageSettings in "vonage" {
        /// The account's API key.
        pub api_key: String = Kind::Text, required, example "abcd1234";
        /// The account's API secret.
        pub api_secret: Secret = Kind::Secret, required, example "the API secret";
        /// Whom the messages come from: up to 11 letters and digits, or a number.
        pub sender: String = Kind::Text, required, example "Acme";
        /// Where the API is.
        #[serde(default = "platform")]
        pub url: String = Kind::Text, default "https://rest.nexmo.com", example "https://rest.nexmo.com";
        /// The account's signature secret. Receipts are refused without it; Vonage's support has to be asked to sign
        /// them.
        pub signature_secret: Option<Secret> = Kind::Secret, optional, example "the signature secret";
        /// How receipts are signed, as chosen in the dashboard: an HMAC, or MD5 over everything and the secret.
        #[serde(default = "method")]
        pub signature_method: String = Kind::Choice(&["md5hash", "md5", "sha1", "sha256", "sha512"]), default "sha256", example "sha512";
        /// The currency that the account is billed in: prices come without one.
        #[serde(default = "currency")]
        pub currency: String = Kind::Text, default "EUR", example "EUR";
    }
}

fn platform() -> String {
    "https://rest.nexmo.com".to_owned()
}

fn method() -> String {
    "sha256".to_owned()
}

fn currency() -> String {
    "EUR".to_owned()
}

/// The shortest and longest time that they try to deliver for, in milliseconds.
const LEAST_LIFE: i64 = 20_000;
const MOST_LIFE: i64 = 604_800_000;

/// Sends through Vonage.
pub struct Vonage {
    name: String,
    api_key: String,
    api_secret: Secret,
    sender: String,
    base: Url,
    signer: Option<Signer>,
    currency: Currency,
    http: Http,
}

impl Vonage {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when the URL is none, the sender too long, a secret empty, or the currency or method unknown.
    pub fn new(name: &str, settings: &VonageSettings, limit: Duration) -> Result<Self, BadSettings> {
        let bad = |text: &str| BadSettings(text.to_owned());
        if settings.api_key.is_empty() || settings.api_secret.reveal().is_empty() {
            return Err(bad("api_key and api_secret must not be empty"));
        }
        let signer = settings.signature_secret.as_ref();
        Ok(Self {
            name: name.to_owned(),
            api_key: settings.api_key.clone(),
            api_secret: settings.api_secret.clone(),
            sender: sender::read("sender", &settings.sender)?.trim_start_matches('+').to_owned(),
            base: base_url("url", &settings.url)?,
            signer: signer.map(|secret| Signer::new(secret, &settings.signature_method)).transpose()?,
            currency: settings
                .currency
                .parse()
                .map_err(|_| bad("currency must be three letters, such as EUR"))?,
            http: Http::new(limit)?,
        })
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        let phone = message.phone()?;
        let life = message.expires_at.millis_since(now).clamp(LEAST_LIFE, MOST_LIFE).to_string();
        let is_plain = message.text.chars().all(|character| Gsm7::of(character).is_some());
        let mut fields = vec![
            ("from", self.sender.as_str()),
            ("to", &phone.as_str()[1..]),
            ("text", &message.text),
            // Anything outside the alphabet of text messages would arrive as question marks.
            ("type", if is_plain { "text" } else { "unicode" }),
            ("ttl", &life),
            ("client-ref", &message.delivery_id),
        ];
        if let Some(callback) = &message.receipt_url {
            fields.extend([("status-report-req", "true"), ("callback", callback)]);
        }
        let request = self.http.post(under(&self.base, "sms/json"));
        let request = request.basic_auth(&self.api_key, Some(self.api_secret.reveal()));
        let answered = self.http.ask(with_form(request, &fields), message, now).await?;
        Ok(answer::fate(&answered, message, self.currency))
    }

    /// The account's balance: the one thing that can be asked for nothing.
    fn question(&self) -> Question<'_> {
        let request = self.http.get(under(&self.base, "account/get-balance"));
        let request = request.basic_auth(&self.api_key, Some(self.api_secret.reveal()));
        Question {
            http: &self.http,
            request,
            proves: all_but_refusals,
            advice: "check api_key and api_secret",
        }
    }
}

impl Provider for Vonage {
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
        self.signer.is_some()
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, now: Timestamp) -> Hearing<'a> {
        Box::pin(std::future::ready(receipt::read(inbound, self.signer.as_ref(), &self.api_key, now)))
    }

    fn balance(&self) -> Balancing<'_> {
        Box::pin(self.question().balance(|told| left(told.get("value")?, self.currency.as_str())))
    }
}
