//! `POST /v2/Services`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::{FriendlyName, ServiceSettings};
use countersign_web::{Caller, FormBody, Origin, Problem, json, trouble};
use http::StatusCode;

use super::{body, settings};

/// Makes a service: 201.
pub(crate) async fn create(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let name = form.require_with("FriendlyName", FriendlyName::parse)?;
    let settings = settings::parse(&form)?
        .apply(ServiceSettings::default())
        .map_err(|_| Problem::invalid_parameter("SkipSmsToLandlines"))?;
    let service = engine
        .create_service(caller.account, name, settings, caller.actor())
        .await
        .map_err(|error| trouble(&error))?;
    Ok(json(StatusCode::CREATED, &body(&service, &origin)))
}
