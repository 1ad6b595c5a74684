//! Notices to iPhones and other devices of Apple's through its push service, by token-based authentication.
//!
//! They come over HTTP/2 alone, one connection for many. The notice shows the question and holds the members that apps
//! made with Twilio's SDK look for, as its sample app for iOS does. A device that is told twice shows one question:
//! `apns-collapse-id` names the challenge, `apns-id` the notification. Facts: developer.apple.com, "Sending notification
//! requests to APNs" and "Establishing a token-based connection to APNs".

mod answer;
mod token;

use std::sync::Arc;
use std::time::Duration;

use countersign_model::{Channel, Fate, Platform, Timestamp};
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use serde_json::json;

use self::token::Tokens;
use super::BadSettings;
use crate::http::{Answered, Http, base_url, under};
use crate::{Message, Notice, Noticed, Noticing, Probe, Probing, Provider, Secret, Sending};

/// Letters of the longest device token that is tried; they are hexadecimal.
const LONGEST_TOKEN: usize = 200;
/// A device that nobody has: asking for it shows whether we are known.
const NOBODY: &str = "0000000000000000000000000000000000000000000000000000000000000000";

countersign_settings::settings! {
    /// Notices to iPhones and other devices of Apple's through its push service (APNs), for push factors.
    pub struct ApnsSettings in "apns" {
        /// The key for push notifications, as Apple gives it for download: the text of the `.p8` file.
        pub key: Secret = Kind::Secret, required, example "-----BEGIN PRIVATE KEY-----\n…";
        /// The key's id: ten letters and digits.
        pub key_id: String = Kind::Text, required, example "ABC123DEFG";
        /// The developer team's id: ten letters and digits.
        pub team_id: String = Kind::Text, required, example "DEF123GHIJ";
        /// Which app: its bundle id.
        pub topic: String = Kind::Text, required, example "com.example.app";
        /// Where apps come from: `production` for those of the App Store and TestFlight, `sandbox` for those that Xcode
        /// installed.
        #[serde(default = "production")]
        pub environment: String = Kind::Choice(&["production", "sandbox"]), default "production", example "sandbox";
        /// Where the API is, in place of what `environment` says.
        pub url: Option<String> = Kind::Text, optional, example "https://api.push.apple.com:2197";
    }
}

fn production() -> String {
    "production".to_owned()
}

/// Tells devices through Apple.
pub struct Apns {
    name: String,
    topic: HeaderValue,
    url: Url,
    tokens: Tokens,
    http: Http,
}

impl Apns {
    /// Makes the provider; a notice ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when the key is none, an id is not of its form, or the environment or URL is none.
    pub fn new(name: &str, settings: &ApnsSettings, limit: Duration) -> Result<Self, BadSettings> {
        let own = match settings.environment.as_str() {
            "production" => "https://api.push.apple.com",
            "sandbox" => "https://api.sandbox.push.apple.com",
            _ => return Err(BadSettings("environment must be production or sandbox".to_owned())),
        };
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        let topic = Some(&settings.topic).filter(|it| !it.is_empty() && it.bytes().all(is_name));
        let topic = topic.and_then(|it| HeaderValue::from_str(it).ok());
        Ok(Self {
            name: name.to_owned(),
            topic: topic.ok_or_else(|| {
                BadSettings("topic must be an app's bundle id, such as com.example.app".to_owned())
            })?,
            url: base_url("url", settings.url.as_deref().unwrap_or(own))?,
            tokens: Tokens::read(&settings.key, &settings.key_id, &settings.team_id)?,
            // Two requests at most, one after the other.
            http: Http::over_http2(limit / 2)?,
        })
    }

