//! The extractor of JSON bodies.

use axum::extract::{FromRequest, Request};
use serde_json::{Map, Value};

use crate::Problem;
use crate::form_body::is_plain;
use crate::raw_body::whole;

/// The object in a POST.
///
/// # Rejects
/// With 413 a body over the limit; with 415 a body that isn't `application/json` or is compressed (an empty body may be of any
/// type, and is an object with nothing in it); with 400 what is no JSON object.
#[derive(Clone, Debug)]
pub struct JsonBody(
    /// What was sent.
    pub Value,
);

impl<S: Sync> FromRequest<S> for JsonBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, bytes) = whole(request).await?;
        if bytes.is_empty() {
            return Ok(Self(Value::Object(Map::new())));
        }
        if !is_plain(&parts.headers, "application/json") {
            return Err(Problem::unsupported_media_type());
        }
        match serde_json::from_slice(&bytes) {
            Ok(body @ Value::Object(_)) => Ok(Self(body)),
            _ => Err(Problem::bad_request("The request's body is not a JSON object")),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::routing::post;
    use http::Request;
    use tower::ServiceExt;

    use super::*;
    use crate::MAX_BODY_BYTES;

    async fn send(kind: Option<&str>, body: impl Into<Body>) -> u16 {
        let handler = |JsonBody(body): JsonBody| async move { body.to_string() };
        let mut request = Request::post("/");
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        let request = request.body(body.into()).unwrap();
        Router::new().route("/", post(handler)).oneshot(request).await.unwrap().status().as_u16()
    }

    const JSON: Option<&str> = Some("application/json");

    #[tokio::test]
    async fn an_object_is_read_and_nothing_at_all_is_an_empty_one() {
        assert_eq!(send(JSON, "{\"a\":1}").await, 200);
        assert_eq!(send(Some("Application/JSON; charset=utf-8"), "{}").await, 200);
        assert_eq!(send(None, "").await, 200);
    }

    #[tokio::test]
    async fn another_type_is_a_415() {
        for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded")] {
            assert_eq!(send(kind, "{}").await, 415, "{kind:?}");
        }
    }

    #[tokio::test]
    async fn what_is_no_object_is_a_400_however_deep() {
        let deep = format!("{{\"a\":{}", "[".repeat(60_000));
        for body in ["[]", "1", "null", "\"\"", "{", "{\"a\":\"\u{0}\"}", "{} {}", &deep] {
            assert_eq!(send(JSON, body.to_owned()).await, 400, "{body:.20}");
        }
        assert_eq!(send(JSON, vec![b'{', b'"', 0xff, b'"', b':', b'1', b'}']).await, 400);
    }

    #[tokio::test]
    async fn a_body_over_the_limit_is_a_413() {
        assert_eq!(send(JSON, " ".repeat(MAX_BODY_BYTES + 1)).await, 413);
    }
}
