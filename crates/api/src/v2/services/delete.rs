//! `DELETE /v2/Services/{Sid}`

use axum::extract::State;
use countersign_engine::Engine;
use countersign_model::ServiceSid;
use countersign_web::{Caller, Problem, trouble};
use http::StatusCode;

use crate::route::Route;

/// Deletes a service and everything under it: 204.
pub(crate) async fn delete(
    caller: Caller,
    State(engine): State<Engine>,
    route: Route<String>,
) -> Result<StatusCode, Problem> {
    let sid: ServiceSid = route.params.parse().map_err(|_| route.not_found())?;
    let deleted =
        engine.delete_service(caller.account, sid, caller.actor()).await.map_err(|error| trouble(&error))?;
    if deleted { Ok(StatusCode::NO_CONTENT) } else { Err(route.not_found()) }
}
