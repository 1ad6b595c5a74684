//! `GET /v2/Services/{ServiceSid}/Webhooks/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::{ServiceSid, WebhookSid};
use countersign_store::webhooks;
use countersign_web::{Caller, Origin, Problem, json, trouble};
use http::StatusCode;

use super::body;
use crate::route::Route;

/// A webhook: 200.
pub(crate) async fn fetch(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
) -> Result<Response, Problem> {
    let (service, sid) = &route.params;
    let service: ServiceSid = service.parse().map_err(|_| route.not_found())?;
    let sid: WebhookSid = sid.parse().map_err(|_| route.not_found())?;
    let found = engine.store().read(move |tx| webhooks::find(tx, caller.account, service, sid)).await;
    let webhook = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    Ok(json(StatusCode::OK, &body(&webhook, &origin)))
}
