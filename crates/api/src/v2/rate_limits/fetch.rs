//! `GET /v2/Services/{ServiceSid}/RateLimits/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::{RateLimitTarget, ServiceSid};
use countersign_store::rate_limits;
use countersign_web::{Caller, Origin, Problem, json, trouble};
use http::StatusCode;

use super::body;
use crate::route::Route;

/// A rate limit, by its SID or its name: 200.
pub(crate) async fn fetch(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
) -> Result<Response, Problem> {
    let service: ServiceSid = route.params.0.parse().map_err(|_| route.not_found())?;
    let target: RateLimitTarget = route.params.1.parse().map_err(|_| route.not_found())?;
    let found = engine.store().read(move |tx| rate_limits::find(tx, caller.account, service, &target)).await;
    let limit = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    Ok(json(StatusCode::OK, &body(&limit, &origin)))
}
