//! `GET` and `POST /receipts/<provider>/<token>`: some providers tell by one, some by the other.

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use countersign_engine::Engine;
use countersign_engine::receipt::{Answer, CallIn};
use countersign_web::{Problem, RawBody};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

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

/// 200 once it is kept, 403 for a forgery, 404 for nobody's address, 503 to be told again.
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
    Ok(match engine.hear(call).await {
        Answer::Kept(reply) => {
            let mut response = reply.body.into_response();
            let kind = reply.content_type.unwrap_or("text/plain; charset=utf-8");
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            response
        }
        Answer::Unreadable(why) => (StatusCode::BAD_REQUEST, why).into_response(),
        Answer::Forged => (StatusCode::FORBIDDEN, "not believed").into_response(),
        Answer::Nobody => StatusCode::NOT_FOUND.into_response(),
        Answer::Again => {
            let later = [(header::RETRY_AFTER, "5")];
            (StatusCode::SERVICE_UNAVAILABLE, later, "try again").into_response()
        }
    })
}
