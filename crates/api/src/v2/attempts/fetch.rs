//! `GET /v2/Attempts/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::AttemptSid;
use countersign_store::outcomes;
use countersign_web::{Caller, Origin, Problem, json, trouble};
use http::StatusCode;

use super::body;
use crate::route::Route;

/// An attempt: 200.
pub(crate) async fn fetch(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
) -> Result<Response, Problem> {
    let sid: AttemptSid = route.params.parse().map_err(|_| route.not_found())?;
    let found = engine.store().read(move |tx| outcomes::find(tx, caller.account, sid)).await;
    let outcome = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    Ok(json(StatusCode::OK, &body(&outcome, &origin, engine.now())))
}
