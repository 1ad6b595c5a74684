//! `POST /v2/Services/{ServiceSid}/Entities`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::entity::CreateEntityError;
use countersign_model::{Identity, ServiceSid};
use countersign_web::{Caller, FormBody, Origin, Problem, json, trouble};
use http::StatusCode;

use super::body;
use crate::route::Route;
use crate::v2::factor_refusal::require_with;

/// Makes an entity: 201.
pub(crate) async fn create(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let service: ServiceSid = route.params.parse().map_err(|_| route.not_found())?;
    let identity = require_with(&form, "Identity", Identity::parse)?;
    let made = engine.create_entity(caller.account, service, identity, caller.actor()).await;
    let entity = made.map_err(|error| match error {
        CreateEntityError::NotFound => route.not_found(),
        CreateEntityError::Exists => Problem::entity_exists(),
        CreateEntityError::Store(error) => trouble(&error),
    })?;
    Ok(json(StatusCode::CREATED, &body(&entity, &origin)))
}
