//! An authenticator with one key, as far as octets of it are fuzzed.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub(crate) const PARTY: &str = "example.com";
pub(crate) const ORIGIN: &str = "https://example.com";
const ID: [u8; 32] = [7; 32];

pub(crate) struct Key(EcdsaKeyPair);

/// The parts of an answer, as octets.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) id: Vec<u8>,
    pub(crate) client: Vec<u8>,
    /// The attestation object, or what the authenticator says of itself.
    pub(crate) data: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

pub(crate) fn base64url(octets: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(octets)
}

/// CBOR's octet string of less than 256 octets (RFC 8949, section 3).
fn octets(octets: &[u8]) -> Vec<u8> {
    let length = u8::try_from(octets.len()).expect("short");
    [&[0x58, length], octets].concat()
}

fn client(kind: &str, options: &Value) -> Vec<u8> {
    let challenge = &options["publicKey"]["challenge"];
    json!({ "type": kind, "challenge": challenge, "origin": ORIGIN }).to_string().into_bytes()
}

fn said(flags: u8, attested: &[u8]) -> Vec<u8> {
    [&Sha256::digest(PARTY)[..], &[flags], &[0; 4], attested].concat()
}

impl Key {
    pub(crate) fn new() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key"))
    }

    /// The answer to the options of a registration: the person was there and unlocked it.
    pub(crate) fn registers(&self, options: &Value) -> Parts {
        let point = self.0.public_key().as_ref();
        // ES256 on P-256 (RFC 9053, section 7.1).
        let head = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21];
        let key = [&head[..], &octets(&point[1..33]), &[0x22], &octets(&point[33..])].concat();
        let attested = [&[0; 16][..], &[0, 32], &ID, &key].concat();
        let data =
            [&[0xa3, 0x63][..], b"fmt\x64none\x67attStmt\xa0\x68authData", &octets(&said(0x45, &attested))]
                .concat();
        Parts { id: ID.to_vec(), client: client("webauthn.create", options), data, signature: Vec::new() }
    }

    /// The answer to the options of a login.
    #[expect(clippy::disallowed_methods, reason = "whoever signs draws chance; nothing is seen of it")]
    pub(crate) fn signs(&self, options: &Value) -> Parts {
        let (data, client) = (said(0x05, &[]), client("webauthn.get", options));
        let message = [&data[..], &Sha256::digest(&client)[..]].concat();
        let signature = self.0.sign(&SystemRandom::new(), &message).expect("a signature").as_ref().to_vec();
        Parts { id: ID.to_vec(), client, data, signature }
    }
}
