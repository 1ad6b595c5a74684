//! `POST /v2/Services/{ServiceSid}/Passkeys/Challenges`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::challenge::OpenChallenge;
use countersign_factors::passkeys;
use countersign_model::FactorSid;
use countersign_web::{Caller, JsonBody, Origin, Problem, json};
use http::StatusCode;
use serde_json::Value;

use super::body::body;
use super::{identity, service};
use crate::route::Route;
use crate::v2::factor_refusal::factor_problem;

/// Challenges somebody's passkeys, one of them, or whichever the authenticator finds: 201, with the options for
/// `navigator.credentials.get`.
pub(crate) async fn create_challenge(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    JsonBody(asked): JsonBody,
) -> Result<Response, Problem> {
    let wanted = OpenChallenge {
        account: caller.account,
        service: service(&route)?,
        kind: passkeys::KIND,
        identity: named(&asked["identity"]).map(identity).transpose()?,
        factor: named(&asked["factor_sid"]).map(factor).transpose()?,
        must_unlock: false,
    };
    let opened = engine.open_challenge(wanted).await;
    let now = engine.now();
    let asked = opened.map_err(|error| factor_problem(&error, now, || route.not_found()))?;
    Ok(json(StatusCode::CREATED, &body(&asked.challenge, asked.options, now, "Challenges", &origin)))
}

/// Nothing and the empty text name nobody.
fn named(value: &Value) -> Option<&Value> {
    (!value.is_null() && value != "").then_some(value)
}

fn factor(value: &Value) -> Result<FactorSid, Problem> {
    value.as_str().and_then(|sid| sid.parse().ok()).ok_or_else(Problem::bad_factor_sid)
}
