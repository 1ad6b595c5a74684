//! A name for each request, so that an answer a developer holds can be found in the log.

use std::fmt::{self, Write};

use axum::extract::Request;
use axum::response::Response;
use countersign_model::Dice;
use http::{HeaderName, HeaderValue};

/// `RQ` and 32 hex digits, as Twilio's platform writes it (behaviour map 1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId([u8; 16]);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RQ{:032x}", u128::from_be_bytes(self.0))
    }
}

/// Puts a [`RequestId`] into the request's extensions and `Twilio-Request-Id` on its answer.
pub(crate) async fn request_id<A: Future<Output = Response>>(
    dice: &dyn Dice,
    mut request: Request,
    next: impl FnOnce(Request) -> A,
) -> Response {
    let id = RequestId(dice.draw());
    request.extensions_mut().insert(id);
    let mut response = next(request).await;
    let mut value = String::with_capacity(34);
    let written = write!(value, "{id}").ok().and_then(|()| HeaderValue::try_from(value).ok());
    if let Some(value) = written {
        response.headers_mut().insert(HeaderName::from_static("twilio-request-id"), value);
    }
    response
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::body::Body;
    use axum::extract::State;
    use axum::middleware::Next;
    use axum::{Extension, Router, middleware, routing::get};
    use countersign_model::MockDice;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    async fn named(State(dice): State<Arc<dyn Dice>>, request: Request, next: Next) -> Response {
        request_id(&*dice, request, |request| next.run(request)).await
    }

    #[tokio::test]
    async fn an_answer_carries_the_id_that_its_handler_saw_and_no_two_are_alike() {
        let dice: Arc<dyn Dice> = Arc::new(MockDice::new(1));
        let router = Router::new()
            .route("/", get(async |Extension(id): Extension<RequestId>| id.to_string()))
            .layer(middleware::from_fn_with_state(dice, named));
        let mut ids = Vec::new();
        for _ in 0..2 {
            let answer = router.clone().oneshot(Request::new(Body::empty())).await.unwrap();
            let id = answer.headers()["twilio-request-id"].to_str().unwrap().to_owned();
            assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), id);
            assert!(
                id.len() == 34 && id.starts_with("RQ") && id[2..].bytes().all(|b| b.is_ascii_hexdigit()),
                "{id}"
            );
            ids.push(id);
        }
        assert_ne!(ids[0], ids[1]);
    }
}
