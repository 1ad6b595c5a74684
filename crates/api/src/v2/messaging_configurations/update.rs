//! `POST /v2/Services/{ServiceSid}/MessagingConfigurations/{Country}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_web::{Caller, FormBody, Origin, Problem, json};
use http::StatusCode;

use super::{body, place, problem};
use crate::route::Route;

/// Changes a messaging configuration: 200.
pub(crate) async fn update(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let (service, country) = place(&route)?;
    let messaging_service = form.parse_with("MessagingServiceSid", str::parse)?;
    let by = caller.actor();
    let changed =
        engine.update_messaging_configuration(caller.account, service, country, messaging_service, by).await;
    let changed = changed.map_err(|error| problem(error, || route.not_found()))?;
    Ok(json(StatusCode::OK, &body(&changed, &origin)))
}
