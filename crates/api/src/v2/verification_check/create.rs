//! `POST /v2/Services/{ServiceSid}/VerificationCheck`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::verification::{CheckError, CheckVerification, Target};
use countersign_model::{Amount, Code, Payee, ServiceSid, Timestamp};
use countersign_web::{Caller, Form, FormBody, Problem, json, trouble};
use http::StatusCode;
use serde_json::Value;

use super::body;
use crate::explains::Explains;
use crate::numbers::Numbers;
use crate::route::Route;
use crate::v2::refusal;

/// Checks a code, or asks whether a call was approved: 200, whether right or wrong. Twilio's specification lists 200 and 201; 200 is the newer.
pub(crate) async fn create(
    caller: Caller,
    State(engine): State<Engine>,
    State(numbers): State<Arc<Numbers>>,
    State(explains): State<Explains>,
    route: Route<String>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let service: ServiceSid = route.params.parse().map_err(|_| route.not_found())?;
    let target = target(&form, &numbers)?;
    let wanted = CheckVerification {
        account: caller.account,
        service,
        code: code(&form, &target)?,
        target,
        amount: form.parse_with("Amount", Amount::parse)?,
        payee: form.parse_with("Payee", Payee::parse)?,
    };
    let now = engine.now();
    let checked = engine.check_verification(wanted).await.map_err(|error| match error {
        CheckError::Refused(refused) => {
            refusal::problem(refused, now, || refusal::gone(&route, explains, None))
        }
        CheckError::Past { how, at } => refusal::gone(&route, explains, Some((how, at))),
        CheckError::Psd2Missing => Problem::psd2_missing(),
        CheckError::CodeMissing => Problem::missing_parameter("Code"),
        CheckError::NoCode => Problem::invalid_parameter("Code"),
        // Told whatever the operator says: the application must not offer the same again.
        CheckError::Reported { at } => route.not_found().with_details(reported(at)),
        CheckError::NoUpstream { wait_millis } => refusal::no_upstream(wait_millis),
        CheckError::Store(error) => trouble(&error),
    })?;
    let verification = &checked.verification;
    Ok(json(StatusCode::OK, &body(verification, checked.verdict, verification.updated_at)))
}

/// An address leads to a code; a SID may name an approval, which has none.
fn code(form: &Form, target: &Target) -> Result<Option<Code>, Problem> {
    match target {
        Target::Address(_) => form.require_with("Code", Code::parse_given).map(Some),
        Target::Sid(_) => form.parse_with("Code", Code::parse_given),
    }
}

/// What is said beside "not found" where whoever took the call had not asked for it.
fn reported(at: Timestamp) -> Value {
    serde_json::json!({ "approval": "reported", "reported_at": at.to_string() })
}

/// The SID decides where both are given: it names one verification, an address the one that happens to live.
fn target(form: &Form, numbers: &Numbers) -> Result<Target, Problem> {
    if let Some(sid) = form.parse_with("VerificationSid", str::parse)? {
        return Ok(Target::Sid(sid));
    }
    form.parse_with("To", |text| numbers.parse(text).map(Target::Address))?.ok_or_else(Problem::no_target)
}
