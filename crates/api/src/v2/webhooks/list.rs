//! `GET /v2/Services/{ServiceSid}/Webhooks`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::ServiceSid;
use countersign_store::{services, webhooks};
use countersign_web::{Caller, Origin, PageMeta, Problem, Query, json, trouble};
use http::StatusCode;
use serde_json::json;

use super::body;
use crate::route::Route;
use crate::v2::place::page;

/// A service's webhooks, oldest first: 200.
pub(crate) async fn list(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    Query(query): Query,
) -> Result<Response, Problem> {
    let service: ServiceSid = route.params.parse().map_err(|_| route.not_found())?;
    let (query, request) = page(&query)?;
    let found = engine
        .store()
        .read(move |tx| match services::find(tx, caller.account, service)? {
            Some(_) => webhooks::list(tx, caller.account, service, &request).map(Some),
            None => Ok(None),
        })
        .await;
    let page = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    let (previous, next) = (page.previous.map(|t| t.to_string()), page.next.map(|t| t.to_string()));
    let path = format!("/v2/Services/{service}/Webhooks");
    let meta = PageMeta::new(&origin, &path, "webhooks", &[], &query, previous.as_deref(), next.as_deref());
    let records = page.rows.iter().map(|webhook| json!(body(webhook, &origin))).collect();
    Ok(json(StatusCode::OK, &meta.with_records(records)))
}
