//! E-mail through Postmark.
//!
//! Receipts come to one address for each message stream: set it up there as a webhook for Delivery and Bounce. Postmark
//! signs nothing; what it can do is log in. So write the name and password of `webhook_login` into the webhook's fields
//! for basic authentication. An event repeats the metadata of its letter, which holds our id.
//!
//! Facts: postmarkapp.com/developer.

mod answer;
mod event;

use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};
use lettre::message::Mailbox;
use reqwest::header::{ACCEPT, HeaderName, HeaderValue};
use reqwest::{RequestBuilder, Url};
use serde_json::json;

use super::{BadSettings, mailbox};
use crate::http::{Http, base_url};
use crate::provider::sending;
use crate::{Hearing, Inbound, Message, Probe, Probing, Provider, Secret, Sending};

countersign_settings::settings! {
    /// E-mail through Postmark.
    pub struct PostmarkSettings in "postmark" {
        /// A server's API token.
        pub server_token: Secret = Kind::Secret, required, example "the server token";
        /// Who sends: an address or domain that is verified there. Without a name the service's own is shown.
        pub from: String = Kind::Text, required, example "Example <codes@example.com>";
        /// The message stream, one for transactional mail.
        #[serde(default = "outbound")]
        pub message_stream: String = Kind::Text, default "outbound", example "verification";
        /// Where the API is.
        #[serde(default = "public")]
        pub url: String = Kind::Text, default "https://api.postmarkapp.com", example "https://postmark.proxy.example.com";
        /// The name and password that their webhook logs in with here, with a colon between them and at least 16
        /// characters long. Receipts are refused without it.
        pub webhook_login: Option<Secret> = Kind::Secret, optional, example "postmark:a long password";
    }
}

fn outbound() -> String {
    "outbound".to_owned()
}

fn public() -> String {
    "https://api.postmarkapp.com".to_owned()
}

/// The shortest login that is taken: nothing else protects the receipts.
const SHORTEST_LOGIN: usize = 16;

/// Hands e-mail to Postmark.
pub struct Postmark {
    name: String,
    from: Mailbox,
    message_stream: String,
    url: Url,
    token: HeaderValue,
    webhook_login: Option<Secret>,
    http: Http,
}

impl Postmark {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when a value can't be what it should be.
    pub fn new(name: &str, settings: &PostmarkSettings, limit: Duration) -> Result<Self, BadSettings> {
        let bad = |text: &str| BadSettings(text.to_owned());
        let token = settings.server_token.reveal();
        let mut token = HeaderValue::from_str(token)
            .ok()
            .filter(|_| !token.is_empty())
            .ok_or_else(|| bad("server_token holds something that no token holds, or nothing"))?;
        token.set_sensitive(true);
        if settings.message_stream.is_empty() {
            return Err(bad("message_stream must be the id of a message stream, such as outbound"));
        }
        let is_login = |login: &str| login.len() >= SHORTEST_LOGIN && login.contains(':');
        if settings.webhook_login.as_ref().is_some_and(|login| !is_login(login.reveal())) {
            return Err(bad("webhook_login must be name:password, at least 16 characters long"));
        }
        Ok(Self {
            name: name.to_owned(),
            from: mailbox::read(&settings.from)?,
            message_stream: settings.message_stream.clone(),
            url: base_url("url", &settings.url)?,
            token,
            webhook_login: settings.webhook_login.clone(),
            http: Http::new(limit)?,
        })
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        let to = message.email()?;
        let mut body = json!({
            "From": mailbox::header(&mailbox::named(&self.from, message)),
            "To": to.as_str(),
            "Subject": mailbox::subject(message),
            "TextBody": message.text,
            "MessageStream": self.message_stream,
            "TrackOpens": false,
            "TrackLinks": "None",
            "Metadata": { event::REFERENCE: message.delivery_id },
            // RFC 3834: no out-of-office answers, please.
            "Headers": [{ "Name": "Auto-Submitted", "Value": "auto-generated" }],
        });
        if let Some(html) = &message.html {
            body["HtmlBody"] = json!(html);
        }
        let Ok(url) = self.url.join("/email") else {
            return Err(Fate::BadMessage { reason: "url can't be joined with a path".to_owned() });
        };
        let answered = self.http.ask(self.known(self.http.post(url)).json(&body), message, now).await?;
        Ok(answer::fate(&answered, message))
    }

    /// Asks about the server that the token is of.
    async fn look(&self) -> Result<(), String> {
        let url = self.url.join("/server").map_err(|error| error.to_string())?;
        let answered = self.http.look(self.known(self.http.get(url))).await?;
        match answered.status {
            200..=299 => Ok(()),
            401 | 403 => Err(format!("answered {}: check server_token", answered.status)),
            status => Err(format!("answered {status}")),
        }
    }

    fn known(&self, request: RequestBuilder) -> RequestBuilder {
        request
            .header(HeaderName::from_static("x-postmark-server-token"), self.token.clone())
            .header(ACCEPT, HeaderValue::from_static("application/json"))
    }
}

impl Provider for Postmark {
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
        self.webhook_login.is_some()
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, _: Timestamp) -> Hearing<'a> {
        Box::pin(std::future::ready(event::read(inbound, self.webhook_login.as_ref())))
    }
}
