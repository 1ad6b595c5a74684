//! `GET` and `POST /receipts/<provider>/<token>`: some providers tell by one, some by the other.

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::receipt::CallIn;
use countersign_web::{Problem, RawBody};
use http::{HeaderMap, Method};

use crate::answer::response;

/// The parts of the path; the token is missing at a provider's address for all messages.
#[derive(Debug)]
pub(crate) struct Place {
    provider: String,
    token: Option<String>,
}

impl From<Vec<String>> for Place {
    fn from(parts: Vec<String>) -> Self {
        let mut parts = parts.into_iter();
        Self { provider: parts.next().unwrap_or_default(), token: parts.next() }
    }
}

/// 200 once it is kept.
pub(crate) async fn hear(
    State(engine): State<Engine>,
    Path(parts): Path<Vec<String>>,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    RawBody(body): RawBody,
) -> Result<Response, Problem> {
    let Place { provider, token } = parts.into();
    let call =
        CallIn { provider, token, method: method.as_str().to_owned(), query, headers, body: body.to_vec() };
    Ok(response(engine.hear(call).await))
}
