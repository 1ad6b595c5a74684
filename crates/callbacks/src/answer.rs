//! Answers to providers.

use axum::response::{IntoResponse, Response};
use countersign_engine::receipt::Answer;
use http::{HeaderValue, StatusCode, header};

/// 200 once it is kept, 403 for a forgery, 404 for nobody's address, 503 to be told again. Nobody may keep an answer: one
/// of them holds a code.
pub(crate) fn response(answer: Answer) -> Response {
    let mut response = match answer {
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
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
