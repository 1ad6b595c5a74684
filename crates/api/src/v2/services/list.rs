//! `GET /v2/Services`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_store::services;
use countersign_web::{Caller, Origin, Problem, Query, trouble};
use serde_json::json;

use super::body;
use crate::v2::paging::{List, Paging};

/// An account's services, oldest first: 200.
pub(crate) async fn list(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    Query(query): Query,
) -> Result<Response, Problem> {
    let paging = Paging::parse(&query)?;
    let request = paging.request.clone();
    let found = engine.store().read(move |tx| services::list(tx, caller.account, &request)).await;
    let page = found.map_err(|error| trouble(&error))?;
    let records = page.rows.iter().map(|service| json!(body(service, &origin))).collect();
    let list = List { origin: &origin, path: "/v2/Services", key: "services", filters: &[] };
    Ok(paging.answer(&list, &page, records))
}
