//! `DELETE /v2/Services/{ServiceSid}/MessagingConfigurations/{Country}`

use axum::extract::State;
use countersign_engine::Engine;
use countersign_web::{Caller, Problem, trouble};
use http::StatusCode;

use super::place;
use crate::route::Route;

/// Removes a messaging configuration: 204.
pub(crate) async fn delete(
    caller: Caller,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (service, country) = place(&route)?;
    let removed =
        engine.delete_messaging_configuration(caller.account, service, country, caller.actor()).await;
    if removed.map_err(|error| trouble(&error))? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(route.not_found())
    }
}
