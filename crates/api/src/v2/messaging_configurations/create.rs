//! `POST /v2/Services/{ServiceSid}/MessagingConfigurations`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::ServiceSid;
use countersign_web::{Caller, FormBody, Origin, Problem, json};
use http::StatusCode;

use super::{body, problem};
use crate::route::Route;

/// Makes a messaging configuration: 201.
pub(crate) async fn create(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let service: ServiceSid = route.params.parse().map_err(|_| route.not_found())?;
    let country = form.require_with("Country", str::parse)?;
    let messaging_service = form.require_with("MessagingServiceSid", str::parse)?;
    let by = caller.actor();
    let made =
        engine.create_messaging_configuration(caller.account, service, country, messaging_service, by).await;
    let made = made.map_err(|error| problem(error, || route.not_found()))?;
    Ok(json(StatusCode::CREATED, &body(&made, &origin)))
}
