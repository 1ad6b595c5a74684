//! `POST /v2/Services/{ServiceSid}/Verifications`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::verification::StartVerificationError as Error;
use countersign_model::{Channel, ServiceSid};
use countersign_web::{Caller, FormBody, Origin, Problem, json, trouble};
use http::{HeaderMap, StatusCode};

use super::{body, idempotency, request};
use crate::numbers::Numbers;
use crate::route::Route;
use crate::v2::refusal;

/// Sends a code: 201.
pub(crate) async fn create(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    State(numbers): State<Arc<Numbers>>,
    route: Route<String>,
    headers: HeaderMap,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let service: ServiceSid = route.params.parse().map_err(|_| route.not_found())?;
    let mut wanted = request::parse(&caller, service, &form, &numbers)?;
    wanted.idempotency = idempotency::read(&headers, service, &form)?;
    let now = engine.now();
    let (verification, service) = engine.start_verification(wanted).await.map_err(|error| match error {
        Error::NoService => route.not_found(),
        Error::Psd2Missing => Problem::psd2_missing(),
        Error::Psd2Call => Problem::call_with_psd2(),
        Error::NotSupported => Problem::feature_not_supported(),
        Error::Template(refused) => refusal::template_problem(&refused),
        Error::NoProvider(Channel::Email) => Problem::mailer_missing(),
        Error::NoProvider(Channel::Whatsapp) => Problem::whatsapp_not_configured(),
        Error::NoProvider(_) => Problem::channel_disabled(),
        Error::NoUpstream => refusal::no_upstream(None),
        Error::Landline => Problem::landline(),
        Error::NoRateLimit => Problem::invalid_parameter("RateLimits"),
        Error::KeyReused => Problem::idempotency_key_reused(),
        Error::Refused(refused) => refusal::problem(refused, now, || route.not_found()),
        Error::Limited(rule) => refusal::rule_problem(&rule, now),
        Error::Reached(reached) => refusal::reached_problem(&reached, now),
        Error::Store(error) => trouble(&error),
    })?;
    // Of the moment of the send: a repetition's answer is the first one's.
    let mut answer = body(&verification, &service, &origin, verification.updated_at);
    if let Some(approval) = &mut answer.approval {
        approval.digits = engine.approval_digits(&verification).map_err(|error| trouble(&error))?;
    }
    Ok(json(StatusCode::CREATED, &answer))
}
