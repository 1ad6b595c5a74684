use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Answer, Service};

/// The person was there.
pub(crate) const PRESENT: u8 = 1;
/// The person unlocked the authenticator.
pub(crate) const VERIFIED: u8 = 4;

/// An authenticator and the browser before it, in software. Everything that either says can be forged.
pub(crate) struct Authenticator {
    pub(crate) id: Vec<u8>,
    key: Key,
    /// In COSE's form, where it says another than its own.
    pub(crate) said_key: Option<Vec<u8>>,
    pub(crate) party: String,
    pub(crate) origin: String,
    pub(crate) flags: u8,
    pub(crate) counter: u32,
    /// What it was told that the person is called.
    pub(crate) handle: Option<String>,
}

enum Key {
    P256(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl Key {
    #[expect(
        clippy::disallowed_methods,
        reason = "whoever signs draws chance, as it does for its key; nothing is seen of it"
    )]
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let dice = SystemRandom::new();
        match self {
            Self::P256(key) => key.sign(&dice, message).expect("a signature").as_ref().to_vec(),
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &dice, message, &mut signature).expect("a signature");
                signature
            }
        }
    }

    /// COSE's form of the public key (RFC 9053, section 7.1, and RFC 8812).
    fn public(&self) -> Vec<u8> {
        match self {
            Self::P256(key) => {
                let (x, y) = (&key.public_key().as_ref()[1..33], &key.public_key().as_ref()[33..65]);
                let head = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21];
                [head, octets(x), vec![0x22], octets(y)].concat()
            }
            Self::Rsa(key) => {
                // The key as DER has it: two integers, the first with a zero in front.
                let modulus = &key.public_key().as_ref()[9..265];
                let head = vec![0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20];
                [head, octets(modulus), vec![0x21], octets(&[1, 0, 1])].concat()
            }
        }
    }
}

pub(crate) fn base64url(octets: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(octets)
}

/// CBOR's head of a thing of this type and length (RFC 8949, section 3).
fn head(kind: u8, length: usize) -> Vec<u8> {
    match u8::try_from(length) {
        Ok(short) if short < 24 => vec![kind << 5 | short],
        Ok(octet) => vec![kind << 5 | 24, octet],
        Err(_) => {
            let [high, low] = u16::try_from(length).expect("short").to_be_bytes();
            vec![kind << 5 | 25, high, low]
        }
    }
}

fn octets(octets: &[u8]) -> Vec<u8> {
    [head(2, octets.len()), octets.to_vec()].concat()
}

fn text(text: &str) -> Vec<u8> {
    [head(3, text.len()), text.as_bytes().to_vec()].concat()
}

impl Authenticator {
    /// One with a new key, whose id consists of this octet.
    pub(crate) fn new(id: u8) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        Self {
            id: vec![id; 32],
            key: Key::P256(key),
            said_key: None,
            party: "example.com".to_owned(),
            origin: "https://example.com".to_owned(),
            flags: PRESENT | VERIFIED,
            counter: 0,
            handle: None,
        }
    }

    /// One with an RSA key, as Windows Hello may have.
    pub(crate) fn rsa(id: u8) -> Self {
        let key = Key::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).expect("a key"));
        Self { key, ..Self::new(id) }
    }

    /// Its public key's last octets.
    pub(crate) fn public_key(&self) -> Vec<u8> {
        let key = self.key.public();
        key[key.len() - 32..].to_vec()
    }

    fn data(&self, flags: u8, attested: &[u8]) -> Vec<u8> {
        let party = Sha256::digest(self.party.as_bytes());
        [&party[..], &[flags], &self.counter.to_be_bytes(), attested].concat()
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = options["publicKey"]["challenge"].as_str().expect("a challenge");
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    /// What `navigator.credentials.create` gives for these options.
    pub(crate) fn registers(&mut self, options: &Value) -> Value {
        self.registers_as("webauthn.create", options)
    }

    pub(crate) fn registers_as(&mut self, kind: &str, options: &Value) -> Value {
        self.handle = options["publicKey"]["user"]["id"].as_str().map(str::to_owned);
        let length = u16::try_from(self.id.len()).expect("short").to_be_bytes();
        let key = self.said_key.clone().unwrap_or_else(|| self.key.public());
        let attested = [&[0; 16][..], &length, &self.id, &key].concat();
        let data = self.data(self.flags | 0x40, &attested);
        let object = [
            vec![0xa3],
            text("fmt"),
            text("none"),
            text("attStmt"),
            vec![0xa0],
            text("authData"),
            octets(&data),
        ]
        .concat();
        json!({
            "id": base64url(&self.id),
            "rawId": base64url(&self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": {
                "attestationObject": base64url(object),
                "clientDataJSON": base64url(self.client_data(kind, options)),
                "transports": ["internal", "carrier-pigeon"],
            },
            "clientExtensionResults": {},
        })
    }

    /// What `navigator.credentials.get` gives for these options.
    pub(crate) fn signs(&mut self, options: &Value) -> Value {
        self.signs_as("webauthn.get", options)
    }

    pub(crate) fn signs_as(&mut self, kind: &str, options: &Value) -> Value {
        if self.counter > 0 {
            self.counter += 1;
        }
        let (data, client) = (self.data(self.flags, &[]), self.client_data(kind, options));
        let signed = [&data[..], &Sha256::digest(&client)[..]].concat();
        let signature = self.key.sign(&signed);
        json!({
            "id": base64url(&self.id),
            "rawId": base64url(&self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": {
                "authenticatorData": base64url(data),
                "clientDataJSON": base64url(client),
                "signature": base64url(signature),
                "userHandle": self.handle,
            },
        })
    }
}

/// The settings of a service that asks for passkeys.
pub(crate) const PASSKEYS: [(&str, &str); 6] = [
    ("Passkeys.RelyingParty.Id", "example.com"),
    ("Passkeys.RelyingParty.Name", "Example"),
    ("Passkeys.RelyingParty.Origins", "https://example.com,www.example.com"),
    ("Passkeys.AuthenticatorAttachment", "any"),
    ("Passkeys.DiscoverableCredentials", "preferred"),
    ("Passkeys.UserVerification", "preferred"),
];

impl Service {
    /// One of the four calls of passkeys.
    pub(crate) async fn passkeys(&self, call: &str, body: &Value) -> Answer {
        self.api.post_json(&self.path(&format!("/Passkeys/{call}")), body.to_string()).await
    }

    /// A factor that waits for its registration.
    pub(crate) async fn begins_passkey(&self, identity: &str) -> Answer {
        self.passkeys("Factors", &json!({ "friendly_name": "Laptop", "identity": identity })).await
    }

    /// A verified factor of somebody with this authenticator; gives its SID.
    pub(crate) async fn has_passkey(&self, identity: &str, authenticator: &mut Authenticator) -> String {
        let made = self.begins_passkey(identity).await.is(201);
        let answer = authenticator.registers(&made.body["options"]);
        self.passkeys("VerifyFactor", &answer).await.is(200).stands("verified").sid()
    }

    /// The options of a challenge.
    pub(crate) async fn asks_for_passkey(&self, of: &Value) -> Value {
        self.passkeys("Challenges", of).await.is(201).stands("pending").body["options"].clone()
    }
}
