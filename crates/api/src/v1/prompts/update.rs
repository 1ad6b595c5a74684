//! `POST /v1/Services/{ServiceSid}/Prompts/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_web::{Caller, JsonBody, Problem, json};
use http::StatusCode;

use super::{body, named, problem};
use crate::route::Route;
use crate::v1::members::Members;

/// Ends a prompt that isn't needed any more: `status` is `canceled`, and there is nothing else to change.
pub(crate) async fn update(
    caller: Caller,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
    JsonBody(asked): JsonBody,
) -> Result<Response, Problem> {
    let (service, sid) = named(&route)?;
    Members(&asked).require("status", |status| if status == "canceled" { Ok(()) } else { Err(()) })?;
    let canceled = engine.cancel_prompt(caller.account, service, sid, caller.actor()).await;
    let it = canceled.map_err(|error| problem(&error, &route))?;
    Ok(json(StatusCode::OK, &body(&it, None, engine.now())))
}
