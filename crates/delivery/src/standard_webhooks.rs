//! Requests signed as Standard Webhooks describe: the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_model::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{BadSettings, Inbound, Secret};

/// Bytes in the shortest secret that is taken.
const SHORTEST_SECRET: usize = 16;

/// How far a request's time may be off, in seconds: the standard's own measure against replays.
const TOLERANCE: i64 = 300;

/// Signs and verifies with one secret: `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`.
pub(crate) struct Signer(Hmac<Sha256>);

impl Signer {
    /// Reads a secret: `whsec_` and base64, or plain text.
    ///
    /// # Errors
    /// A sentence that names `key`, when it is short or no base64.
    pub(crate) fn new(key: &str, secret: &Secret) -> Result<Self, BadSettings> {
        let text = secret.reveal();
        let bytes = match text.strip_prefix("whsec_") {
            Some(encoded) => STANDARD
                .decode(encoded)
                .map_err(|_| BadSettings(format!("{key} must be base64 after whsec_")))?,
            None => text.as_bytes().to_vec(),
        };
        if bytes.len() < SHORTEST_SECRET {
            return Err(BadSettings(format!(
                "{key} must have at least {SHORTEST_SECRET} characters, or bytes after whsec_"
            )));
        }
        let mac = Hmac::new_from_slice(&bytes).map_err(|_| BadSettings(format!("{key} can't be used")))?;
        Ok(Self(mac))
    }

    /// The header's value for a request made at `seconds` after 1970.
    pub(crate) fn sign(&self, id: &str, seconds: i64, body: &[u8]) -> String {
        format!("v1,{}", STANDARD.encode(self.mac(id, &seconds.to_string(), body).finalize().into_bytes()))
    }

    /// Whether a request was signed with the same secret, and not long before or after `now`.
    ///
    /// # Errors
    /// Why it isn't believed.
    pub(crate) fn verify(&self, inbound: &Inbound<'_>, now: Timestamp) -> Result<(), &'static str> {
        let signed = inbound.header("webhook-id").zip(inbound.header("webhook-timestamp"));
        let Some(((id, stamp), signatures)) = signed.zip(inbound.header("webhook-signature")) else {
            return Err("the headers webhook-id, webhook-timestamp and webhook-signature are needed");
        };
        let seconds: i64 = stamp.parse().map_err(|_| "webhook-timestamp is no number")?;
        let mac = self.mac(id, stamp, inbound.body);
        // Blanks between them, while a secret is changed.
        let fits =
            signatures.split(' ').filter_map(|signature| signature.strip_prefix("v1,")).any(|signature| {
                STANDARD.decode(signature).is_ok_and(|signature| mac.clone().verify_slice(&signature).is_ok())
            });
        if !fits {
            return Err("webhook-signature doesn't fit");
        }
        if now.millis().div_euclid(1000).saturating_sub(seconds).saturating_abs() > TOLERANCE {
            return Err("webhook-timestamp is more than five minutes off");
        }
        Ok(())
    }

    fn mac(&self, id: &str, stamp: &str, body: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(format!("{id}.{stamp}.").as_bytes());
        mac.update(body);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_s_own_example_is_signed_alike() {
        // From the test vectors of the Standard Webhooks reference libraries.
        let signer =
            Signer::new("secret", &Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).expect("a secret");
        let signature =
            signer.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_short_or_garbled_secret_is_refused_with_its_key_s_name() {
        for secret in ["", "fifteen letters", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!not base64 at all!!!"] {
            let refused = Signer::new("webhook_secret", &Secret::new(secret)).err().expect(secret);
            assert!(refused.0.starts_with("webhook_secret"), "{refused}");
        }
    }
}
