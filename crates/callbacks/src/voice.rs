//! `GET` and `POST /voice/<provider>/<token>/<stage>`: a call asks what to say.

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::receipt::CallIn;
use countersign_web::{Problem, RawBody};
use http::{HeaderMap, Method};

use crate::answer::response;

/// The document, as its provider reads them.
pub(crate) async fn hear(
    State(engine): State<Engine>,
    Path((provider, token, stage)): Path<(String, String, String)>,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    RawBody(body): RawBody,
) -> Result<Response, Problem> {
    let method = method.as_str().to_owned();
    let call = CallIn { provider, token: Some(token), method, query, headers, body: body.to_vec() };
    Ok(response(engine.converse(call, &stage).await))
}
