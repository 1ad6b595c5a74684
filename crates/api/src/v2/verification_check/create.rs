//! `POST /v2/Services/{ServiceSid}/VerificationCheck`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::verification::{CheckError, CheckVerification, Target};
use countersign_model::{Amount, Code, Payee, ServiceSid};
use countersign_web::{Caller, Form, FormBody, Problem, json, trouble};
use http::StatusCode;

use super::body;
use crate::numbers::Numbers;
use crate::route::Route;
use crate::v2::refusal;

/// Checks a code: 200, whether right or wrong. Twilio's specification lists 200 and 201; 200 is the newer.
pub(crate) async fn create(
    caller: Caller,
    State(engine): State<Engine>,
    State(numbers): State<Arc<Numbers>>,
    route: Route<String>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let service: ServiceSid = route.params.parse().map_err(|_| route.not_found())?;
    let wanted = CheckVerification {
        account: caller.account,
        service,
        target: target(&form, &numbers)?,
        code: form.require_with("Code", Code::parse_given)?,
        amount: form.parse_with("Amount", Amount::parse)?,
        payee: form.parse_with("Payee", Payee::parse)?,
    };
    let now = engine.now();
    let checked = engine.check_verification(wanted).await.map_err(|error| match error {
        CheckError::Refused(refused) => refusal::problem(refused, now, || route.not_found()),
        CheckError::Psd2Missing => Problem::psd2_missing(),
        CheckError::NoUpstream { wait_millis } => refusal::no_upstream(wait_millis),
        CheckError::Store(error) => trouble(&error),
    })?;
    let verification = &checked.verification;
    Ok(json(StatusCode::OK, &body(verification, checked.verdict, verification.updated_at)))
}

/// The SID decides where both are given: it names one verification, an address the one that happens to live.
fn target(form: &Form, numbers: &Numbers) -> Result<Target, Problem> {
    if let Some(sid) = form.parse_with("VerificationSid", str::parse)? {
        return Ok(Target::Sid(sid));
    }
    form.parse_with("To", |text| numbers.parse(text).map(Target::Address))?.ok_or_else(Problem::no_target)
}
