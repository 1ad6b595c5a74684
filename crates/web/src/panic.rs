//! A handler that panics answers 500 instead of dropping the connection.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;

use axum::extract::{MatchedPath, Request};
use axum::response::{IntoResponse, Response};

use crate::{Problem, RequestId};

/// Answers [`Problem::internal`] and logs once which route it was.
///
/// The log names the route and not the path, which may hold a phone number, and not what the panic said: the
/// process's panic hook has that, with the place. A panic while a body is streamed ends that connection only.
pub(crate) async fn catch_panic<A: Future<Output = Response>>(
    request: Request,
    next: impl FnOnce(Request) -> A,
) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let id = request.extensions().get::<RequestId>().copied();
    match caught(next(request)).await {
        Ok(response) => response,
        Err(_) => {
            let route = route.as_ref().map_or("none", MatchedPath::as_str);
            let id = id.map(tracing::field::display);
            tracing::error!(http.route = route, request.id = id, "a handler panicked");
            Problem::internal().into_response()
        }
    }
}

/// The future's output, or what it panicked with.
///
/// Unwind safety is asserted: a future that panicked is dropped and never polled again, and what it shared with
/// others stands behind locks and channels that know of panics.
async fn caught<F: Future>(future: F) -> Result<F::Output, Box<dyn Any + Send>> {
    let mut future = pin!(future);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(poll) => poll.map(Ok),
        Err(payload) => std::task::Poll::Ready(Err(payload)),
    })
    .await
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::middleware::Next;
    use axum::{Router, middleware, routing::get};
    use http_body_util::BodyExt;
    use serde_json::{Value, json};
    use tower::ServiceExt;

    use super::*;

    async fn catching(request: Request, next: Next) -> Response {
        catch_panic(request, |request| next.run(request)).await
    }

    async fn fails(text: &str) -> &'static str {
        tokio::task::yield_now().await;
        panic!("secret {text}")
    }

    #[tokio::test]
    async fn a_panic_after_an_await_is_a_500_that_says_nothing_and_the_next_request_is_served() {
        let router = Router::new()
            .route("/fails", get(async || fails("seed").await))
            .route("/works", get(async || "answer"))
            .layer(middleware::from_fn(catching));
        let answer =
            router.clone().oneshot(Request::get("/fails").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), 500);
        let body: Value =
            serde_json::from_slice(&answer.into_body().collect().await.unwrap().to_bytes()).unwrap();
        assert_eq!((&body["code"], &body["message"]), (&json!(20500), &json!("Internal server error")));
        let answer = router.oneshot(Request::get("/works").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), 200);
    }
}
