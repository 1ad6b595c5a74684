//! `GET /v2/Services/{ServiceSid}/Entities/{Identity}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_store::entities;
use countersign_web::{Caller, Origin, Problem, json, trouble};
use http::StatusCode;

use super::body;
use crate::route::Route;
use crate::v2::place::place;

/// An entity: 200.
pub(crate) async fn fetch(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
) -> Result<Response, Problem> {
    let (service, identity) = &route.params;
    let of = place(&caller, service, identity).ok_or_else(|| route.not_found())?;
    let found = engine.store().read(move |tx| entities::find(tx, of.account, of.service, &of.identity)).await;
    let entity = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    Ok(json(StatusCode::OK, &body(&entity, &origin)))
}
