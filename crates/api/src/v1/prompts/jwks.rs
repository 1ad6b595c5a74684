//! `GET /v1/Services/{ServiceSid}/jwks.json`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::ServiceSid;
use countersign_web::{Problem, json};
use http::{HeaderValue, StatusCode, header};

use super::problem;
use crate::route::Route;

/// How long the keys may be kept: a token is good for five minutes, and a new key is signed with at once.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// The public keys that results are signed with, to anybody. They are the same for each service, so that the answer doesn't
/// tell which services there are.
pub(crate) async fn jwks(State(engine): State<Engine>, route: Route<String>) -> Result<Response, Problem> {
    route.params.parse::<ServiceSid>().map_err(|_| route.not_found())?;
    let keys = engine.jwks().await.map_err(|error| problem(&error, &route))?;
    let mut answer = json(StatusCode::OK, &keys.0);
    answer.headers_mut().insert(header::CACHE_CONTROL, KEPT);
    Ok(answer)
}
