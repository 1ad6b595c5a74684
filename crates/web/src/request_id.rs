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
        // By table: `{:032x}` of a u128 is slow, and each request writes two of these.
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = *b"RQ00000000000000000000000000000000";
        for (pair, byte) in text[2..].chunks_exact_mut(2).zip(self.0) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
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

    #[test]
    fn an_id_is_written_in_hex_with_every_digit() {
        let mut bytes = [0; 16];
        (bytes[0], bytes[1], bytes[15]) = (0x0a, 0xff, 0x01);
        assert_eq!(RequestId(bytes).to_string(), "RQ0aff0000000000000000000000000001");
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
