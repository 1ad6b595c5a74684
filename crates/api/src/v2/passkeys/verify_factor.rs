//! `POST /v2/Services/{ServiceSid}/Passkeys/VerifyFactor`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::factor::{FactorTarget, UpdateFactor};
use countersign_factors::{Params, passkeys};
use countersign_web::{Caller, JsonBody, Origin, Problem, json};
use http::StatusCode;

use super::{service, unreadable};
use crate::route::Route;
use crate::v2::factor_refusal::factor_problem;
use crate::v2::factors::body;

/// Takes the answer of `navigator.credentials.create`: 200 and verified. The answer is good once.
pub(crate) async fn verify_factor(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    JsonBody(answer): JsonBody,
) -> Result<Response, Problem> {
    let service = service(&route)?;
    let registration = passkeys::Registration::read(&answer).map_err(unreadable)?;
    let wanted = UpdateFactor {
        target: FactorTarget::Lookup(caller.account, service, registration.lookup()),
        friendly_name: None,
        params: Params::default(),
        auth_payload: Some(answer.to_string()),
    };
    let updated = engine.update_factor(wanted, caller.actor()).await;
    let factor = updated.map_err(|error| factor_problem(&error, engine.now(), Problem::factor_not_found))?;
    Ok(json(StatusCode::OK, &body(&factor, None, (&engine, &origin))?))
}
