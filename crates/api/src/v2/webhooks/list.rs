//! `GET /v2/Services/{ServiceSid}/Webhooks`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::ServiceSid;
use countersign_store::{services, webhooks};
use countersign_web::{Caller, Origin, Problem, Query, trouble};
use serde_json::json;

use super::body;
use crate::route::Route;
use crate::v2::paging::{List, Paging};

/// A service's webhooks, oldest first: 200.
pub(crate) async fn list(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    Query(query): Query,
) -> Result<Response, Problem> {
    let service: ServiceSid = route.params.parse().map_err(|_| route.not_found())?;
    let paging = Paging::parse_for_factors(&query)?;
    let request = paging.request.clone();
    let found = engine
        .store()
        .read(move |tx| match services::find(tx, caller.account, service)? {
            Some(_) => webhooks::list(tx, caller.account, service, &request).map(Some),
            None => Ok(None),
        })
        .await;
    let page = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    let path = format!("/v2/Services/{service}/Webhooks");
    let records = page.rows.iter().map(|webhook| json!(body(webhook, &origin))).collect();
    let list = List { origin: &origin, path: &path, key: "webhooks", filters: &[] };
    Ok(paging.answer(&list, &page, records))
}
