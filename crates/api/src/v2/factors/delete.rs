//! `DELETE /v2/Services/{ServiceSid}/Entities/{Identity}/Factors/{Sid}`

use axum::extract::State;
use countersign_engine::Engine;
use countersign_model::FactorSid;
use countersign_web::{Caller, Problem, trouble};
use http::StatusCode;

use crate::route::Route;
use crate::v2::place::place;

/// Deletes a factor: 204.
pub(crate) async fn delete(
    caller: Caller,
    State(engine): State<Engine>,
    route: Route<(String, String, String)>,
) -> Result<StatusCode, Problem> {
    let (service, identity, sid) = &route.params;
    let of = place(&caller, service, identity).ok_or_else(|| route.not_found())?;
    let sid: FactorSid = sid.parse().map_err(|_| route.not_found())?;
    let deleted = engine.delete_factor(of, sid, caller.actor()).await.map_err(|error| trouble(&error))?;
    if deleted { Ok(StatusCode::NO_CONTENT) } else { Err(route.not_found()) }
}
