//! `DELETE /v2/Services/{ServiceSid}/RateLimits/{Sid}`

use axum::extract::State;
use countersign_engine::Engine;
use countersign_model::{RateLimitTarget, ServiceSid};
use countersign_web::{Caller, Problem, trouble};
use http::StatusCode;

use crate::route::Route;

/// Deletes a rate limit with its buckets: 204.
pub(crate) async fn delete(
    caller: Caller,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
) -> Result<StatusCode, Problem> {
    let service: ServiceSid = route.params.0.parse().map_err(|_| route.not_found())?;
    let target: RateLimitTarget = route.params.1.parse().map_err(|_| route.not_found())?;
    let deleted = engine.delete_rate_limit(caller.account, service, target, caller.actor()).await;
    if deleted.map_err(|error| trouble(&error))? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(route.not_found())
    }
}
