//! `GET /v2/Services/{ServiceSid}/RateLimits/{RateLimitSid}/Buckets`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_store::{buckets, rate_limits};
use countersign_web::{Caller, Origin, Problem, Query, trouble};
use serde_json::json;

use super::{body, under};
use crate::route::Route;
use crate::v2::paging::{List, Paging};

/// A rate limit's buckets, oldest first: 200.
pub(crate) async fn list(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
    Query(query): Query,
) -> Result<Response, Problem> {
    let (service, limit) = &route.params;
    let under = under(caller.account, service, limit).ok_or_else(|| route.not_found())?;
    let paging = Paging::parse(&query)?;
    let request = paging.request.clone();
    let found = engine
        .store()
        .read(move |tx| {
            let limit = rate_limits::find(tx, under.account, under.service, &under.rate_limit)?;
            let Some(limit) = limit else { return Ok(None) };
            let path = format!("/v2/Services/{}/RateLimits/{}/Buckets", limit.service_sid, limit.sid);
            Ok(Some((path, buckets::list(tx, limit.sid, &request)?)))
        })
        .await;
    let (path, page) = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    let records = page.rows.iter().map(|bucket| json!(body(bucket, &origin))).collect();
    let list = List { origin: &origin, path: &path, key: "buckets", filters: &[] };
    Ok(paging.answer(&list, &page, records))
}
