//! `GET /v2/Services/{ServiceSid}/AccessTokens/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::{AccessTokenSid, ServiceSid};
use countersign_store::access_tokens;
use countersign_web::{Caller, Origin, Problem, json, trouble};
use http::StatusCode;

use super::body;
use crate::route::Route;

/// An access token, used or not, until its time is over: 200.
pub(crate) async fn fetch(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
) -> Result<Response, Problem> {
    let (service, sid) = &route.params;
    let service: ServiceSid = service.parse().map_err(|_| route.not_found())?;
    let sid: AccessTokenSid = sid.parse().map_err(|_| route.not_found())?;
    let account = caller.account;
    let found = engine.store().read(move |tx| access_tokens::find_of(tx, account, service, sid)).await;
    let found = found.map_err(|error| trouble(&error))?.filter(|token| !token.is_over_at(engine.now()));
    let token = found.ok_or_else(|| route.not_found())?;
    let text = engine.access_token_text(&token).await.map_err(|error| trouble(&error))?;
    Ok(json(StatusCode::OK, &body(&token, &text, &origin)))
}
