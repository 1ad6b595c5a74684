//! `POST /v2/Services/{ServiceSid}/Webhooks`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::webhook::{CreateWebhook, CreateWebhookError};
use countersign_model::{ServiceSid, WebhookStatus, WebhookVersion};
use countersign_web::{Caller, FormBody, Origin, Problem, json, trouble};
use http::StatusCode;

use super::body;
use super::params::params;
use crate::route::Route;

/// Makes a webhook: 201.
pub(crate) async fn create(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let service: ServiceSid = route.params.parse().map_err(|_| route.not_found())?;
    let params = params(&form)?;
    let missing = Problem::missing_parameter;
    let wanted = CreateWebhook {
        account: caller.account,
        service,
        friendly_name: params.friendly_name.ok_or_else(|| missing("FriendlyName"))?,
        event_types: params.event_types.ok_or_else(|| missing("EventTypes"))?,
        url: params.url.ok_or_else(|| missing("WebhookUrl"))?,
        status: params.status.unwrap_or(WebhookStatus::Enabled),
        version: params.version.unwrap_or(WebhookVersion::V2),
    };
    let made = engine.create_webhook(wanted, caller.actor()).await;
    let webhook = made.map_err(|error| match error {
        CreateWebhookError::NotFound => route.not_found(),
        CreateWebhookError::Url => Problem::invalid_factor_parameter("WebhookUrl"),
        CreateWebhookError::TooMany => Problem::max_webhooks(),
        CreateWebhookError::Store(error) => trouble(&error),
    })?;
    Ok(json(StatusCode::CREATED, &body(&webhook, &origin)))
}
