//! Keys that sign what others check with the public half alone: ES256 (RFC 7518, 3.4).

use aws_lc_rs::digest::{SHA256, digest as sha256};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Octets of a coordinate.
const COORDINATE: usize = 32;

/// A key pair on P-256.
pub struct SigningKey(EcdsaKeyPair);

/// The crypto library failed, or was given something that is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadSigningKey;

impl SigningKey {
    /// A fresh key. The crypto library draws it by itself: what a P-256 key may be is for it to know.
    ///
    /// # Errors
    /// When the library can't.
    pub fn generate() -> Result<Self, BadSigningKey> {
        EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map(Self).map_err(|_| BadSigningKey)
    }

    /// Reads what [`SigningKey::to_pkcs8`] wrote.
    ///
    /// # Errors
    /// When it is nothing of the kind.
    pub fn from_pkcs8(octets: &[u8]) -> Result<Self, BadSigningKey> {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, octets)
            .map(Self)
            .map_err(|_| BadSigningKey)
    }

    /// The whole key, to be sealed.
    ///
    /// # Errors
    /// When the library can't.
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, BadSigningKey> {
        let document = self.0.to_pkcs8v1().map_err(|_| BadSigningKey)?;
        Ok(Zeroizing::new(document.as_ref().to_vec()))
    }

    /// The public half's coordinates in base64url, as a JWK writes them.
    #[must_use]
    pub fn coordinates(&self) -> (String, String) {
        // An uncompressed point: one octet that says so, then both.
        let point = self.0.public_key().as_ref();
        let (x, y) = point[1..].split_at(COORDINATE);
        (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y))
    }

    /// The public half's thumbprint (RFC 7638): its name.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let (x, y) = self.coordinates();
        let jwk = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        URL_SAFE_NO_PAD.encode(Sha256::digest(jwk))
    }

    /// A compact JWS (RFC 7515): `header` and `payload` are JSON texts.
    ///
    /// # Errors
    /// When the library can't.
    pub fn jws(&self, header: &str, payload: &str) -> Result<String, BadSigningKey> {
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
        let signature = self.0.sign_digest(&sha256(&SHA256, signed.as_bytes())).map_err(|_| BadSigningKey)?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref())))
    }
}

/// SHA-256 of a text in base64url, for what a token covers without saying it.
#[must_use]
pub fn digest(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

/// Its name only.
impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.thumbprint())
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;

    #[test]
    fn a_text_is_covered_by_its_sha_256() {
        // FIPS 180-2, appendix B.1, in base64url.
        assert_eq!(digest("abc"), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
    }

    #[test]
    fn what_a_key_signs_is_its_own_after_it_was_kept_and_no_others() {
        let key = SigningKey::generate().expect("a key");
        let kept = SigningKey::from_pkcs8(&key.to_pkcs8().expect("octets")).expect("the same key");
        assert_eq!(kept.coordinates(), key.coordinates());
        let token = kept.jws(r#"{"alg":"ES256"}"#, r#"{"sub":"ann"}"#).expect("a token");
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
        assert_eq!(signature.len(), 2 * COORDINATE);
        let fits = |key: &SigningKey| {
            let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.0.public_key().as_ref());
            public.verify(signed.as_bytes(), &signature).is_ok()
        };
        let other = SigningKey::generate().expect("another");
        assert!(fits(&key) && !fits(&other));
        assert_ne!(key.thumbprint(), other.thumbprint());
        assert!(SigningKey::from_pkcs8(b"nothing").is_err());
        assert_eq!(format!("{key:?}").len(), "SigningKey()".len() + 43);
    }
}
