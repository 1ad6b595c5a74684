//! `POST /v2/Services/{ServiceSid}/RateLimits/{RateLimitSid}/Buckets/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::bucket::UpdateBucketError as Error;
use countersign_model::BucketSid;
use countersign_web::{Caller, FormBody, Origin, Problem, json, trouble};
use http::StatusCode;

use super::{body, under, window};
use crate::route::Route;

/// Changes what the form names; it holds from the next create on: 200.
pub(crate) async fn update(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String, String)>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let (service, limit, sid) = &route.params;
    let under = under(caller.account, service, limit).ok_or_else(|| route.not_found())?;
    let sid: BucketSid = sid.parse().map_err(|_| route.not_found())?;
    let (max, seconds) = window(&form)?;
    let changed = engine.update_bucket(under, sid, max, seconds, caller.actor()).await;
    let bucket = changed.map_err(|error| match error {
        Error::NotFound => route.not_found(),
        Error::IntervalTaken => Problem::interval_taken(),
        Error::Store(error) => trouble(&error),
    })?;
    Ok(json(StatusCode::OK, &body(&bucket, &origin)))
}
