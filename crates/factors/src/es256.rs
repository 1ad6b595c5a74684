//! ECDSA on P-256 with SHA-256: a device's public key, its signatures, and what it signs as compact JWS (RFC 7515, 7518).
//!
//! One algorithm is spoken and a token's own `alg` chooses nothing: neither `none` nor a public key taken for a secret can
//! get through.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_FIXED, ParsedPublicKey, VerificationAlgorithm,
};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

/// What stands before the point in the SubjectPublicKeyInfo of every uncompressed P-256 key (RFC 5480): `id-ecPublicKey`,
/// `prime256v1`, a bit string of 65 octets. DER has one spelling, so nothing else is one.
const SPKI_HEAD: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
/// How an uncompressed point begins (SEC 1, 2.3.3).
const UNCOMPRESSED: u8 = 4;

/// A public key: an uncompressed point that lies on the curve.
#[derive(Clone)]
pub(crate) struct PublicKey(ParsedPublicKey);

impl PublicKey {
    /// How long a point is, in octets.
    pub(crate) const POINT_LEN: usize = 65;

    /// Reads the standard base64 of a SubjectPublicKeyInfo; none for what is no key on the curve.
    pub(crate) fn from_spki(text: &str) -> Option<Self> {
        Self::from_point(BASE64_STANDARD.decode(text).ok()?.strip_prefix(&SPKI_HEAD)?)
    }

    /// Reads an uncompressed point; none when it isn't on the curve.
    pub(crate) fn from_point(point: &[u8]) -> Option<Self> {
        let is_plain = point.len() == Self::POINT_LEN && point.first() == Some(&UNCOMPRESSED);
        let key = is_plain.then(|| ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).ok());
        key.flatten().map(Self)
    }

    /// The point.
    pub(crate) fn point(&self) -> &[u8] {
        self.0.as_ref()
    }

    /// The standard base64 of its SubjectPublicKeyInfo.
    pub(crate) fn to_spki(&self) -> String {
        BASE64_STANDARD.encode([&SPKI_HEAD, self.point()].concat())
    }

    /// Whether `signature` is the standard base64 of the DER of this key's signature of `message`.
    pub(crate) fn has_signed(&self, message: &str, signature: &str) -> bool {
        let signature = BASE64_STANDARD.decode(signature);
        signature.is_ok_and(|signature| self.fits(&ECDSA_P256_SHA256_ASN1, message, &signature))
    }

    fn fits(&self, algorithm: &'static dyn VerificationAlgorithm, message: &str, signature: &[u8]) -> bool {
        algorithm.verify_sig(self.point(), message.as_bytes(), signature).is_ok()
    }
}

/// A compact JWS, taken apart. Nothing in it is proven before [`Jws::is_by`].
pub(crate) struct Jws<'t> {
    /// The header.
    pub(crate) header: Map<String, Value>,
    /// The payload.
    pub(crate) payload: Map<String, Value>,
    signed: &'t str,
    signature: Vec<u8>,
}

impl<'t> Jws<'t> {
    /// Takes a token apart; none when it has not three parts, is signed with anything but ES256, or uses an extension that
    /// would have to be understood (RFC 7515, 4.1.11).
    pub(crate) fn read(token: &'t str) -> Option<Self> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let (header, payload) = (object(header)?, object(payload)?);
        if header.get("alg").and_then(Value::as_str) != Some("ES256") || header.contains_key("crit") {
            return None;
        }
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
        Some(Self { header, payload, signed, signature })
    }

    /// Whether this key signed it.
    pub(crate) fn is_by(&self, key: &PublicKey) -> bool {
        key.fits(&ECDSA_P256_SHA256_FIXED, self.signed, &self.signature)
    }
}

