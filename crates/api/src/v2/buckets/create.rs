//! `POST /v2/Services/{ServiceSid}/RateLimits/{RateLimitSid}/Buckets`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::bucket::CreateBucketError as Error;
use countersign_model::BucketWindow;
use countersign_web::{Caller, FormBody, Origin, Problem, json, trouble};
use http::StatusCode;

use super::{body, under, window};
use crate::route::Route;

/// Makes a bucket: 201.
pub(crate) async fn create(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let (service, limit) = &route.params;
    let under = under(caller.account, service, limit).ok_or_else(|| route.not_found())?;
    let (max, seconds) = window(&form)?;
    let max = max.ok_or_else(|| Problem::missing_parameter("Max"))?;
    let seconds = seconds.ok_or_else(|| Problem::missing_parameter("Interval"))?;
    let window = BucketWindow::new(max, seconds).ok_or_else(|| Problem::invalid_parameter("Max"))?;
    let made = engine.create_bucket(under, window, caller.actor()).await;
    let bucket = made.map_err(|error| match error {
        Error::NoRateLimit => route.not_found(),
        Error::Enough => Problem::max_buckets(),
        Error::IntervalTaken => Problem::interval_taken(),
        Error::Store(error) => trouble(&error),
    })?;
    Ok(json(StatusCode::CREATED, &body(&bucket, &origin)))
}
