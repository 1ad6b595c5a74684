//! WhatsApp messages through Meta's Cloud API.
//!
//! Meta allows codes in a template of the category “authentication” alone, whose text is Meta's own: the operator makes
//! it once in the WhatsApp Manager, with a copy-code button, in each language that is wanted. What the code is and where
//! it goes is all that we give.
//!
//! Receipts come to one address for the whole app. It is entered in the app's dashboard under Webhooks, with a verify
//! token of the operator's choice, and subscribed to the field `messages`. Facts: developers.facebook.com/docs/whatsapp.

mod answer;
mod receipt;
mod template;

use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use sha2::{Digest, Sha256};

use self::receipt::Ears;
use self::template::Template;
use super::BadSettings;
use crate::http::{Http, authorization, base_url, under};
use crate::provider::sending;
use crate::signature::hex;
use crate::{Hearing, Inbound, Message, Probe, Probing, Provider, Secret, Sending};

countersign_settings::settings! {
    /// WhatsApp messages through Meta's Cloud API, by an authentication template.
    pub struct WhatsappSettings in "whatsapp" {
        /// A system user's access token with the permission `whatsapp_business_messaging`.
        pub token: Secret = Kind::Secret, required, example "the access token";
        /// The id of the number that messages come from; not the number itself.
        pub phone_number_id: String = Kind::Text, required, example "106540352242922";
        /// The name of the template: category authentication, with a copy-code button.
        pub template: String = Kind::Text, required, example "sign_in_code";
        /// The languages that the template exists in, as Meta writes them; the first is for everybody else.
        pub languages: Vec<String> = Kind::List, required, example "en_US,de,pt_BR";
        /// What Meta signs receipts with: the app secret. Receipts are refused without it.
        pub app_secret: Option<Secret> = Kind::Secret, optional, example "the app secret";
        /// What Meta shows once when the callback address is entered: the verify token that you chose there.
        pub verify_token: Option<Secret> = Kind::Secret, optional, example "a word of your choice";
        /// The version of the API.
        #[serde(default = "version")]
        pub version: String = Kind::Text, default "v25.0", example "v25.0";
        /// Where the API is.
        #[serde(default = "platform")]
        pub url: String = Kind::Text, default "https://graph.facebook.com", example "https://graph.facebook.com";
    }
}

fn version() -> String {
    "v25.0".to_owned()
}

fn platform() -> String {
    "https://graph.facebook.com".to_owned()
}

/// Sends through the Cloud API.
pub struct Whatsapp {
    name: String,
    number: Url,
    authorization: HeaderValue,
    template: Template,
    ears: Ears,
    http: Http,
}

impl Whatsapp {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when the URL is none, an id or language is not one, or a secret is empty.
    pub fn new(name: &str, settings: &WhatsappSettings, limit: Duration) -> Result<Self, BadSettings> {
        let bad = |text: &str| BadSettings(text.to_owned());
        let id = settings.phone_number_id.as_str();
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(id) {
            return Err(bad("phone_number_id must be digits: Meta's id, not the number"));
        }
        let version = settings.version.as_str();
        let parts = version.strip_prefix('v').and_then(|number| number.split_once('.'));
        if !parts.is_some_and(|(whole, part)| is_number(whole) && is_number(part)) {
            return Err(bad("version must be written as v25.0"));
        }
        Ok(Self {
            name: name.to_owned(),
            number: under(&base_url("url", &settings.url)?, &format!("{version}/{id}")),
            authorization: authorization("Bearer", "token", &settings.token)?,
            template: Template::new(&settings.template, &settings.languages)?,
            ears: Ears::new(id, settings.app_secret.as_ref(), settings.verify_token.as_ref())?,
            http: Http::new(limit)?,
        })
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        let phone = message.phone()?;
        let body = self.template.filled(&phone.as_str()[1..], message);
        let request = self.http.post(under(&self.number, "messages"));
        let request = request.header(AUTHORIZATION, self.authorization.clone()).json(&body);
        let answered = self.http.ask(request, message, now).await?;
        Ok(answer::fate(&answered, message))
    }

    /// Asks about our own number: what the token must be able to see.
    async fn look(&self) -> Result<(), String> {
        let mut url = self.number.clone();
        url.set_query(Some("fields=id"));
        let request = self.http.get(url).header(AUTHORIZATION, self.authorization.clone());
        let answered = self.http.look(request).await?;
        let status = answered.status;
        match answer::code(&answered.json().unwrap_or_default()) {
            Some(code) => Err(format!("answered {status} with code {code}: check token and phone_number_id")),
            None if matches!(status, 401 | 403) => Err(format!("answered {status}: check token")),
            None if status >= 500 => Err(format!("answered {status}")),
            None => Ok(()),
        }
    }
}

impl Provider for Whatsapp {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[Channel::Whatsapp]
    }

    fn probe(&self, _: Timestamp) -> Probing<'_> {
        Box::pin(async { self.look().await.map_or_else(Probe::Failed, |()| Probe::Reached) })
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        sending(self.post(message, now))
    }

    fn tells(&self) -> bool {
        self.ears.understand()
    }

    fn tells_by_id(&self) -> bool {
        true
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, _: Timestamp) -> Hearing<'a> {
        Box::pin(std::future::ready(self.ears.hear(inbound)))
    }
}

/// What we keep of Meta's id of a message. The id holds the person's number in base64, so only its hash may stand in
/// rows and logs; answers and receipts are hashed alike, so they still find each other.
fn name_of(id: &str) -> String {
    format!("wamid-{}", &hex(&Sha256::digest(id.as_bytes()))[..32])
}
