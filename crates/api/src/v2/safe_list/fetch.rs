//! `GET /v2/SafeList/Numbers/{PhoneNumber}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::Phone;
use countersign_store::safe_list;
use countersign_web::{Caller, Origin, Problem, json, trouble};
use http::StatusCode;

use super::body;
use crate::route::Route;

/// The entry of a number: 200.
pub(crate) async fn fetch(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
) -> Result<Response, Problem> {
    let number = Phone::parse(&route.params).map_err(|_| route.not_found())?;
    let wanted = number.clone();
    let found = engine.store().read(move |tx| safe_list::find(tx, caller.account, &wanted)).await;
    let sid = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    Ok(json(StatusCode::OK, &body(sid, &number, &origin)))
}
