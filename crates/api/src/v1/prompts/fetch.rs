//! `GET /v1/Services/{ServiceSid}/Prompts/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_web::{Caller, Problem, json, trouble};
use http::StatusCode;

use super::{body, named};
use crate::route::Route;

/// A prompt as it stands. `completed` says that somebody did everything that was asked, in the browser that the link was
/// opened in; whose browser that was, only the result's code tells.
pub(crate) async fn fetch(
    caller: Caller,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
) -> Result<Response, Problem> {
    let (service, sid) = named(&route)?;
    let found = engine.fetch_prompt(caller.account, service, sid).await;
    let it = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    Ok(json(StatusCode::OK, &body(&it, None, engine.now())))
}
