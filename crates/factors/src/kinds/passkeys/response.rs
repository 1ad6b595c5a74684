//! What a browser's `navigator.credentials` gave, as the JSON of a request has it; unknown members are ignored.

use countersign_model::{FactorRefusal, PasskeyRefusal};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::base64url;

/// The ways to reach an authenticator that WebAuthn knows.
const TRANSPORTS: [&str; 6] = ["usb", "nfc", "ble", "smart-card", "internal", "hybrid"];
/// Where the flags stand in authenticator data, behind the hash of the relying party's id (WebAuthn 6.1).
const FLAGS: usize = 32;
/// The flag of user verification: the person gave a finger, a face or a PIN.
const USER_VERIFIED: u8 = 0x04;
/// How long a credential's id is, in octets (WebAuthn 4, "Credential ID").
pub(super) const ID: std::ops::RangeInclusive<usize> = 16..=1023;

/// A new credential: the answer to the options of a factor that was just made.
#[derive(Clone)]
pub struct Registration {
    /// The credential's id, where the request says it; the attestation says it too.
    pub(super) id: Option<Vec<u8>>,
    pub(super) attestation_object: Vec<u8>,
    pub(super) client_data: ClientData,
    pub(super) transports: Vec<String>,
}

/// A signature by a credential: the answer to a challenge.
#[derive(Clone)]
pub struct Assertion {
    pub(super) id: Vec<u8>,
    pub(super) authenticator_data: Vec<u8>,
    pub(super) client_data: ClientData,
    pub(super) signature: Vec<u8>,
    pub(super) user_handle: Option<Vec<u8>>,
}

/// What the browser says, and the challenge in it. The rest is looked at when the ceremony is.
#[derive(Clone)]
pub(super) struct ClientData {
    pub(super) json: Vec<u8>,
    pub(super) challenge: Vec<u8>,
}

#[derive(Deserialize)]
struct Challenged {
    challenge: String,
}

impl ClientData {
    fn read(response: &Value) -> Result<Self, FactorRefusal> {
        let refused = FactorRefusal::Passkey(PasskeyRefusal::ClientData);
        let json = octets(response, "clientDataJSON", PasskeyRefusal::ClientData)?;
        let said: Challenged = serde_json::from_slice(&json).map_err(|_| refused)?;
        let challenge = base64url::read(&said.challenge).filter(|octets| !octets.is_empty());
        Ok(Self { json, challenge: challenge.ok_or(refused)? })
    }
}

impl Registration {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// The first thing that is absent or not what it has to be.
    pub fn read(body: &Value) -> Result<Self, FactorRefusal> {
        let response = response(body)?;
        let id = match (&body["id"], &body["rawId"]) {
            (Value::Null, Value::Null) => None,
            (Value::Null, _) => return Err(FactorRefusal::Passkey(PasskeyRefusal::Id)),
            (_, Value::Null) => Some(id(body)?),
            _ => Some(same_ids(body)?),
        };
        kind(body)?;
        Ok(Self {
            id,
            attestation_object: octets(response, "attestationObject", PasskeyRefusal::AttestationObject)?,
            client_data: ClientData::read(response)?,
            transports: transports(response),
        })
    }

    /// What the factor that it answers is found by.
    #[must_use]
    pub fn lookup(&self) -> String {
        challenge_lookup(&self.client_data.challenge)
    }
}

impl Assertion {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// The first thing that is absent or not what it has to be.
    pub fn read(body: &Value) -> Result<Self, FactorRefusal> {
        let response = response(body)?;
        let id = same_ids(body)?;
        kind(body)?;
        let user_handle = match &response["userHandle"] {
            Value::Null => None,
            _ => Some(octets(response, "userHandle", PasskeyRefusal::Response)?),
        };
        Ok(Self {
            id,
            authenticator_data: octets(response, "authenticatorData", PasskeyRefusal::AuthenticatorData)?,
            client_data: ClientData::read(response)?,
            signature: octets(response, "signature", PasskeyRefusal::Signature)?,
            // An empty one is how some browsers say that there is none.
            user_handle: user_handle.filter(|handle| !handle.is_empty()),
        })
    }

    /// Whether it says that the person unlocked the authenticator.
    pub(super) fn is_unlocked(&self) -> bool {
        self.authenticator_data.get(FLAGS).is_some_and(|flags| flags & USER_VERIFIED != 0)
    }

    /// What the challenge that it answers is found by.
    #[must_use]
    pub fn challenge_lookup(&self) -> String {
        challenge_lookup(&self.client_data.challenge)
    }

    /// What the factor that it is made with is found by.
    #[must_use]
    pub fn factor_lookup(&self) -> String {
        credential_lookup(&self.id)
    }
}

/// The database knows a challenge by its hash alone.
pub(super) fn challenge_lookup(challenge: &[u8]) -> String {
    format!("{} challenge {}", super::NAME, base64url::write(&Sha256::digest(challenge)))
}

pub(super) fn credential_lookup(id: &[u8]) -> String {
    format!("{} credential {}", super::NAME, base64url::write(&Sha256::digest(id)))
}

fn response(body: &Value) -> Result<&Value, FactorRefusal> {
    let response = &body["response"];
    if response.is_object() { Ok(response) } else { Err(FactorRefusal::Passkey(PasskeyRefusal::Response)) }
}

fn octets(of: &Value, name: &str, what: PasskeyRefusal) -> Result<Vec<u8>, FactorRefusal> {
    let octets = of[name].as_str().and_then(base64url::read).filter(|octets| !octets.is_empty());
    // A user handle may be empty, and nothing else.
    match (octets, name) {
        (Some(octets), _) => Ok(octets),
        (None, "userHandle") if of[name] == "" => Ok(Vec::new()),
        _ => Err(FactorRefusal::Passkey(what)),
    }
}

fn id(body: &Value) -> Result<Vec<u8>, FactorRefusal> {
    let id = octets(body, "id", PasskeyRefusal::Id)?;
    if ID.contains(&id.len()) { Ok(id) } else { Err(FactorRefusal::Passkey(PasskeyRefusal::Id)) }
}

/// `id`, with `rawId` as the same octets in base64url or, as in Twilio's examples, in hex.
fn same_ids(body: &Value) -> Result<Vec<u8>, FactorRefusal> {
    let id = id(body)?;
    let raw = body["rawId"].as_str().unwrap_or_default();
    let is_hex = || {
        let hex: String = id.iter().map(|octet| format!("{octet:02x}")).collect();
        raw.eq_ignore_ascii_case(&hex)
    };
    let is_same = base64url::read(raw).is_some_and(|octets| octets == id) || is_hex();
    if is_same { Ok(id) } else { Err(FactorRefusal::Passkey(PasskeyRefusal::RawId)) }
}

/// What is said around the response.
fn kind(body: &Value) -> Result<(), FactorRefusal> {
    match &body["authenticatorAttachment"] {
        // Browsers may not say.
        Value::Null => {}
        Value::String(word) if word == "platform" || word == "cross-platform" => {}
        _ => return Err(FactorRefusal::Passkey(PasskeyRefusal::Attachment)),
    }
    match &body["type"] {
        Value::Null => Ok(()),
        Value::String(word) if word == "public-key" => Ok(()),
        _ => Err(FactorRefusal::Passkey(PasskeyRefusal::Response)),
    }
}

/// Hints for the next time, those that have a meaning.
fn transports(response: &Value) -> Vec<String> {
    let named = response["transports"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_named = |transport: &&str| named.iter().any(|name| name == *transport);
    TRANSPORTS.iter().filter(|transport| is_named(transport)).map(|it| (*it).to_owned()).collect()
}
