//! Vonage's signature of parameters: `&name=value` for each, sorted by name, under a secret that both sides know.

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq;

use crate::Secret;
use crate::providers::BadSettings;
use crate::signature::unhex;

#[derive(Clone, Copy, Debug)]
enum Method {
    /// MD5 of everything with the secret behind it.
    Md5Hash,
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

/// Verifies signatures under one secret by one method: what a request says about its method counts for nothing.
pub(super) struct Signer {
    secret: Secret,
    method: Method,
}

impl Signer {
    pub(super) fn new(secret: &Secret, method: &str) -> Result<Self, BadSettings> {
        let method = match method {
            "md5hash" => Method::Md5Hash,
            "md5" => Method::Md5,
            "sha1" => Method::Sha1,
            "sha256" => Method::Sha256,
            "sha512" => Method::Sha512,
            _ => {
                let known = "signature_method must be md5hash, md5, sha1, sha256 or sha512";
                return Err(BadSettings(known.to_owned()));
            }
        };
        // Everybody can sign with nothing.
        if secret.reveal().is_empty() {
            return Err(BadSettings("signature_secret must not be empty".to_owned()));
        }
        Ok(Self { secret: secret.clone(), method })
    }

    /// Whether `signature`, in hex of either case, is that of `fields`. What is signed can be split into names and
    /// values in one way only, because no name with `&` or `=` is taken.
    pub(super) fn verifies(&self, fields: &[(String, String)], signature: &str) -> bool {
        let mut fields: Vec<_> = fields.iter().filter(|(name, _)| name != "sig").collect();
        if fields.iter().any(|(name, _)| name.contains(['&', '='])) {
            return false;
        }
        fields.sort_by(|(one, _), (other, _)| one.cmp(other));
        let text: String = fields
            .iter()
            .map(|(name, value)| format!("&{name}={}", value.replace(['&', '='], "_")))
            .collect();
        unhex(signature.trim()).is_some_and(|signature| self.is_of(text.as_bytes(), &signature))
    }

    fn is_of(&self, text: &[u8], signature: &[u8]) -> bool {
        let key = self.secret.reveal().as_bytes();
        match self.method {
            Method::Md5Hash => {
                let hash = Md5::new().chain_update(text).chain_update(key).finalize();
                hash.as_slice().ct_eq(signature).into()
            }
            Method::Md5 => is_mac::<Hmac<Md5>>(key, text, signature),
            Method::Sha1 => is_mac::<Hmac<Sha1>>(key, text, signature),
            Method::Sha256 => is_mac::<Hmac<Sha256>>(key, text, signature),
            Method::Sha512 => is_mac::<Hmac<Sha512>>(key, text, signature),
        }
    }
}

fn is_mac<M: Mac + KeyInit>(key: &[u8], text: &[u8], signature: &[u8]) -> bool {
    // HMAC takes keys of every length.
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else { return false };
    mac.update(text);
    mac.verify_slice(signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn signer(method: &str) -> Signer {
        Signer::new(&Secret::new("signature_secret"), method).expect("a signer")
    }

    #[test]
    fn the_vendor_s_own_examples_verify() {
        // From the tests of Vonage's Python library.
        let two = fields(&[("param2", "value2"), ("timestamp", "1234567890"), ("param1", "value1")]);
        let sha256 = "280c4320703dbc98bfa22db676655ed2acfbfe8792b062ff7622e67f1183c287";
        assert!(signer("sha256").verifies(&two, sha256));
        assert!(signer("sha256").verifies(&two, &sha256.to_uppercase()));
        assert!(signer("md5").verifies(&two, "724c2bf6ca423c36e20631b11d1c5753"));
        let marks = fields(&[("param1", "value&1"), ("param2", "value=2"), ("timestamp", "1234567890")]);
        assert!(signer("md5").verifies(&marks, "2bbf0abafb2c55e5af6231513896a2ac"));
        let one = fields(&[("param", "value"), ("timestamp", "1234567890"), ("sig", "anything")]);
        assert!(signer("md5").verifies(&one, "655a4d0b7f064dff438defc52b012cf5"));
    }

    #[test]
    fn every_method_verifies_its_own_signature_and_no_other_s() {
        // Python's hashlib and hmac over `&param=value&timestamp=1234567890`.
        let signatures = [
            ("md5hash", "6d4e7072fdddafbbdf57825610c394d1"),
            ("md5", "655a4d0b7f064dff438defc52b012cf5"),
            ("sha1", SHA1),
            ("sha256", SHA256),
            ("sha512", SHA512),
        ];
        let one = fields(&[("param", "value"), ("timestamp", "1234567890")]);
        for (method, _) in signatures {
            for (other, signature) in signatures {
                assert_eq!(signer(method).verifies(&one, signature), method == other, "{method} {other}");
            }
            for wrong in ["", "00", "zz", "655a4d0b7f064dff438defc52b012c"] {
                assert!(!signer(method).verifies(&one, wrong), "{method} {wrong}");
            }
        }
    }

    #[test]
    fn a_name_that_hides_other_parameters_is_refused() {
        let hidden = fields(&[("param", "value"), ("param=value&timestamp", "1234567890")]);
        assert!(!signer("md5").verifies(&hidden[1..], "655a4d0b7f064dff438defc52b012cf5"));
    }

    const SHA1: &str = "ffa9a262fb8908000ad07e561380a35c4f9a54bb";
    const SHA256: &str = "620bd8c81f41a0bb1a4147919c0c29bd308245632c29e4f456d42a6136791774";
    const SHA512: &str = "f893374ce3b96e2fe6e1796e4c30fb9d83bceb7016eefedf53dcb3526efd5f0493dc947378e6a5a5d697675bf5ae216a11a79bb56ae800ac3fc7228a29356722";
}
