//! `POST /v2/Services/{ServiceSid}/Entities/{Identity}/Factors/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::factor::{FactorTarget, UpdateFactor};
use countersign_model::{FactorName, FactorSid};
use countersign_web::{FormBody, Origin, Problem, Visitor, json};
use http::StatusCode;

use super::body;
use super::params::params;
use crate::route::Route;
use crate::v2::factor_refusal::{factor_problem, parse_with};
use crate::v2::visit::visit_factor;

/// Verifies or changes a factor: 200, also for a wrong `AuthPayload`, which leaves it unverified.
pub(crate) async fn update(
    visitor: Visitor,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String, String)>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let (service, identity, sid) = &route.params;
    let sid: FactorSid = sid.parse().map_err(|_| route.not_found())?;
    let visit = visit_factor(&visitor, &engine, (service, identity), sid, || route.not_found()).await?;
    let wanted = UpdateFactor {
        target: FactorTarget::Sid(visit.place, sid),
        friendly_name: parse_with(&form, "FriendlyName", FactorName::parse)?,
        params: params(&form),
        auth_payload: form.text("AuthPayload").map(str::to_owned),
    };
    let updated = engine.update_factor(wanted, visit.actor).await;
    let factor = updated.map_err(|error| factor_problem(&error, engine.now(), || route.not_found()))?;
    Ok(json(StatusCode::OK, &body(&factor, None, (&engine, &origin))?))
}
