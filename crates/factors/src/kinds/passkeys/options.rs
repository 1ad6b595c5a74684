//! What a browser's `navigator.credentials` is asked with (WebAuthn 5.4 and 5.5).

use countersign_model::CHALLENGE_MILLIS;
use serde_json::{Value, json};

use super::Public;
use super::base64url;
use super::ceremony::ALGORITHMS;
use super::config::{Attachment, Config, Want};

/// How long a registration may take, in milliseconds.
pub(super) const REGISTRATION_MILLIS: i64 = 10 * 60 * 1000;

/// For a new credential. Whose it will be is filled in by [`address`].
pub(super) fn creation(config: &Config, name: &str, challenge: &[u8], siblings: &[Public]) -> Value {
    let mut selection = json!({
        "requireResidentKey": config.discoverable_credentials == Want::Required,
        "residentKey": config.discoverable_credentials,
        "userVerification": config.user_verification,
    });
    if config.authenticator_attachment != Attachment::Any {
        selection["authenticatorAttachment"] = json!(config.authenticator_attachment);
    }
    let party = &config.relying_party;
    json!({ "publicKey": {
        "rp": { "id": party.id, "name": party.name },
        "user": { "id": null, "name": name, "displayName": name },
        "challenge": base64url::write(challenge),
        "pubKeyCredParams": ALGORITHMS.map(|(alg, _)| json!({ "type": "public-key", "alg": alg })),
        "timeout": REGISTRATION_MILLIS,
        "excludeCredentials": descriptors(siblings.iter().filter(|it| it.is_of(&party.id))),
        "authenticatorSelection": selection,
        "attestation": "none",
    }})
}

/// Says whose the credential will be: what a discoverable login gives back.
pub(super) fn address(options: &mut Value, handle: &[u8]) {
    options["publicKey"]["user"]["id"] = base64url::write(handle).into();
}

/// For a signature by one of `candidates`, or by whatever the authenticator finds.
pub(super) fn request(party: &str, want: Want, challenge: &[u8], candidates: &[Public]) -> Value {
    json!({ "publicKey": {
        "challenge": base64url::write(challenge),
        "timeout": CHALLENGE_MILLIS,
        "rpId": party,
        "allowCredentials": descriptors(candidates.iter()),
        "userVerification": want,
    }})
}

fn descriptors<'a>(of: impl Iterator<Item = &'a Public>) -> Vec<Value> {
    of.filter_map(|it| {
        let id = it.credential_id.as_ref()?;
        let mut descriptor = json!({ "type": "public-key", "id": id });
        if !it.transports.is_empty() {
            descriptor["transports"] = json!(it.transports);
        }
        Some(descriptor)
    })
    .collect()
}
