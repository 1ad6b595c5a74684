//! Notices to browsers through whatever push service each uses (RFC 8030), encrypted for the browser (RFC 8291) and signed
//! with the operator's key (VAPID, RFC 8292).
//!
//! The address is one that a browser gave, so it is taken like any address that a stranger gave: it must be public, and of
//! the answer only the status and `Retry-After` are read. For the same reason no answer says anything about other browsers,
//! and no breaker hears of it.

mod encrypt;
mod vapid;

use std::time::Duration;

use countersign_model::{Channel, CidrList, Fate, Platform, PushSubscription, Timestamp};
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use self::vapid::Vapid;
use super::BadSettings;
use crate::outside::{Allowed, Outside, Untold};
use crate::{Message, Notice, Noticed, Noticing, Probe, Probing, Provider, Secret, Sending};

countersign_settings::settings! {
    /// Notices to browsers through their own push services (Web Push), for push factors.
    pub struct WebPushSettings in "web-push" {
        /// The private key of the pair whose public key the page subscribes with (`applicationServerKey`): as tools for
        /// Web Push make it, 43 letters of base64url, or as PEM.
        pub vapid_private_key: Secret = Kind::Secret, required, example "bUnHiwqkIUzmDNDcBB6bW7NXTWSgLJVwNbmjA0Vyw-A";
        /// Whom push services may write to when something is wrong with the notices: `mailto:` or `https://`.
        pub vapid_subject: String = Kind::Text, required, example "mailto:ops@example.com";
        /// Networks that aren't public and may be reached all the same. Whoever enrols a browser can then have this server
        /// post into them.
        #[serde(default)]
        pub allow_private: Vec<String> = Kind::List, default "", example "10.1.2.0/24,192.168.1.7";
        /// Whether addresses may begin with `http://`.
        #[serde(default)]
        pub allow_http: bool = Kind::Flag, default "false", example "true";
    }
}

/// Tells browsers.
pub struct WebPush {
    name: String,
    vapid: Vapid,
    outside: Outside,
}

impl WebPush {
    /// Makes the provider. A notice ends within the limit of what is posted outside, which is a send's own.
    ///
    /// # Errors
    /// [`BadSettings`] when the key is none, the subject can't be written to, or a network can't be read.
    pub fn new(name: &str, settings: &WebPushSettings, _: Duration) -> Result<Self, BadSettings> {
        let networks = CidrList::parse(&settings.allow_private.join(","))
            .map_err(|error| BadSettings(format!("allow_private: {error}")))?;
        let allowed = Allowed { networks, plain: settings.allow_http, ..Allowed::default() };
        Ok(Self { name: name.to_owned(), vapid: Vapid::read(settings)?, outside: Outside::new(allowed) })
    }

    async fn post(&self, notice: &Notice, now: Timestamp) -> Noticed {
        let refused = |reason: &str| Noticed::Refused { reason: reason.to_owned() };
        let Ok(browser) = PushSubscription::parse(&notice.to.token) else {
            return refused("the device's token is no subscription");
        };
        let text = notice.members().to_string();
        let Some(body) = encrypt::encrypt(&browser, text.as_bytes()) else {
            return refused("the browser's key can't be encrypted for");
        };
        let Some(headers) = self.headers(&browser, notice, now) else {
            return refused("the browser's address can't be signed for");
        };
        match self.outside.push(browser.endpoint(), headers, body, now).await {
            Ok(answered) => read(answered.status, answered.retry_after_millis),
            // A device's own doing, and it can be told by nobody.
            Err(Untold::NotAllowed) => refused(Untold::NotAllowed.as_str()),
            Err(untold) => Noticed::Later { reason: untold.as_str().to_owned(), retry_after_millis: None },
        }
    }

    fn headers(&self, browser: &PushSubscription, notice: &Notice, now: Timestamp) -> Option<HeaderMap> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, self.vapid.authorization(browser.endpoint(), now)?);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("aes128gcm"));
        headers.insert(HeaderName::from_static("ttl"), HeaderValue::from(notice.ttl));
        headers.insert(HeaderName::from_static("urgency"), HeaderValue::from_static("high"));
        // A later notice of the same challenge takes the place of one that still waits. 32 letters at most (RFC 8030, 5.4):
        // the SID's prefix says nothing here.
        let topic = HeaderValue::from_str(notice.challenge_sid.get(2..)?).ok()?;
        headers.insert(HeaderName::from_static("topic"), topic);
        Some(headers)
    }
}

/// What a push service's answer says (RFC 8030, 5, 7.3 and 8.4).
fn read(status: u16, retry_after_millis: Option<i64>) -> Noticed {
    let answered = |what: &str| format!("answered {status}{what}");
    match status {
        200..=299 => Noticed::Taken,
        404 | 410 => Noticed::Gone,
        401 | 403 => Noticed::Refused {
            reason: answered(": the browser subscribed with another public key than ours"),
        },
        413 => Noticed::Refused { reason: answered(": too long") },
        408 | 425 | 429 | 500.. => Noticed::Later { reason: answered(""), retry_after_millis },
        300..=399 => Noticed::Refused { reason: answered(": redirects are not followed") },
        _ => Noticed::Refused { reason: answered("") },
    }
}

impl Provider for WebPush {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[]
    }

    /// Which push services there are is for browsers to say, so there is nobody to ask.
    fn probe(&self, _: Timestamp) -> Probing<'_> {
        Box::pin(std::future::ready(Probe::Untried))
    }

    fn send<'a>(&'a self, _: &'a Message, _: Timestamp) -> Sending<'a> {
        let reason = "it wakes devices and carries no codes".to_owned();
        Box::pin(std::future::ready(Fate::BadMessage { reason }))
    }

    fn platforms(&self) -> &[Platform] {
        &[Platform::Webpush]
    }

    fn notify<'a>(&'a self, notice: &'a Notice, now: Timestamp) -> Noticing<'a> {
        Box::pin(self.post(notice, now))
    }
}
