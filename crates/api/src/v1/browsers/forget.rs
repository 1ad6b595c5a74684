//! `DELETE /v1/Services/{ServiceSid}/Entities/{Identity}/Browsers`

use axum::extract::State;
use countersign_engine::Engine;
use countersign_web::{Caller, Problem, trouble};
use http::StatusCode;

use crate::route::Route;
use crate::v2::place::place;

/// Forgets all browsers of a person, as after a new password: 204, whether there were any or not.
pub(crate) async fn forget(
    caller: Caller,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (service, identity) = &route.params;
    let of = place(&caller, service, identity).ok_or_else(|| route.not_found())?;
    let forgotten =
        engine.forget_browsers(of, None, caller.actor()).await.map_err(|error| trouble(&error))?;
    forgotten.map(|_| StatusCode::NO_CONTENT).ok_or_else(|| route.not_found())
}
