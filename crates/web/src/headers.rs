//! Headers that every answer carries.

use axum::extract::Request;
use axum::response::Response;
use http::{HeaderValue, header};

/// No guessing of content types, and nothing is kept by a cache.
///
/// Answers hold phone numbers, and a login page that comes out of a cache is a stale one. A handler whose answer may
/// be kept (a style sheet with its hash in the name) says so itself and is left alone. `Date`, by which push SDKs set
/// their clock after a 401 (behaviour map 1.9), is hyper's doing.
pub(crate) async fn security_headers<A: Future<Output = Response>>(
    request: Request,
    next: impl FnOnce(Request) -> A,
) -> Response {
    let mut response = next(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::middleware::Next;
    use axum::{Router, middleware, routing::get};
    use tower::ServiceExt;

    use super::*;

    async fn secured(request: Request, next: Next) -> Response {
        security_headers(request, |request| next.run(request)).await
    }

    #[tokio::test]
    async fn nothing_is_sniffed_and_nothing_kept_unless_the_handler_says_so() {
        let kept = [(header::CACHE_CONTROL, "max-age=3600")];
        let router = Router::new()
            .route("/", get(async || "answer"))
            .route("/style", get(async move || (kept, "style")))
            .layer(middleware::from_fn(secured));
        for (path, cache) in [("/", "no-store"), ("/style", "max-age=3600"), ("/unknown", "no-store")] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let answer = router.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.headers()["cache-control"], cache, "{path}");
            assert_eq!(answer.headers()["x-content-type-options"], "nosniff", "{path}");
        }
    }
}
