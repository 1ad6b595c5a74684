//! A passkey's challenge as its own calls show it. Under `Entities` it is shown as every challenge is.

use countersign_model::{Challenge, Timestamp};
use countersign_web::Origin;
use serde::Serialize;
use serde_json::Value;

/// In the specification's order. `details`, `expiration_date` and `links` are null always.
#[derive(Serialize)]
pub(super) struct PasskeyChallengeBody<'a> {
    sid: String,
    account_sid: String,
    service_sid: String,
    /// Empty, as the two after it, while nobody knows who will answer.
    entity_sid: String,
    identity: &'a str,
    factor_sid: String,
    factor_type: &'a str,
    status: &'static str,
    date_created: String,
    date_updated: String,
    date_responded: Option<String>,
    details: Option<()>,
    expiration_date: Option<()>,
    hidden_details: Option<()>,
    links: Option<()>,
    metadata: Option<()>,
    responded_reason: &'static str,
    url: String,
    /// Only where a browser is to be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<Value>,
}

/// The challenge as it stands at `now`, after the call of this name.
pub(super) fn body<'a>(
    challenge: &'a Challenge,
    options: Option<Value>,
    now: Timestamp,
    call: &str,
    origin: &Origin,
) -> PasskeyChallengeBody<'a> {
    let status = challenge.status_at(now);
    let entity = challenge.entity.as_ref();
    let (entity_sid, identity) =
        entity.map(|(sid, identity)| (sid.to_string(), identity.as_str())).unwrap_or_default();
    PasskeyChallengeBody {
        sid: challenge.sid.to_string(),
        account_sid: challenge.account_sid.to_string(),
        service_sid: challenge.service_sid.to_string(),
        entity_sid,
        identity,
        factor_sid: challenge.factor_sid.map(|sid| sid.to_string()).unwrap_or_default(),
        factor_type: challenge.kind.as_str(),
        status: status.as_str(),
        date_created: challenge.created_at.to_string(),
        date_updated: challenge.updated_at.to_string(),
        date_responded: status.answered_at().map(|at| at.to_string()),
        details: None,
        expiration_date: None,
        hidden_details: None,
        links: None,
        metadata: None,
        responded_reason: "none",
        url: origin.url(&format!("/v2/Services/{}/Passkeys/{call}", challenge.service_sid)),
        options,
    }
}
