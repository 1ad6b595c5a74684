//! A phone with an app of the push kind: it does with its key what the apps' library does.

use std::sync::atomic::{AtomicI64, Ordering};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    KeyPair as _,
};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

/// What stands before the point of a P-256 key in its SubjectPublicKeyInfo (RFC 5480).
const SPKI_HEAD: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE";

/// Chance for keys and signatures; the library takes no other.
#[expect(clippy::disallowed_methods, reason = "of a test's own phone; nothing rests on which it is")]
fn chance() -> SystemRandom {
    SystemRandom::new()
}

/// A phone: its key, and a clock that may be wrong.
#[derive(Debug)]
pub struct Device {
    pkcs8: Vec<u8>,
    /// By how many seconds it believes its clock to be wrong.
    correction: AtomicI64,
}

impl Default for Device {
    fn default() -> Self {
        Self::new()
    }
}

impl Device {
    /// A phone with a key that no other has.
    ///
    /// # Panics
    /// When the library has no chance to give.
    #[must_use]
    pub fn new() -> Self {
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &chance());
        Self { pkcs8: key.expect("a key").as_ref().to_vec(), correction: AtomicI64::new(0) }
    }

    fn key(&self, algorithm: &'static EcdsaSigningAlgorithm) -> EcdsaKeyPair {
        EcdsaKeyPair::from_pkcs8(algorithm, &self.pkcs8).expect("its own key")
    }

    fn sign(&self, algorithm: &'static EcdsaSigningAlgorithm, message: &str) -> Vec<u8> {
        let signature = self.key(algorithm).sign(&chance(), message.as_bytes());
        signature.expect("a signature").as_ref().to_vec()
    }

    /// `Binding.PublicKey`.
    #[must_use]
    pub fn public_key(&self) -> String {
        // 27 octets in front, a whole number of base64's letters, and the last is the point's first.
        let point = self.key(&ECDSA_P256_SHA256_FIXED_SIGNING).public_key().as_ref()[1..].to_vec();
        format!("{SPKI_HEAD}{}", BASE64_STANDARD.encode(point))
    }

    /// The `AuthPayload` that verifies a factor.
    #[must_use]
    pub fn proof(&self, factor_sid: &str) -> String {
        BASE64_STANDARD.encode(self.sign(&ECDSA_P256_SHA256_ASN1_SIGNING, factor_sid))
    }

    /// A compact JWS with its signature.
    #[must_use]
    pub fn jws(&self, header: &Value, payload: &Value) -> String {
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(payload));
        let signature = self.sign(&ECDSA_P256_SHA256_FIXED_SIGNING, &signed);
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }

    /// The password of its calls when its clock shows `seconds` since 1970.
    #[must_use]
    pub fn token(&self, account_sid: &str, credential_sid: &str, seconds: i64) -> String {
        let now = seconds + self.correction.load(Ordering::SeqCst);
        self.jws(
            &json!({ "typ": "JWT", "alg": "ES256", "cty": "twilio-pba;v=1", "kid": credential_sid }),
            &json!({ "sub": account_sid, "exp": now + 600, "nbf": now }),
        )
    }

    /// Sets its clock, which shows `seconds`, by a server's `server_seconds`.
    pub fn correct(&self, seconds: i64, server_seconds: i64) {
        self.correction.store(server_seconds - seconds, Ordering::SeqCst);
    }

    /// The `AuthPayload` that answers a challenge: what the header `fields` lists, as it stands in `challenge`, and `status`.
    #[must_use]
    pub fn answer(&self, fields: &str, challenge: &Value, status: &str) -> String {
        let mut payload: Map<String, Value> =
            fields.split(',').map(|name| (name.to_owned(), challenge[name].clone())).collect();
        payload.insert("status".to_owned(), status.into());
        self.jws(&json!({ "typ": "JWT", "alg": "ES256" }), &Value::Object(payload))
    }
}
