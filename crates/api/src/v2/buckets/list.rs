//! `GET /v2/Services/{ServiceSid}/RateLimits/{RateLimitSid}/Buckets`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::{PageRequest, PageToken};
use countersign_store::{buckets, rate_limits};
use countersign_web::{Caller, Origin, PageMeta, PageQuery, Problem, Query, json, trouble};
use http::StatusCode;
use serde_json::json;

use super::{body, under};
use crate::route::Route;

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
    let query = PageQuery::parse(&query)?;
    let token = query.token.as_deref().map(str::parse::<PageToken>).transpose();
    let token = token.map_err(|_| Problem::invalid_parameter("PageToken"))?;
    let request = PageRequest { size: u16::try_from(query.size).unwrap_or(u16::MAX), token };
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
    let (previous, next) = (page.previous.map(|t| t.to_string()), page.next.map(|t| t.to_string()));
    let meta = PageMeta::new(&origin, &path, "buckets", &[], &query, previous.as_deref(), next.as_deref());
    let records = page.rows.iter().map(|bucket| json!(body(bucket, &origin))).collect();
    Ok(json(StatusCode::OK, &meta.with_records(records)))
}
