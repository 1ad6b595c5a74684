//! Challenges (behaviour map 8.4).

mod create;
mod fetch;
mod list;
mod update;

use axum::response::Response;
use countersign_model::{Challenge, Details, StringMap, Timestamp};
use countersign_web::Origin;
use http::{HeaderName, HeaderValue};
use serde::Serialize;

pub(crate) use create::create;
pub(crate) use fetch::fetch;
pub(crate) use list::list;
pub(crate) use update::update;

/// Tells devices what to sign (behaviour map 9.3).
const SIGNED_FIELDS: HeaderName = HeaderName::from_static("twilio-verify-signature-fields");

/// A challenge as answers show it, in the specification's order.
#[derive(Serialize)]
pub(crate) struct ChallengeBody<'a> {
    sid: String,
    account_sid: String,
    service_sid: String,
    entity_sid: String,
    identity: &'a str,
    factor_sid: String,
    date_created: String,
    date_updated: String,
    date_responded: Option<String>,
    expiration_date: String,
    status: &'static str,
    responded_reason: &'static str,
    details: Option<&'a Details>,
    hidden_details: Option<&'a StringMap>,
    metadata: Option<&'a StringMap>,
    factor_type: &'a str,
    url: String,
    links: Links,
}

#[derive(Serialize)]
struct Links {
    notifications: String,
}

/// The answer that shows one challenge, with the header that tells a device which members it is to sign.
pub(crate) fn with_signed_fields(mut answer: Response, challenge: &Challenge) -> Response {
    let kind = countersign_factors::find(challenge.kind.as_str());
    let fields = kind.map(|kind| kind.signed_fields().join(",")).unwrap_or_default();
    if let (false, Ok(value)) = (fields.is_empty(), HeaderValue::try_from(fields)) {
        answer.headers_mut().insert(SIGNED_FIELDS, value);
    }
    answer
}

/// The challenge as it stands at `now`.
pub(crate) fn body<'a>(challenge: &'a Challenge, now: Timestamp, origin: &Origin) -> ChallengeBody<'a> {
    let status = challenge.status_at(now);
    let (entity_sid, identity) = challenge
        .entity
        .as_ref()
        .map(|(sid, identity)| (sid.to_string(), identity.as_str()))
        .unwrap_or_default();
    let Challenge { service_sid, sid, .. } = challenge;
    let url = origin.url(&format!("/v2/Services/{service_sid}/Entities/{identity}/Challenges/{sid}"));
    ChallengeBody {
        sid: sid.to_string(),
        account_sid: challenge.account_sid.to_string(),
        service_sid: service_sid.to_string(),
        entity_sid,
        identity,
        factor_sid: challenge.factor_sid.map(|sid| sid.to_string()).unwrap_or_default(),
        date_created: challenge.created_at.to_string(),
        date_updated: challenge.updated_at.to_string(),
        date_responded: status.answered_at().map(|at| at.to_string()),
        expiration_date: challenge.expires_at.to_string(),
        status: status.as_str(),
        responded_reason: "none",
        details: challenge.details.as_ref(),
        hidden_details: challenge.hidden_details.as_ref(),
        metadata: challenge.metadata.as_ref(),
        factor_type: challenge.kind.as_str(),
        links: Links { notifications: format!("{url}/Notifications") },
        url,
    }
}
