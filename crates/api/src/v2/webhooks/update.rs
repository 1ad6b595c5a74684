//! `POST /v2/Services/{ServiceSid}/Webhooks/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::webhook::UpdateWebhookError;
use countersign_model::{ServiceSid, WebhookSid};
use countersign_web::{Caller, FormBody, Origin, Problem, json, trouble};
use http::StatusCode;

use super::body;
use super::params::params;
use crate::route::Route;

/// Changes a webhook: 200.
pub(crate) async fn update(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let (service, sid) = &route.params;
    let service: ServiceSid = service.parse().map_err(|_| route.not_found())?;
    let sid: WebhookSid = sid.parse().map_err(|_| route.not_found())?;
    let updated = engine.update_webhook(caller.account, service, sid, params(&form)?, caller.actor()).await;
    let webhook = updated.map_err(|error| match error {
        UpdateWebhookError::NotFound => route.not_found(),
        UpdateWebhookError::Url => Problem::invalid_factor_parameter("WebhookUrl"),
        UpdateWebhookError::Store(error) => trouble(&error),
    })?;
    Ok(json(StatusCode::OK, &body(&webhook, &origin)))
}
