//! `POST /v2/Services/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::service::UpdateServiceError;
use countersign_model::{FriendlyName, ServiceSid};
use countersign_web::{Caller, FormBody, Origin, Problem, json, trouble};
use http::StatusCode;

use super::{body, settings};
use crate::route::Route;

/// Changes what the form names: 200.
pub(crate) async fn update(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let sid: ServiceSid = route.params.parse().map_err(|_| route.not_found())?;
    let name = form.parse_with("FriendlyName", FriendlyName::parse)?;
    let patch = settings::parse(&form)?;
    let service =
        engine.update_service(caller.account, sid, name, patch, caller.actor()).await.map_err(|error| {
            match error {
                UpdateServiceError::NotFound => route.not_found(),
                UpdateServiceError::Bad(_) => Problem::invalid_parameter("SkipSmsToLandlines"),
                UpdateServiceError::Store(error) => trouble(&error),
            }
        })?;
    Ok(json(StatusCode::OK, &body(&service, &origin)))
}
