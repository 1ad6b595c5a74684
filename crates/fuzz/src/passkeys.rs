use std::sync::OnceLock;

use countersign_factors::{AskOpenly, Kept, KindError, Params};
use countersign_model::{Answer, Challenge, Factor, ServiceSettings};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::edits::edited;
use crate::fixtures::{NOW, challenge, enrol, factor, kind, service};
use crate::software_key::{Key, ORIGIN, PARTY, Parts, base64url};

struct Ceremonies {
    factor: Factor,
    /// The factor before and after its registration.
    begun: Kept,
    made: Kept,
    registration: Parts,
    challenge: Challenge,
    login: Parts,
}

fn ceremonies() -> &'static Ceremonies {
    static CEREMONIES: OnceLock<Ceremonies> = OnceLock::new();
    CEREMONIES.get_or_init(|| {
        let (key, service) = (Key::new(), service(ServiceSettings::default()));
        let mut factor = factor(&service, "passkeys");
        let config = json!({
            "relying_party": { "id": PARTY, "origins": [ORIGIN] },
            "authenticator_attachment": "any",
            "discoverable_credentials": "preferred",
            "user_verification": "required",
        });
        let params: Params = [("config", config)].into_iter().collect();
        let begun = enrol(&service, &factor, &params).expect("a registration");
        let registration = key.registers(&begun.options);
        let mut made = begun.kept.clone();
        let verified = kind("passkeys").verify(&factor, &mut made, &attestation(&registration), NOW);
        assert_eq!(verified, Ok(true), "the good one is good");
        factor.public = made.public.clone();
        factor.lookup = made.lookup.clone();
        let mut challenge = challenge(&factor);
        let candidates = Some(std::slice::from_ref(&factor));
        let asked = AskOpenly { service: &service, candidates, must_unlock: false };
        let options = kind("passkeys").ask_openly(&asked, &mut challenge, &[9; 32]).expect("options");
        let login = key.signs(&options);
        Ceremonies { factor, begun: begun.kept, made, registration, challenge, login }
    })
}

fn named(parts: &Parts, response: Value) -> String {
    let id = base64url(&parts.id);
    json!({ "id": id, "rawId": id, "type": "public-key", "response": response }).to_string()
}

fn attestation(parts: &Parts) -> String {
    let (object, client) = (base64url(&parts.data), base64url(&parts.client));
    named(parts, json!({ "attestationObject": object, "clientDataJSON": client }))
}

fn assertion(parts: &Parts) -> String {
    let [data, client, signature] = [&parts.data, &parts.client, &parts.signature].map(|it| base64url(it));
    named(parts, json!({ "authenticatorData": data, "clientDataJSON": client, "signature": signature }))
}

/// `good` with one of its parts changed, or replaced: `way` says which.
fn spoiled(good: &Parts, way: u8, rest: &[u8]) -> Parts {
    let mut parts = good.clone();
    let part = match way % 4 {
        0 => &mut parts.data,
        1 => &mut parts.client,
        2 => &mut parts.signature,
        _ => &mut parts.id,
    };
    *part = if way & 0x40 == 0 { edited(part, rest) } else { rest.to_vec() };
    parts
}

/// CBOR, client data and signatures of passkeys. A registration that is taken was made for our domain, on our page, for
/// this very factor; a login is the signed one, octet for octet.
pub fn passkeys(input: &[u8]) {
    let Some((&way, rest)) = input.split_first() else { return };
    let Ceremonies { factor, begun, made, registration, challenge, login } = ceremonies();
    let parts = spoiled(registration, way >> 1, rest);
    let mut kept = begun.clone();
    if way & 1 == 0 {
        if is_taken(kind("passkeys").verify(factor, &mut kept, &attestation(&parts), NOW)) == Some(true) {
            let said: Value = serde_json::from_slice(&parts.client).expect("JSON");
            let good: Value = serde_json::from_slice(&registration.client).expect("JSON");
            for name in ["type", "challenge", "origin"] {
                assert_eq!(said[name], good[name], "{name}");
            }
            let party = Sha256::digest(PARTY);
            assert!(parts.data.windows(32).any(|part| part == &party[..]), "for another domain");
            assert!(kept.lookup != begun.lookup, "its challenge is used up");
        } else {
            assert!(kept == *begun, "a refusal changes nothing");
        }
        return;
    }
    let parts = spoiled(login, way >> 1, rest);
    let answered =
        is_taken(kind("passkeys").answer(factor, challenge, &mut made.clone(), &assertion(&parts), NOW));
    assert_eq!(answered.flatten() == Some(Answer::Approved), parts == *login);
}

/// What it came to, if it wasn't refused.
fn is_taken<T>(outcome: Result<T, KindError>) -> Option<T> {
    match outcome {
        Ok(taken) => Some(taken),
        Err(KindError::Refused(_)) => None,
        Err(KindError::Unreadable) => panic!("what we keep is always readable"),
    }
}
