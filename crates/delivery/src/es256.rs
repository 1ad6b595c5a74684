//! JSON Web Tokens that providers have us sign with a key pair of ours: ECDSA on P-256 with SHA-256 (RFC 7518, 3.4).

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;
use serde_json::Value;

/// A key pair that signs.
pub(crate) struct SigningKey(EcdsaKeyPair);

impl SigningKey {
    /// Reads a private key as PEM, `BEGIN PRIVATE KEY`; none for everything else.
    pub(crate) fn from_pem(text: &str) -> Option<Self> {
        let der = PrivatePkcs8KeyDer::from_pem_slice(text.as_bytes()).ok()?;
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.secret_pkcs8_der()).ok().map(Self)
    }

    /// Reads a private key as its bare number, 32 octets; none for what is no key.
    pub(crate) fn from_number(octets: &[u8]) -> Option<Self> {
        let public = PrivateKey::from_private_key(&ECDH_P256, octets).ok()?.compute_public_key().ok()?;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            octets,
            public.as_ref(),
        );
        pair.ok().map(Self)
    }

    /// The public half, as an uncompressed point.
    pub(crate) fn point(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    /// A signed token; none when the library can't sign.
    #[expect(
        clippy::disallowed_methods,
        reason = "the library asks for chance, takes none of it and has its own"
    )]
    pub(crate) fn token(&self, header: &Value, claims: &Value) -> Option<String> {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes()).ok()?;
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}
