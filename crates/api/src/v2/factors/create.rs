//! `POST /v2/Services/{ServiceSid}/Entities/{Identity}/Factors`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::factor::CreateFactor;
use countersign_factors::Kind;
use countersign_model::{FactorName, StringMap};
use countersign_web::{Caller, FormBody, Origin, Problem, json};
use http::StatusCode;

use super::params::params;
use super::{Once, body};
use crate::route::Route;
use crate::v2::factor_refusal::{factor_problem, parse_with, require_with};
use crate::v2::place::place;

/// Makes a factor, and the entity if it is new: 201. Only this answer has the secret in it.
pub(crate) async fn create(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let (service, identity) = &route.params;
    let place = place(&caller, service, identity).ok_or_else(|| route.not_found())?;
    let friendly_name = require_with(&form, "FriendlyName", FactorName::parse)?;
    let kind = kind(form.required("FactorType")?)?;
    let metadata = parse_with(&form, "Metadata", StringMap::parse)?;
    let wanted = CreateFactor { place, kind, friendly_name, params: params(&form), metadata };
    let made = engine.create_factor(wanted, caller.actor()).await;
    let made = made.map_err(|error| factor_problem(&error, engine.now(), || route.not_found()))?;
    let once = Once { binding: made.binding, options: made.options };
    Ok(json(StatusCode::CREATED, &body(&made.factor, Some(once), &origin)?))
}

fn kind(name: &str) -> Result<&'static dyn Kind, Problem> {
    match countersign_factors::find(name) {
        Some(kind) if !kind.has_own_calls() => Ok(kind),
        // Twilio's specification has the word here, its server doesn't take it.
        Some(_) => Err(Problem::wrong_factor_type()),
        None => Err(Problem::invalid_factor_parameter("FactorType")),
    }
}
