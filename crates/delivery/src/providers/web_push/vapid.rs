//! Who we are, for push services: a token for each, signed with the key that the browser was told (RFC 8292).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use countersign_model::{Timestamp, WebhookUrl};
use reqwest::Url;
use reqwest::header::HeaderValue;
use serde_json::json;

use super::WebPushSettings;
use crate::es256::SigningKey;
use crate::providers::BadSettings;

/// How long a token is good, in seconds; they take 24 hours at most.
const LIFE: i64 = 12 * 60 * 60;

/// The operator's key and contact.
pub(super) struct Vapid {
    key: SigningKey,
    subject: String,
}

impl Vapid {
    pub(super) fn read(settings: &WebPushSettings) -> Result<Self, BadSettings> {
        let text = settings.vapid_private_key.reveal().trim();
        let number = || {
            let bare = text.trim_end_matches('=');
            URL_SAFE_NO_PAD.decode(bare).or_else(|_| STANDARD_NO_PAD.decode(bare)).ok()
        };
        let key = SigningKey::from_pem(text).or_else(|| SigningKey::from_number(&number()?));
        let key = key.ok_or_else(|| {
            BadSettings("vapid_private_key must be 43 letters of base64url, or a P-256 key as PEM".to_owned())
        })?;
        let subject = &settings.vapid_subject;
        let is_contact = match subject.split_once(':') {
            Some(("mailto", address)) => address.contains('@') && !address.contains(char::is_whitespace),
            Some(("https", _)) => Url::parse(subject).is_ok_and(|url| url.has_host()),
            _ => false,
        };
        if !is_contact {
            let bad =
                "vapid_subject must be written as mailto:ops@example.com or https://example.com/contact";
            return Err(BadSettings(bad.to_owned()));
        }
        Ok(Self { key, subject: subject.clone() })
    }

    /// The value of `Authorization` for what is posted to `endpoint`; none when none can be signed.
    pub(super) fn authorization(&self, endpoint: &WebhookUrl, now: Timestamp) -> Option<HeaderValue> {
        let origin = Url::parse(endpoint.as_str()).ok()?.origin().ascii_serialization();
        let expires = now.millis().div_euclid(1000) + LIFE;
        let header = json!({ "typ": "JWT", "alg": "ES256" });
        let claims = json!({ "aud": origin, "exp": expires, "sub": self.subject });
        let token = self.key.token(&header, &claims)?;
        let public = URL_SAFE_NO_PAD.encode(self.key.point());
        let mut value = HeaderValue::from_str(&format!("vapid t={token}, k={public}")).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}
