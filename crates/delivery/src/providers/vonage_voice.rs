//! Calls through Vonage's Voice API.
//!
//! A call is placed with the address of its first document (an NCCO) and asks for each further one. Vonage signs these
//! requests and the events of a call with the account's signature secret: a token that holds the hash of the body. Facts:
//! developer.vonage.com/en/voice/voice-api and their published libraries.

mod ncco;
mod token;
mod webhook;

use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};
use reqwest::Url;
use serde_json::{Value, json};

use self::token::Application;
use super::BadSettings;
use crate::call::{CALL_SECONDS, RING_SECONDS, first_document};
use crate::fault::Fault;
use crate::http::{Answered, Http, base_url, under};
use crate::provider::sending;
use crate::reason::reason;
use crate::{CallHeard, Hearing, Inbound, Message, Provider, Reply, Script, Secret, Sending};

countersign_settings::settings! {
    /// Calls through Vonage (Nexmo), by its Voice API.
    pub struct VonageVoiceSettings in "vonage-voice" {
        /// The id of the application that calls.
        pub application_id: String = Kind::Text, required, example "aaaaaaaa-bbbb-cccc-dddd-0123456789ab";
        /// That application's private key, as they give it for download: PEM.
        pub private_key: Secret = Kind::Secret, required, example "-----BEGIN PRIVATE KEY----- …";
        /// The number of the account that calls come from.
        pub from: String = Kind::Text, required, example "+15005550006";
        /// The account's signature secret: what a call asks is believed by nothing else.
        pub signature_secret: Secret = Kind::Secret, required, example "the signature secret";
        /// Where the API is.
        #[serde(default = "platform")]
        pub url: String = Kind::Text, default "https://api.nexmo.com", example "https://api-eu.vonage.com";
    }
}

fn platform() -> String {
    "https://api.nexmo.com".to_owned()
}

/// Calls through Vonage.
pub struct VonageVoice {
    name: String,
    application: Application,
    from: String,
    signature_secret: Secret,
    base: Url,
    http: Http,
}

impl VonageVoice {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when the URL or the number is none, the key can't be read or a secret is empty.
    pub fn new(name: &str, settings: &VonageVoiceSettings, limit: Duration) -> Result<Self, BadSettings> {
        let bad = |text: &str| Err(BadSettings(text.to_owned()));
        let from = settings.from.trim_start_matches('+');
        if !(7..=15).contains(&from.len()) || !from.bytes().all(|byte| byte.is_ascii_digit()) {
            return bad("from must be a number of the account, as in +15005550006");
        }
        // Everybody can sign with nothing.
        if settings.signature_secret.reveal().is_empty() {
            return bad("signature_secret must not be empty");
        }
        Ok(Self {
            name: name.to_owned(),
            application: Application::new(&settings.application_id, &settings.private_key)?,
            from: from.to_owned(),
            signature_secret: settings.signature_secret.clone(),
            base: base_url("url", &settings.url)?,
            http: Http::new(limit)?,
        })
    }

    async fn call(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        let phone = message.phone()?;
        let first = first_document(message)?;
        let token = self.application.token(&message.delivery_id, now);
        let token =
            token.ok_or_else(|| Fate::BadCredentials { reason: "private_key signs nothing".to_owned() })?;
        let mut to = json!({ "type": "phone", "number": &phone.as_str()[1..] });
        if let Some(digits) = &message.send_digits {
            // Theirs for half a second of waiting is `p`.
            to["dtmfAnswer"] = json!(digits.replace(['w', 'W'], "p"));
        }
        let mut body = json!({
            "to": [to],
            "from": { "type": "phone", "number": self.from },
            "answer_url": [first],
            "answer_method": "POST",
            "ringing_timer": RING_SECONDS,
            "length_timer": CALL_SECONDS,
        });
        if let Some(events) = &message.receipt_url {
            body["event_url"] = json!([events]);
            body["event_method"] = json!("POST");
        }
        let request = self.http.post(under(&self.base, "v1/calls")).bearer_auth(token).json(&body);
        let answered = self.http.ask(request, message, now).await?;
        Ok(fate(&answered, message))
    }
}

/// What their answer means. Beside the status there is only a title.
fn fate(answered: &Answered, message: &Message) -> Fate {
    let body = answered.json().unwrap_or_default();
    let text = |name| body.get(name).and_then(Value::as_str);
    if answered.is_success() {
        return match text("uuid").filter(|id| webhook::is_call_id(id)) {
            Some(id) => Fate::accepted(Some(id.to_owned())),
            None => answered.fate_by_status("", message),
        };
    }
    let said = text("detail").or_else(|| text("title")).or_else(|| text("error_title")).unwrap_or_default();
    let is_about_whom = body.get("invalid_parameters").is_some_and(|bad| bad.to_string().contains("to[0]"));
    if answered.status == 400 && is_about_whom {
        return Fault::Recipient.fate(reason("answered 400", said, message), None);
    }
    answered.fate_by_status(said, message)
}

impl Provider for VonageVoice {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[Channel::Call]
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        sending(self.call(message, now))
    }

    fn tells(&self) -> bool {
        true
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, now: Timestamp) -> Hearing<'a> {
        let heard = webhook::event(inbound, &self.signature_secret, self.application.id(), now);
        Box::pin(std::future::ready(heard))
    }

    fn speaks(&self, locale: &str) -> bool {
        ncco::language(locale).is_some()
    }

    fn speak(&self, script: &Script) -> Option<Reply> {
        Some(ncco::document(script))
    }

    fn hear_call(&self, inbound: &Inbound<'_>, now: Timestamp) -> CallHeard {
        webhook::question(inbound, &self.signature_secret, self.application.id(), now)
    }
}
