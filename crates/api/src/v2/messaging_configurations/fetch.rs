//! `GET /v2/Services/{ServiceSid}/MessagingConfigurations/{Country}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_store::messaging_configurations;
use countersign_web::{Caller, Origin, Problem, json, trouble};
use http::StatusCode;

use super::{body, place};
use crate::route::Route;

/// A messaging configuration: 200.
pub(crate) async fn fetch(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
) -> Result<Response, Problem> {
    let (service, country) = place(&route)?;
    let account = caller.account;
    let found = engine.store().read(move |tx| messaging_configurations::find(tx, account, service, country));
    let found = found.await.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    Ok(json(StatusCode::OK, &body(&found, &origin)))
}
