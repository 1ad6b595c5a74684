//! `GET /v1/Services/{ServiceSid}/Prompts`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_web::{Caller, Origin, Problem, Query, trouble};

use super::body;
use crate::route::Route;
use crate::v2::paging::{List, Paging};

/// A service's prompts of the last day, oldest first.
pub(crate) async fn list(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    Query(query): Query,
) -> Result<Response, Problem> {
    let service = route.params.parse().map_err(|_| route.not_found())?;
    let paging = Paging::parse(&query)?;
    let found = engine.list_prompts(caller.account, service, paging.request.clone()).await;
    let page = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    let now = engine.now();
    let records = page
        .rows
        .iter()
        .map(|it| serde_json::to_value(body(it, None, now)))
        .collect::<Result<_, _>>()
        .map_err(|_| Problem::internal())?;
    let path = format!("/v1/Services/{service}/Prompts");
    let list = List { origin: &origin, path: &path, key: "prompts", filters: &[] };
    Ok(paging.answer(&list, &page, records))
}
