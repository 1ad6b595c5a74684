//! `POST /v2/Services/{ServiceSid}/Entities/{Identity}/Factors/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::factor::{FactorTarget, UpdateFactor};
use countersign_model::{FactorName, FactorSid};
use countersign_web::{Caller, FormBody, Origin, Problem, json};
use http::StatusCode;

use super::body;
use super::params::params;
use crate::route::Route;
use crate::v2::factor_refusal::{factor_problem, parse_with};
use crate::v2::place::place;

/// Verifies or changes a factor: 200, also for a wrong `AuthPayload`, which leaves it unverified.
pub(crate) async fn update(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String, String)>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let (service, identity, sid) = &route.params;
    let place = place(&caller, service, identity).ok_or_else(|| route.not_found())?;
    let sid: FactorSid = sid.parse().map_err(|_| route.not_found())?;
    let wanted = UpdateFactor {
        target: FactorTarget::Sid(place, sid),
        friendly_name: parse_with(&form, "FriendlyName", FactorName::parse)?,
        params: params(&form),
        auth_payload: form.text("AuthPayload").map(str::to_owned),
    };
    let updated = engine.update_factor(wanted, caller.actor()).await;
    let factor = updated.map_err(|error| factor_problem(&error, engine.now(), || route.not_found()))?;
    Ok(json(StatusCode::OK, &body(&factor, None, &origin)?))
}
