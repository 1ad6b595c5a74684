//! `GET /v2/Forms/{FormType}`

use axum::response::Response;
use countersign_web::{Caller, Origin, Problem, json};
use http::StatusCode;
use serde_json::json as value;

use crate::route::Route;

/// The only form there is; Twilio's has nothing in it either.
const PUSH: &str = "form-push";

/// The forms of a type: 200.
pub(crate) async fn fetch(_: Caller, origin: Origin, route: Route<String>) -> Result<Response, Problem> {
    if route.params != PUSH {
        return Err(route.not_found());
    }
    let body = value!({
        "form_type": PUSH,
        "forms": { "create_factor": {}, "verify_factor": {}, "create_challenge": {} },
        "form_meta": {},
        "url": origin.url("/v2/Forms/form-push"),
    });
    Ok(json(StatusCode::OK, &body))
}
