//! The tokens that an application signs its requests with: RS256 (RFC 7515), each good for a minute.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_model::Timestamp;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;
use serde_json::json;

use crate::Secret;
use crate::providers::BadSettings;

/// How long a token is good, in seconds: longer than a request may take.
const LIFE: i64 = 60;

/// An application and its key.
pub(super) struct Application {
    id: String,
    key: RsaKeyPair,
}

impl Application {
    pub(super) fn new(id: &str, private_key: &Secret) -> Result<Self, BadSettings> {
        if id.is_empty() {
            return Err(BadSettings("application_id must not be empty".to_owned()));
        }
        let bad =
            "private_key must be the application's private key as PEM, beginning with BEGIN PRIVATE KEY";
        let der = PrivatePkcs8KeyDer::from_pem_slice(private_key.reveal().as_bytes())
            .map_err(|_| BadSettings(bad.to_owned()))?;
        let key = RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).map_err(|_| BadSettings(bad.to_owned()))?;
        Ok(Self { id: id.to_owned(), key })
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// A token for the request about one message.
    #[expect(
        clippy::disallowed_methods,
        reason = "the library asks for chance that these signatures don't use"
    )]
    pub(super) fn token(&self, delivery_id: &str, now: Timestamp) -> Option<String> {
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let at = now.millis().div_euclid(1000);
        let claims = json!({
            "application_id": self.id,
            "iat": at,
            "exp": at + LIFE,
            // Unique, and no secret.
            "jti": format!("{delivery_id}-{}", now.millis()),
        });
        let signed = format!("{}.{}", part(&json!({ "typ": "JWT", "alg": "RS256" })), part(&claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).ok()?;
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}
