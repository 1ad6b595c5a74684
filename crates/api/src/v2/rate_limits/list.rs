//! `GET /v2/Services/{ServiceSid}/RateLimits`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::{PageRequest, PageToken, ServiceSid};
use countersign_store::{rate_limits, services};
use countersign_web::{Caller, Origin, PageMeta, PageQuery, Problem, Query, json, trouble};
use http::StatusCode;
use serde_json::json;

use super::body;
use crate::route::Route;

/// A service's rate limits, oldest first: 200.
pub(crate) async fn list(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    Query(query): Query,
) -> Result<Response, Problem> {
    let service: ServiceSid = route.params.parse().map_err(|_| route.not_found())?;
    let query = PageQuery::parse(&query)?;
    let token = query.token.as_deref().map(str::parse::<PageToken>).transpose();
    let token = token.map_err(|_| Problem::invalid_parameter("PageToken"))?;
    let request = PageRequest { size: u16::try_from(query.size).unwrap_or(u16::MAX), token };
    let found = engine
        .store()
        .read(move |tx| match services::find(tx, caller.account, service)? {
            Some(_) => rate_limits::list(tx, caller.account, service, &request).map(Some),
            None => Ok(None),
        })
        .await;
    let page = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    let (previous, next) = (page.previous.map(|t| t.to_string()), page.next.map(|t| t.to_string()));
    let path = format!("/v2/Services/{service}/RateLimits");
    let meta =
        PageMeta::new(&origin, &path, "rate_limits", &[], &query, previous.as_deref(), next.as_deref());
    let records = page.rows.iter().map(|limit| json!(body(limit, &origin))).collect();
    Ok(json(StatusCode::OK, &meta.with_records(records)))
}
