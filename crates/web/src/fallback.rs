//! What a request gets that no route takes.

use http::Uri;

use crate::Problem;

/// The handler for unknown routes, for `Router::fallback`: 404, code 20404.
pub async fn unknown_route(uri: Uri) -> Problem {
    Problem::not_found(uri.path())
}

/// The handler for wrong methods, for `Router::method_not_allowed_fallback`: 405; axum adds `Allow`.
///
/// The router takes an empty piece of a path for a name. Nothing has one: such a path is unknown, whatever the method.
pub async fn wrong_method(uri: Uri) -> Problem {
    if uri.path().contains("//") { Problem::not_found(uri.path()) } else { Problem::method_not_allowed() }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::response::Response;
    use axum::{Router, routing::get};
    use http::Request;
    use http_body_util::BodyExt;
    use serde_json::Value;
    use tower::ServiceExt;

    use super::*;

    async fn ask(method: &str, path: &str) -> Response {
        let router = Router::new()
            .route("/v2/Services", get(async || "services"))
            .fallback(unknown_route)
            .method_not_allowed_fallback(wrong_method);
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        router.oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn an_unknown_route_is_a_404_that_names_the_resource_without_the_version() {
        let answer = ask("GET", "/v2/Services/VA1/Nothing?To=1").await;
        assert_eq!(answer.status(), 404);
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["message"], "The requested resource /Services/VA1/Nothing was not found");
    }

    #[tokio::test]
    async fn a_wrong_method_is_a_405_that_names_the_right_ones() {
        let answer = ask("DELETE", "/v2/Services").await;
        assert_eq!(answer.status(), 405);
        assert_eq!(answer.headers()["allow"], "GET,HEAD");
        assert_eq!(answer.headers()["content-type"], "application/json");
    }
}
