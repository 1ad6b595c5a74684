//! `POST /v2/Services/{ServiceSid}/RateLimits/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::{RateLimitTarget, ServiceSid};
use countersign_web::{Caller, FormBody, Origin, Problem, json, trouble};
use http::StatusCode;

use super::{body, description};
use crate::route::Route;

/// Changes a rate limit's description; its name stays: 200.
pub(crate) async fn update(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let service: ServiceSid = route.params.0.parse().map_err(|_| route.not_found())?;
    let target: RateLimitTarget = route.params.1.parse().map_err(|_| route.not_found())?;
    let description = description(&form)?;
    let changed =
        engine.update_rate_limit(caller.account, service, target, description, caller.actor()).await;
    let limit = changed.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    Ok(json(StatusCode::OK, &body(&limit, &origin)))
}
