//! Where and how a browser takes messages (W3C Push API, RFC 8030 and 8291).

use std::fmt;

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::WebhookUrl;

/// Letters of the longest one.
const LONGEST: usize = 3072;
/// Octets of a P-256 key as a point, and how an uncompressed one begins (SEC 1, 2.3.3).
const POINT: usize = 65;
const UNCOMPRESSED: u8 = 4;
/// Octets of the secret that a browser shares with the application (RFC 8291, 3.2).
const SECRET: usize = 16;

/// base64url; browsers write it without padding, some libraries with.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A browser's subscription, as `JSON.stringify(subscription)` writes it:
/// `{"endpoint":"https://…","keys":{"p256dh":"…","auth":"…"}}`. Whether the key lies on the curve is for whoever uses it.
#[derive(Clone, PartialEq, Eq)]
pub struct PushSubscription {
    endpoint: WebhookUrl,
    key: [u8; POINT],
    secret: [u8; SECRET],
}

/// The text is no subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPushSubscription;

impl PushSubscription {
    /// Reads a subscription of at most 3072 letters. What else a browser writes into it is passed over.
    ///
    /// # Errors
    /// For everything else.
    pub fn parse(text: &str) -> Result<Self, BadPushSubscription> {
        if text.len() > LONGEST {
            return Err(BadPushSubscription);
        }
        let value: Value = serde_json::from_str(text).map_err(|_| BadPushSubscription)?;
        let member = |value: &Value, name: &str| {
            value.get(name).and_then(Value::as_str).map(str::to_owned).ok_or(BadPushSubscription)
        };
        let octets = |name| {
            let text = member(value.get("keys").unwrap_or(&Value::Null), name)?;
            LENIENT.decode(text).map_err(|_| BadPushSubscription)
        };
        let endpoint = WebhookUrl::parse(&member(&value, "endpoint")?).map_err(|_| BadPushSubscription)?;
        let key: [u8; POINT] = octets("p256dh")?.try_into().map_err(|_| BadPushSubscription)?;
        let secret = octets("auth")?.try_into().map_err(|_| BadPushSubscription)?;
        if key[0] != UNCOMPRESSED {
            return Err(BadPushSubscription);
        }
        Ok(Self { endpoint, key, secret })
    }

    /// The address of the browser's push service, with its name for the browser.
    #[must_use]
    pub const fn endpoint(&self) -> &WebhookUrl {
        &self.endpoint
    }

    /// The browser's public key: a point that claims to lie on P-256.
    #[must_use]
    pub const fn key(&self) -> &[u8] {
        &self.key
    }

    /// The secret that the browser shares with the application.
    #[must_use]
    pub const fn secret(&self) -> &[u8] {
        &self.secret
    }

    /// Its one spelling, which [`PushSubscription::parse`] reads.
    #[must_use]
    pub fn to_text(&self) -> String {
        let write = |octets: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(octets);
        let keys = json!({ "auth": write(&self.secret), "p256dh": write(&self.key) });
        json!({ "endpoint": self.endpoint.as_str(), "keys": keys }).to_string()
    }
}

/// Shows nothing of it: whoever knows a subscription can write to the browser.
impl fmt::Debug for PushSubscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PushSubscription(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// RFC 8291, appendix A.
    const KEY: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    fn subscription(endpoint: &str, key: &str, secret: &str) -> String {
        json!({ "endpoint": endpoint, "expirationTime": null, "keys": { "p256dh": key, "auth": secret } })
            .to_string()
    }

    #[test]
    fn what_a_browser_writes_is_read_and_has_one_spelling() {
        let endpoint = "https://push.example.com/send/abc";
        let text = subscription(endpoint, KEY, SECRET);
        let read = PushSubscription::parse(&text).unwrap();
        assert_eq!(read.endpoint().as_str(), endpoint);
        assert_eq!((read.key().len(), read.secret().len()), (65, 16));
        let padded = subscription(endpoint, &format!("{KEY}="), &format!("{SECRET}=="));
        assert_eq!(PushSubscription::parse(&padded).unwrap().to_text(), read.to_text());
        assert_eq!(PushSubscription::parse(&read.to_text()), Ok(read));
    }

    #[test]
    fn what_lacks_something_or_leads_nowhere_is_refused() {
        let endpoint = "https://push.example.com/send/abc";
        let long = format!("https://push.example.com/{}", "a".repeat(LONGEST));
        for text in [
            "",
            "null",
            "[]",
            "{}",
            "https://push.example.com/send/abc",
            &subscription("", KEY, SECRET),
            &subscription("push.example.com", KEY, SECRET),
            &subscription("file:///etc/passwd", KEY, SECRET),
            &subscription("https://user:secret@push.example.com/", KEY, SECRET),
            &subscription("https://push.example.com/\r\nX-Injected: 1", KEY, SECRET),
            &subscription(&long, KEY, SECRET),
            &subscription(endpoint, &KEY[4..], SECRET),
            &subscription(endpoint, &format!("A{}", &KEY[1..]), SECRET),
            &subscription(endpoint, "", SECRET),
            &subscription(endpoint, KEY, &SECRET[4..]),
            &subscription(endpoint, KEY, "not base64!"),
            &subscription(endpoint, SECRET, KEY),
        ] {
            assert_eq!(PushSubscription::parse(text), Err(BadPushSubscription), "{text}");
        }
    }

    #[test]
    fn debug_output_shows_no_address_and_no_secret() {
        let read = PushSubscription::parse(&subscription("https://push.example.com/abc", KEY, SECRET));
        assert_eq!(format!("{:?}", read.unwrap()), "PushSubscription(…)");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,80}") {
            let _ = PushSubscription::parse(&text);
        }
    }
}
