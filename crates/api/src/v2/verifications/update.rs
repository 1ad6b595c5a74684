//! `POST /v2/Services/{ServiceSid}/Verifications/{Sid}`, by SID or by address.

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::verification::UpdateVerificationError as Error;
use countersign_model::{Ending, ServiceSid};
use countersign_store::services;
use countersign_web::{Caller, FormBody, Origin, Problem, json, trouble};
use http::StatusCode;

use super::body;
use crate::route::Route;
use crate::v2::{refusal, target};

/// Ends a verification as `Status` says, `canceled` or `approved`: 200.
pub(crate) async fn update(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let service_sid: ServiceSid = route.params.0.parse().map_err(|_| route.not_found())?;
    let target = target::parse(&route.params.1).ok_or_else(|| route.not_found())?;
    let how = form.require_with("Status", |text| match text {
        "canceled" => Ok(Ending::Canceled),
        "approved" => Ok(Ending::Approved),
        _ => Err(()),
    })?;
    let now = engine.now();
    let ended = engine.update_verification(caller.account, service_sid, target, how).await;
    let ended = ended.map_err(|error| match error {
        Error::Refused(refused) => refusal::problem(refused, now, || route.not_found()),
        Error::Store(error) => trouble(&error),
    })?;
    let service = engine.store().read(move |tx| services::find(tx, caller.account, service_sid)).await;
    let service = service.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    Ok(json(StatusCode::OK, &body(&ended, &service, &origin, now)))
}
