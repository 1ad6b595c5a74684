//! `DELETE /v2/SafeList/Numbers/{PhoneNumber}`

use axum::extract::State;
use countersign_engine::Engine;
use countersign_model::Phone;
use countersign_web::{Caller, Problem, trouble};
use http::StatusCode;

use crate::route::Route;

/// Takes a number off the list: 204.
pub(crate) async fn delete(
    caller: Caller,
    State(engine): State<Engine>,
    route: Route<String>,
) -> Result<StatusCode, Problem> {
    let number = Phone::parse(&route.params).map_err(|_| route.not_found())?;
    let removed = engine.remove_from_safe_list(caller.account, number, caller.actor()).await;
    if removed.map_err(|error| trouble(&error))? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(route.not_found())
    }
}
