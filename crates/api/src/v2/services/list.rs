//! `GET /v2/Services`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::{PageRequest, PageToken};
use countersign_store::services;
use countersign_web::{Caller, Origin, PageMeta, PageQuery, Problem, Query, json, trouble};
use http::StatusCode;
use serde_json::json;

use super::body;

/// An account's services, oldest first: 200.
pub(crate) async fn list(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    Query(query): Query,
) -> Result<Response, Problem> {
    let query = PageQuery::parse(&query)?;
    let token = query.token.as_deref().map(str::parse::<PageToken>).transpose();
    let token = token.map_err(|_| Problem::invalid_parameter("PageToken"))?;
    let request = PageRequest { size: u16::try_from(query.size).unwrap_or(u16::MAX), token };
    let found = engine.store().read(move |tx| services::list(tx, caller.account, &request)).await;
    let page = found.map_err(|error| trouble(&error))?;
    let (previous, next) = (page.previous.map(|t| t.to_string()), page.next.map(|t| t.to_string()));
    let meta =
        PageMeta::new(&origin, "/v2/Services", "services", &[], &query, previous.as_deref(), next.as_deref());
    let records = page.rows.iter().map(|service| json!(body(service, &origin))).collect();
    Ok(json(StatusCode::OK, &meta.with_records(records)))
}
