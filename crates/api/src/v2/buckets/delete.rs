//! `DELETE /v2/Services/{ServiceSid}/RateLimits/{RateLimitSid}/Buckets/{Sid}`

use axum::extract::State;
use countersign_engine::Engine;
use countersign_model::BucketSid;
use countersign_web::{Caller, Problem, trouble};
use http::StatusCode;

use super::under;
use crate::route::Route;

/// Deletes a bucket: 204.
pub(crate) async fn delete(
    caller: Caller,
    State(engine): State<Engine>,
    route: Route<(String, String, String)>,
) -> Result<StatusCode, Problem> {
    let (service, limit, sid) = &route.params;
    let under = under(caller.account, service, limit).ok_or_else(|| route.not_found())?;
    let sid: BucketSid = sid.parse().map_err(|_| route.not_found())?;
    let deleted = engine.delete_bucket(under, sid, caller.actor()).await;
    if deleted.map_err(|error| trouble(&error))? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(route.not_found())
    }
}
