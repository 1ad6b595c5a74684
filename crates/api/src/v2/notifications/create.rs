//! `POST /v2/Services/{ServiceSid}/Entities/{Identity}/Challenges/{ChallengeSid}/Notifications`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::notification::NewNotification;
use countersign_model::{ChallengeSid, NOTIFICATION_SECONDS};
use countersign_web::{Caller, FormBody, Problem, json};
use http::StatusCode;
use serde_json::json as value;

use crate::route::Route;
use crate::v2::factor_refusal::{factor_problem, parse_with};
use crate::v2::place::place;

/// Has the device told once more: 201. It is carried out behind.
pub(crate) async fn create(
    caller: Caller,
    State(engine): State<Engine>,
    route: Route<(String, String, String)>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let (service, identity, sid) = &route.params;
    let place = place(&caller, service, identity).ok_or_else(|| route.not_found())?;
    let challenge: ChallengeSid = sid.parse().map_err(|_| route.not_found())?;
    let ttl = parse_with(&form, "Ttl", |text| {
        // `parse` alone would take a plus sign.
        let seconds = text.parse().ok().filter(|seconds| NOTIFICATION_SECONDS.contains(seconds));
        seconds.filter(|_| !text.starts_with('+')).ok_or(())
    })?;
    let wanted =
        NewNotification { place: place.clone(), challenge, ttl: ttl.unwrap_or(*NOTIFICATION_SECONDS.end()) };
    let made = engine.create_notification(wanted).await;
    let made = made.map_err(|error| factor_problem(&error, engine.now(), || route.not_found()))?;
    let body = value!({
        "sid": made.sid.to_string(),
        "account_sid": place.account.to_string(),
        "service_sid": place.service.to_string(),
        "entity_sid": made.entity_sid.to_string(),
        "identity": place.identity.as_str(),
        "challenge_sid": made.challenge_sid.to_string(),
        "priority": "high",
        "ttl": made.ttl,
        "date_created": made.created_at.to_string(),
    });
    Ok(json(StatusCode::CREATED, &body))
}
