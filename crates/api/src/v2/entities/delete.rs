//! `DELETE /v2/Services/{ServiceSid}/Entities/{Identity}`

use axum::extract::State;
use countersign_engine::Engine;
use countersign_web::{Caller, Problem, trouble};
use http::StatusCode;

use crate::route::Route;
use crate::v2::place::place;

/// Deletes an entity with its factors and challenges: 204.
pub(crate) async fn delete(
    caller: Caller,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (service, identity) = &route.params;
    let of = place(&caller, service, identity).ok_or_else(|| route.not_found())?;
    let deleted = engine.delete_entity(of.account, of.service, of.identity, caller.actor()).await;
    if deleted.map_err(|error| trouble(&error))? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(route.not_found())
    }
}
