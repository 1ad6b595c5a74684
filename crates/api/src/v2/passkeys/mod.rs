//! Passkeys: four calls of their own, with JSON for bodies (behaviour map 11).

mod approve_challenge;
mod body;
mod create_challenge;
mod create_factor;
mod verify_factor;

use countersign_model::{FactorRefusal, Identity, PasskeyRefusal, ServiceSid};
use countersign_web::Problem;
use serde_json::Value;

use crate::route::Route;
use crate::v2::factor_refusal::passkey_problem;

pub(crate) use approve_challenge::approve_challenge;
pub(crate) use create_challenge::create_challenge;
pub(crate) use create_factor::create_factor;
pub(crate) use verify_factor::verify_factor;

/// The service in the path.
fn service(route: &Route<String>) -> Result<ServiceSid, Problem> {
    route.params.parse().map_err(|_| route.not_found())
}

/// What the response of a browser lacks.
fn unreadable(refusal: FactorRefusal) -> Problem {
    match refusal {
        FactorRefusal::Passkey(refusal) => passkey_problem(refusal),
        _ => Problem::bad_passkey_response(),
    }
}

fn identity(value: &Value) -> Result<Identity, Problem> {
    let identity = value.as_str().and_then(|text| Identity::parse(text).ok());
    identity.ok_or_else(|| passkey_problem(PasskeyRefusal::Identity))
}