    /// Asks, and once more with a new token where the one that was held is called too old.
    async fn post(&self, notice: &Notice, now: Timestamp) -> Result<Noticed, String> {
        let device = &notice.to.token;
        // A path of Apple's is made of it.
        if device.len() > LONGEST_TOKEN || !device.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Noticed::Refused { reason: "the device's token is not hexadecimal".to_owned() });
        }
        let body = payload(notice).to_string();
        let headers = self.headers(notice, now);
        let token = self.token(now)?;
        let mut answered = self.ask(device, &token, headers.clone(), body.clone(), now).await?;
        if answer::is_too_old(&answered) && self.tokens.forget(&token, now) {
            answered = self.ask(device, &self.token(now)?, headers, body, now).await?;
        }
        Ok(answer::read(&answered))
    }

    fn token(&self, now: Timestamp) -> Result<Arc<str>, String> {
        self.tokens.token(now).ok_or_else(|| "no token could be signed".to_owned())
    }

    async fn ask(
        &self,
        device: &str,
        token: &Arc<str>,
        mut headers: HeaderMap,
        body: String,
        now: Timestamp,
    ) -> Result<Answered, String> {
        let mut bearer =
            HeaderValue::from_str(&format!("bearer {token}")).map_err(|_| "no token could be signed")?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
        let url = under(&self.url, &format!("3/device/{device}"));
        self.http.heeded(self.http.post(url).headers(headers).body(body), now).await
    }

    fn headers(&self, notice: &Notice, now: Timestamp) -> HeaderMap {
        let until = now.millis().div_euclid(1000) + notice.ttl;
        let mut headers = HeaderMap::new();
        let mut put = |name, value| headers.insert(HeaderName::from_static(name), value);
        put("apns-topic", self.topic.clone());
        put("apns-push-type", HeaderValue::from_static("alert"));
        put("apns-priority", HeaderValue::from_static("10"));
        put("apns-expiration", HeaderValue::from(until));
        for (name, text) in
            [("apns-collapse-id", notice.challenge_sid.clone()), ("apns-id", uuid(&notice.notification_sid))]
        {
            // Both are made of SIDs, which any header holds.
            if let Ok(value) = HeaderValue::from_str(&text) {
                put(name, value);
            }
        }
        headers
    }
}

/// A SID's 32 digits in the form of a UUID.
fn uuid(sid: &str) -> String {
    let digits = sid.get(2..34).unwrap_or_default();
    let part = |at: std::ops::Range<usize>| digits.get(at).unwrap_or_default();
    [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-")
}

/// What the device gets. An extension of the app may change what is shown (`mutable-content`), so that an app that doesn't
/// want the question on a locked screen can hide it.
fn payload(notice: &Notice) -> serde_json::Value {
    let mut payload = notice.members();
    payload["aps"] = json!({
        "alert": { "body": notice.message },
        "sound": "default",
        "category": "verify_push_challenge",
        "mutable-content": 1,
    });
    payload
}

impl Provider for Apns {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[]
    }

    /// Asks for a device that nobody has: whoever isn't known hears so first.
    fn probe(&self, now: Timestamp) -> Probing<'_> {
        Box::pin(async move {
            let mut headers = HeaderMap::new();
            headers.insert(HeaderName::from_static("apns-topic"), self.topic.clone());
            headers.insert(HeaderName::from_static("apns-push-type"), HeaderValue::from_static("alert"));
            let asked = match self.token(now) {
                Ok(token) => self.ask(NOBODY, &token, headers, json!({ "aps": {} }).to_string(), now).await,
                Err(why) => Err(why),
            };
            match asked {
                Err(why) => Probe::Failed(why),
                Ok(answered) => answer::probed(&answered),
            }
        })
    }

    fn send<'a>(&'a self, _: &'a Message, _: Timestamp) -> Sending<'a> {
        let reason = "it wakes devices and carries no codes".to_owned();
        Box::pin(std::future::ready(Fate::BadMessage { reason }))
    }

    fn platforms(&self) -> &[Platform] {
        &[Platform::Apn]
    }

    fn notify<'a>(&'a self, notice: &'a Notice, now: Timestamp) -> Noticing<'a> {
        Box::pin(async move {
            let told = self.post(notice, now).await;
            told.unwrap_or_else(|reason| Noticed::Failed { reason, retry_after_millis: None })
        })
    }
}
