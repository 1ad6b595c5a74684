//! `GET /v1/Services/{ServiceSid}/PromptSettings`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::ServiceSid;
use countersign_store::services;
use countersign_web::{Caller, Origin, Problem, json, trouble};
use http::StatusCode;

use super::body;
use crate::route::Route;

/// The settings as they are.
pub(crate) async fn fetch(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
) -> Result<Response, Problem> {
    let sid: ServiceSid = route.params.parse().map_err(|_| route.not_found())?;
    let account = caller.account;
    let found = engine.store().read(move |tx| services::find(tx, account, sid)).await;
    let service = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    Ok(json(StatusCode::OK, &body(&service, &origin)))
}
