//! What a device signs when its person answers.

use countersign_model::{Answer, Challenge};
use serde_json::{Value, json};

use crate::es256::{Jws, PublicKey};

/// The members of a challenge's body that an answer repeats: all that says who is asked what, when and by whom. The device
/// learns them from a header, so that more can be added.
pub(super) const SIGNED: &[&str] = &[
    "sid",
    "account_sid",
    "service_sid",
    "entity_sid",
    "identity",
    "factor_sid",
    "date_created",
    "expiration_date",
    "details",
    "hidden_details",
];

/// What `payload`, a compact JWS, answers; none unless the key signed it and it repeats all of [`SIGNED`] as the challenge
/// has it.
pub(super) fn read(challenge: &Challenge, key: &PublicKey, payload: &str) -> Option<Answer> {
    let jws = Jws::read(payload)?;
    if !jws.is_by(key) {
        return None;
    }
    for name in SIGNED {
        // An app may leave out what is null.
        if jws.payload.get(*name).unwrap_or(&Value::Null) != &stands(challenge, name)? {
            return None;
        }
    }
    match jws.payload.get("status")?.as_str()? {
        "approved" => Some(Answer::Approved),
        "denied" => Some(Answer::Denied),
        _ => None,
    }
}

/// A member of the challenge's body.
fn stands(challenge: &Challenge, name: &str) -> Option<Value> {
    let (entity_sid, identity) = challenge.entity.as_ref()?;
    Some(match name {
        "sid" => json!(challenge.sid.to_string()),
        "account_sid" => json!(challenge.account_sid.to_string()),
        "service_sid" => json!(challenge.service_sid.to_string()),
        "entity_sid" => json!(entity_sid.to_string()),
        "identity" => json!(identity.as_str()),
        "factor_sid" => json!(challenge.factor_sid?.to_string()),
        "date_created" => json!(challenge.created_at.to_string()),
        "expiration_date" => json!(challenge.expires_at.to_string()),
        "details" => json!(challenge.details),
        "hidden_details" => json!(challenge.hidden_details),
        _ => return None,
    })
}