/// The JSON object in one part of a token.
fn object(part: &str) -> Option<Map<String, Value>> {
    match serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The key of RFC 7515, appendix A.3, and the token that it signed there.
    const X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    const Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
    const TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    fn standard_point() -> Vec<u8> {
        let part = |text| BASE64_URL_SAFE_NO_PAD.decode(text).unwrap();
        [vec![UNCOMPRESSED], part(X), part(Y)].concat()
    }

    #[test]
    fn the_standards_own_example_is_by_its_key_and_by_no_other() {
        let key = PublicKey::from_point(&standard_point()).unwrap();
        let jws = Jws::read(TOKEN).unwrap();
        assert_eq!(jws.payload["iss"], "joe");
        assert!(jws.is_by(&key));
        // Twilio's example of a key.
        let other = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8GdwtibWe0kpgsFl6xPQBwhtwUEyeJkeozFmi2jiJDzxFSMwVy3kVR1h/dPVYOfgkC0EkfBRJ0J/6xW47FD5vA==";
        let other = PublicKey::from_spki(other).unwrap();
        assert!(!jws.is_by(&other));
        assert_eq!(PublicKey::from_spki(&key.to_spki()).unwrap().point(), standard_point());
    }

    #[test]
    fn a_token_with_a_letter_changed_anywhere_is_not_by_the_key() {
        let key = PublicKey::from_point(&standard_point()).unwrap();
        for at in 0..TOKEN.len() {
            for with in ["A", "x", ""] {
                let mut token = TOKEN.to_owned();
                token.replace_range(at..=at, with);
                let is_by = Jws::read(&token).is_some_and(|jws| jws.is_by(&key));
                assert!(!is_by || token == TOKEN, "{token}");
            }
        }
    }

    #[test]
    fn a_key_that_is_compressed_cut_longer_or_off_the_curve_is_none() {
        let point = standard_point();
        let spki = |point: &[u8]| BASE64_STANDARD.encode([&SPKI_HEAD, point].concat());
        assert!(PublicKey::from_spki(&spki(&point)).is_some());
        let mut off = point.clone();
        off[64] ^= 1;
        let hybrid: Vec<u8> = [&[7], &point[1..]].concat();
        let compressed: Vec<u8> = [&[3], &point[1..33]].concat();
        let beyond: Vec<u8> = [&[4_u8][..], &[0xff; 64]].concat();
        let nowhere: Vec<u8> = [&[4_u8][..], &[0; 64]].concat();
        let longer: Vec<u8> = [&point[..], &[0]].concat();
        for bad in [&off[..], &hybrid, &compressed, &beyond, &nowhere, &longer, &point[..64], &[0], &[]] {
            assert!(PublicKey::from_spki(&spki(bad)).is_none(), "{bad:02x?}");
        }
        // The point without its frame, another curve's frame, and what is no base64.
        let mut other_curve = [&SPKI_HEAD, &point[..]].concat();
        other_curve[22] = 6;
        for bad in
            [BASE64_STANDARD.encode(&point), BASE64_STANDARD.encode(other_curve), "dGVzdF9rZXk=".into()]
        {
            assert!(PublicKey::from_spki(&bad).is_none());
        }
        let good = spki(&point);
        for bad in [good.trim_end_matches('=').to_owned(), format!("{good}\n"), format!(" {good}")] {
            assert!(PublicKey::from_spki(&bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn another_algorithm_or_an_extension_is_not_read() {
        let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
        for header in [
            r#"{"alg":"none"}"#,
            r#"{"alg":"HS256"}"#,
            r#"{"alg":"ES384"}"#,
            r#"{"alg":"es256"}"#,
            r#"{"alg":["ES256"]}"#,
            r#"{"alg":"ES256","crit":["b64"],"b64":false}"#,
            "{}",
            "[]",
        ] {
            assert!(Jws::read(&format!("{}.{}.AAAA", part(header), part("{}"))).is_none(), "{header}");
            assert!(Jws::read(&format!("{}.{}.", part(header), part("{}"))).is_none(), "{header}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,80}|[A-Za-z0-9_.=-]{0,120}") {
            let _ = (PublicKey::from_spki(&text), Jws::read(&text).is_some());
        }
    }
}
