//! No request waits for ever.

use std::time::Duration;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};

use crate::Problem;

/// A handler that has not begun to answer within the limit is dropped, and the answer is [`Problem::busy`].
///
/// Reading the request's body counts, so a client cannot trickle it. Writing the answer's body does not: server-sent
/// events go on for as long as someone listens.
pub(crate) async fn time_limit<A: Future<Output = Response>>(
    limit: Duration,
    request: Request,
    next: impl FnOnce(Request) -> A,
) -> Response {
    match tokio::time::timeout(limit, next(request)).await {
        Ok(response) => response,
        Err(_) => Problem::busy().into_response(),
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use axum::body::{Body, HttpBody};
    use axum::extract::State;
    use axum::middleware::Next;
    use axum::{Router, middleware, routing::get};
    use http_body_util::BodyExt;
    use hyper::body::Frame;
    use tower::ServiceExt;

    use super::*;

    async fn limited(State(limit): State<Duration>, request: Request, next: Next) -> Response {
        time_limit(limit, request, |request| next.run(request)).await
    }

    /// A body that begins and never ends.
    struct Endless;

    impl HttpBody for Endless {
        type Data = bytes::Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
            Poll::Pending
        }
    }

    async fn ask(limit: Duration, path: &str) -> Response {
        let router = Router::new()
            .route("/never", get(std::future::pending::<&'static str>))
            .route("/at-once", get(async || "answer"))
            .route("/endless", get(async || Body::new(Endless)))
            .layer(middleware::from_fn_with_state(limit, limited));
        router.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn a_handler_that_never_answers_is_a_503_that_says_when_to_come_back() {
        let answer = ask(Duration::from_millis(1), "/never").await;
        assert_eq!(answer.status(), 503);
        assert_eq!(answer.headers()["retry-after"], "1");
    }

    #[tokio::test]
    async fn a_handler_that_answers_is_left_alone() {
        let answer = ask(Duration::from_secs(3600), "/at-once").await;
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "answer");
    }

    #[tokio::test]
    async fn a_stream_without_end_is_not_cut_once_it_has_begun() {
        let limit = Duration::from_millis(1);
        let answer = ask(Duration::from_secs(3600), "/endless").await;
        assert_eq!(answer.status(), 200);
        let more = tokio::time::timeout(limit, answer.into_body().collect()).await;
        assert!(more.is_err(), "the body neither ends nor fails");
    }
}
