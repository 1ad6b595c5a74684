//! What is posted, and how it is signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha2::Sha256;

use crate::providers::BadSettings;
use crate::{Message, Secret};

/// Bytes in the shortest secret that is taken.
const SHORTEST_SECRET: usize = 16;

/// The JSON document. `version` changes when a field's meaning does; fields may be added without.
#[derive(Serialize)]
pub(super) struct Body<'a> {
    version: u8,
    delivery_id: &'a str,
    channel: &'static str,
    to: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<&'a str>,
    locale: &'a str,
    sender: &'a str,
    expires_at: String,
    attempt: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    send_digits: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gate_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    voice: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
}

impl<'a> Body<'a> {
    pub(super) fn new(message: &'a Message, include_code: bool) -> Self {
        Self {
            version: 1,
            delivery_id: &message.delivery_id,
            channel: message.channel.as_str(),
            to: message.to.as_str(),
            code: include_code.then_some(message.code.as_str()),
            text: &message.text,
            subject: message.subject.as_deref(),
            html: message.html.as_deref(),
            locale: &message.locale,
            sender: &message.sender_name,
            expires_at: message.expires_at.to_string(),
            attempt: message.attempt,
            send_digits: message.send_digits.as_deref(),
            gate_text: message.gate_text.as_deref(),
            voice: message.voice.as_deref(),
            callback_url: message.receipt_url.as_deref(),
        }
    }
}

/// Signs requests as Standard Webhooks describe: `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`.
pub(super) struct Signer(Hmac<Sha256>);

impl Signer {
    pub(super) fn new(secret: &Secret) -> Result<Self, BadSettings> {
        let text = secret.reveal();
        let key = match text.strip_prefix("whsec_") {
            Some(encoded) => STANDARD
                .decode(encoded)
                .map_err(|_| BadSettings("secret must be base64 after whsec_".to_owned()))?,
            None => text.as_bytes().to_vec(),
        };
        if key.len() < SHORTEST_SECRET {
            return Err(BadSettings(format!(
                "secret must have at least {SHORTEST_SECRET} characters, or bytes after whsec_"
            )));
        }
        let mac = Hmac::new_from_slice(&key).map_err(|_| BadSettings("secret can't be used".to_owned()))?;
        Ok(Self(mac))
    }

    /// The header's value for a request made at `seconds` after 1970.
    pub(super) fn sign(&self, id: &str, seconds: i64, body: &[u8]) -> String {
        let mut mac = self.0.clone();
        mac.update(format!("{id}.{seconds}.").as_bytes());
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }

    /// Whether one of the signatures in `header`, with blanks between them, is that of a request of this kind.
    pub(super) fn verifies(&self, id: &str, seconds: i64, body: &[u8], header: &str) -> bool {
        let mut mac = self.0.clone();
        mac.update(format!("{id}.{seconds}.").as_bytes());
        mac.update(body);
        header.split(' ').filter_map(|signature| signature.strip_prefix("v1,")).any(|signature| {
            STANDARD.decode(signature).is_ok_and(|signature| mac.clone().verify_slice(&signature).is_ok())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::tests::example;

    #[test]
    fn the_standard_s_own_example_is_signed_alike() {
        // From the test vectors of the Standard Webhooks reference libraries.
        let signer = Signer::new(&Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).expect("a secret");
        let signature =
            signer.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_short_or_garbled_secret_is_refused() {
        for secret in ["", "fifteen letters", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!not base64 at all!!!"] {
            assert!(Signer::new(&Secret::new(secret)).is_err(), "{secret}");
        }
    }

    #[test]
    fn the_document_has_the_code_only_when_asked_for_and_nothing_that_is_not_there() {
        let mut message = example("+15017122661");
        (message.subject, message.html) = (None, None);
        let with = serde_json::to_value(Body::new(&message, true)).expect("JSON");
        assert_eq!(
            with,
            serde_json::json!({
                "version": 1,
                "delivery_id": "VL0123456789abcdef0123456789abcdef",
                "channel": "sms",
                "to": "+15017122661",
                "code": "481516",
                "text": "Your Acme code is 481 516",
                "locale": "en",
                "sender": "Acme",
                "expires_at": "2023-11-14T22:23:20Z",
                "attempt": 1,
            })
        );
        message.send_digits = Some("ww12".to_owned());
        message.gate_text = Some("Press any key".to_owned());
        let without = serde_json::to_value(Body::new(&message, false)).expect("JSON");
        assert_eq!(without.get("code"), None);
        assert_eq!(without["send_digits"], "ww12");
        assert_eq!(without["gate_text"], "Press any key");
    }
}
