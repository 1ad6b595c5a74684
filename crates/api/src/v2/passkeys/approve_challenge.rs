//! `POST /v2/Services/{ServiceSid}/Passkeys/ApproveChallenge`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::challenge::ClaimChallenge;
use countersign_factors::passkeys;
use countersign_web::{Caller, JsonBody, Origin, Problem, json};
use http::StatusCode;

use super::body::body;
use super::{service, unreadable};
use crate::route::Route;
use crate::v2::factor_refusal::factor_problem;

/// Takes the answer of `navigator.credentials.get`: 200 and approved, with whose passkey it was. The answer is good once.
pub(crate) async fn approve_challenge(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    JsonBody(answer): JsonBody,
) -> Result<Response, Problem> {
    let service = service(&route)?;
    let assertion = passkeys::Assertion::read(&answer).map_err(unreadable)?;
    let wanted = ClaimChallenge {
        account: caller.account,
        service,
        factor: assertion.factor_lookup(),
        challenge: assertion.challenge_lookup(),
        payload: answer.to_string(),
    };
    let claimed = engine.claim_challenge(wanted, caller.actor()).await;
    let now = engine.now();
    let it = claimed.map_err(|error| factor_problem(&error, now, || route.not_found()))?;
    Ok(json(StatusCode::OK, &body(&it.challenge, None, now, "ApproveChallenge", &origin)))
}
