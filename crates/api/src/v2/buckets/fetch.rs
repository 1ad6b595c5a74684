//! `GET /v2/Services/{ServiceSid}/RateLimits/{RateLimitSid}/Buckets/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::BucketSid;
use countersign_store::{buckets, rate_limits};
use countersign_web::{Caller, Origin, Problem, json, trouble};
use http::StatusCode;

use super::{body, under};
use crate::route::Route;

/// A bucket: 200.
pub(crate) async fn fetch(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String, String)>,
) -> Result<Response, Problem> {
    let (service, limit, sid) = &route.params;
    let under = under(caller.account, service, limit).ok_or_else(|| route.not_found())?;
    let sid: BucketSid = sid.parse().map_err(|_| route.not_found())?;
    let found = engine
        .store()
        .read(move |tx| match rate_limits::find(tx, under.account, under.service, &under.rate_limit)? {
            Some(limit) => buckets::find(tx, limit.sid, sid),
            None => Ok(None),
        })
        .await;
    let bucket = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    Ok(json(StatusCode::OK, &body(&bucket, &origin)))
}
