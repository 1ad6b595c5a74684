//! `DELETE /v2/Services/{ServiceSid}/Webhooks/{Sid}`

use axum::extract::State;
use countersign_engine::Engine;
use countersign_model::{ServiceSid, WebhookSid};
use countersign_web::{Caller, Problem, trouble};
use http::StatusCode;

use crate::route::Route;

/// Deletes a webhook: 204.
pub(crate) async fn delete(
    caller: Caller,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (service, sid) = &route.params;
    let service: ServiceSid = service.parse().map_err(|_| route.not_found())?;
    let sid: WebhookSid = sid.parse().map_err(|_| route.not_found())?;
    let deleted = engine.delete_webhook(caller.account, service, sid, caller.actor()).await;
    if deleted.map_err(|error| trouble(&error))? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(route.not_found())
    }
}
