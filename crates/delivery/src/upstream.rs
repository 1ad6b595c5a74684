//! Another server of Twilio's Verify API, Twilio's own or a second Countersign, that carries verifications out for this
//! one: what an application moves over through, a share of its addresses at a time.
//!
//! As a message's carrier it is a [`Provider`] like others, with their breaker, journal and probe. Besides it is asked
//! about codes that it made itself ([`Upstream::check`]) and told how verifications ended here ([`Upstream::end`]).
//! Facts: the OpenAPI document of twilio/twilio-oai.

mod answer;
mod check;
mod create;
mod end;
mod list;

use std::time::Duration;

use countersign_model::{Channel, Recipient, ServiceSid, Timestamp};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{RequestBuilder, Url};

use crate::http::{Http, base_url, under, with_form};
use crate::providers::twilio::{Credentials, check_sid};
use crate::{BadSettings, Message, Probe, Probing, Provider, Secret, Sending};

pub use self::check::{Question, Told};
pub use self::end::Heard;
pub use self::list::Upstreams;

countersign_settings::settings! {
    /// Another server of Twilio's Verify API that carries out a share of the verifications: for moving over from it address
    /// by address. Which addresses go there follows from a hash of each, so raising `percent` only adds some and lowering
    /// it only takes some back; a verification ends where it began.
    pub struct UpstreamSettings in "upstreams" {
        /// The service here whose addresses go there. Left out: every service without an upstream of its own.
        pub service: Option<String> = Kind::Text, optional, example "VA0123456789abcdef0123456789abcdef";
        /// Of a hundred addresses, how many go there.
        pub percent: u8 = Kind::Number { least: 0, most: 100 }, required, example "90";
        /// The service there.
        pub verify_service_sid: String = Kind::Text, required, example "VA0123456789abcdef0123456789abcdef";
        /// Whether codes are made and checked here and only sent by the upstream, as `CustomCode`. It needs a service that
        /// Twilio has enabled for that. Otherwise the upstream makes its own codes and is asked about each check.
        #[serde(default)]
        pub custom_code: bool = Kind::Flag, default "false", example "true";
        /// The account there.
        pub account_sid: String = Kind::Text, required, example "AC0123456789abcdef0123456789abcdef";
        /// The account's auth token. Either this or an API key is needed.
        pub auth_token: Option<Secret> = Kind::Secret, optional, example "the auth token";
        /// An API key's SID, to sign in with in place of the auth token.
        pub api_key: Option<String> = Kind::Text, optional, example "SK0123456789abcdef0123456789abcdef";
        /// The API key's secret.
        pub api_key_secret: Option<Secret> = Kind::Secret, optional, example "the key's secret";
        /// Where the API is.
        #[serde(default = "api")]
        pub url: String = Kind::Text, default "https://verify.twilio.com", example "https://verify.dublin.ie1.twilio.com";
    }
}

fn api() -> String {
    "https://verify.twilio.com".to_owned()
}

/// What Twilio's Verify carries.
const CHANNELS: [Channel; 4] = [Channel::Sms, Channel::Call, Channel::Email, Channel::Whatsapp];

/// One such server.
pub struct Upstream {
    /// The operator's name for it, as rows remember it.
    key: String,
    /// The same as a provider's: `upstream:<name>`, which no provider can be called.
    name: String,
    service: Option<ServiceSid>,
    percent: u8,
    custom_code: bool,
    there: String,
    authorization: HeaderValue,
    /// `…/v2/Services/VA…`
    base: Url,
    http: Http,
    limit: Duration,
}

impl Upstream {
    /// Makes it; whatever is asked of it ends within `limit`. Nothing is connected to.
    ///
    /// # Errors
    /// [`BadSettings`] when a SID is none of its kind, or there is not exactly one way to sign in.
    pub fn new(name: &str, settings: &UpstreamSettings, limit: Duration) -> Result<Self, BadSettings> {
        check_sid("account_sid", "AC", &settings.account_sid)?;
        check_sid("verify_service_sid", "VA", &settings.verify_service_sid)?;
        let service = settings.service.as_deref().map(|text| {
            text.parse().map_err(|_| BadSettings("service must be VA and 32 hex digits".to_owned()))
        });
        let credentials = Credentials {
            account_sid: &settings.account_sid,
            auth_token: settings.auth_token.as_ref(),
            api_key: settings.api_key.as_deref(),
            api_key_secret: settings.api_key_secret.as_ref(),
        };
        let there = &settings.verify_service_sid;
        Ok(Self {
            key: name.to_owned(),
            name: format!("upstream:{name}"),
            service: service.transpose()?,
            percent: settings.percent.min(100),
            custom_code: settings.custom_code,
            there: there.clone(),
            authorization: credentials.sign_in()?,
            base: under(&base_url("url", &settings.url)?, &format!("v2/Services/{there}")),
            http: Http::new(limit)?,
            limit,
        })
    }

    /// The operator's name for it: what a verification's row remembers.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether it is given our codes, for verifications that begin now.
    #[must_use]
    pub const fn takes_our_codes(&self) -> bool {
        self.custom_code
    }

    /// Of a hundred addresses, how many go there.
    #[must_use]
    pub const fn percent(&self) -> u8 {
        self.percent
    }

    /// Whether `recipient` is among those.
    #[must_use]
    pub fn has_a_share_in(&self, service: ServiceSid, recipient: &Recipient) -> bool {
        list::place(service, recipient) < self.percent
    }

    fn post(&self, path: &[&str], fields: &[(&str, &str)]) -> RequestBuilder {
        with_form(self.http.post(self.below(path)), fields).header(AUTHORIZATION, self.authorization.clone())
    }

    /// Each part of `path` is one segment, whatever stands in it: addresses do.
    fn below(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        // A base with a host has segments.
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.extend(path);
        }
        url
    }

    async fn look(&self) -> Probe {
        let request = self.http.get(self.base.clone()).header(AUTHORIZATION, self.authorization.clone());
        let answered = match self.http.look(request).await {
            Ok(answered) => answered,
            Err(sentence) => return Probe::Failed(sentence),
        };
        let body = answered.json().unwrap_or_default();
        match answered.status {
            401 | 403 => Probe::Failed(format!(
                "answered {}: check account_sid and auth_token, or api_key and its secret",
                answered.status
            )),
            404 => Probe::Failed(format!("there is no service {} on that account", self.there)),
            200 if body.get("sid").and_then(|sid| sid.as_str()) != Some(&self.there) => {
                Probe::Failed("answered 200 with something unexpected: check url".to_owned())
            }
            200 if self.custom_code && body.get("custom_code_enabled") == Some(&false.into()) => {
                let why = "custom_code is set here, and the service there doesn't take custom codes";
                Probe::Failed(why.to_owned())
            }
            200 => Probe::Reached,
            status => Probe::Failed(format!("answered {status}")),
        }
    }
}

impl Provider for Upstream {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &CHANNELS
    }

    fn probe(&self, _: Timestamp) -> Probing<'_> {
        Box::pin(self.look())
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        Box::pin(self.create(message, now))
    }
}
