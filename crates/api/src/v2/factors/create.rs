//! `POST /v2/Services/{ServiceSid}/Entities/{Identity}/Factors`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::factor::{CreateFactor, FactorError};
use countersign_factors::Kind;
use countersign_model::{FactorName, FactorRefusal, StringMap};
use countersign_web::{FormBody, Origin, Problem, Visitor, json};
use http::StatusCode;

use super::params::params;
use super::{Once, body};
use crate::route::Route;
use crate::v2::factor_refusal::{factor_problem, parse_with};
use crate::v2::visit::{stranger, visit_enrolment};

/// Makes a factor, and the entity if it is new: 201. Only this answer has the secret in it.
pub(crate) async fn create(
    visitor: Visitor,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let (service, identity) = &route.params;
    let path = (service.as_str(), identity.as_str());
    let type_of = form.text("FactorType").unwrap_or_default();
    let (visit, token) = visit_enrolment(&visitor, &engine, path, type_of, || route.not_found()).await?;
    let given = parse_with(&form, "FriendlyName", FactorName::parse)?;
    // What the application chose for the device counts more than what the device says.
    let chosen = token.as_ref().and_then(|token| token.factor_name.clone()).or(given);
    let wanted = CreateFactor {
        place: visit.place,
        friendly_name: chosen.ok_or_else(|| Problem::missing_parameter("FriendlyName"))?,
        kind: kind(form.required("FactorType")?)?,
        params: params(&form),
        metadata: parse_with(&form, "Metadata", StringMap::parse)?,
        access_token: token.map(|token| token.sid),
    };
    let made = engine.create_factor(wanted, visit.actor).await;
    let made = made.map_err(|error| match error {
        // Somebody else was faster with it.
        FactorError::Refused(FactorRefusal::TokenSpent) => stranger(&engine),
        error => factor_problem(&error, engine.now(), || route.not_found()),
    })?;
    let once = Once { binding: made.binding, options: made.options };
    Ok(json(StatusCode::CREATED, &body(&made.factor, Some(once), &origin)?))
}

fn kind(name: &str) -> Result<&'static dyn Kind, Problem> {
    match countersign_factors::find(name) {
        Some(kind) if !kind.has_own_calls() => Ok(kind),
        // What Twilio hasn't is as unknown here as there.
        Some(kind) if !kind.is_twilios() => Err(Problem::invalid_factor_parameter("FactorType")),
        // Twilio's specification has the word here, its server doesn't take it.
        Some(_) => Err(Problem::wrong_factor_type()),
        None => Err(Problem::invalid_factor_parameter("FactorType")),
    }
}
