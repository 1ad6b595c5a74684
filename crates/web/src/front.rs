//! What stands before every handler, in one order.

use std::sync::Arc;

use axum::{Extension, Router, middleware};
use countersign_model::{Clock, Dice};
use tokio::sync::Semaphore;

use crate::record::SHED;
use crate::{
    BodyLimit, Limits, catch_panic, fallback, in_flight, record, request_id, security_headers, time_limit,
};

/// Puts the shared middleware around `router`, and JSON answers where it has no route.
///
/// From outside to inside: the request's id, its record, the headers of every answer, the limit of requests in work,
/// the catcher of panics, the time limit. So the answers that middleware makes itself are recorded and carry the id and
/// the headers too.
pub fn front(router: Router, dice: Arc<dyn Dice>, clock: Arc<dyn Clock>, limits: &Limits) -> Router {
    let places = Arc::new(Semaphore::new(limits.in_flight));
    SHED.expect([]);
    router
        .fallback(fallback::unknown_route)
        .method_not_allowed_fallback(fallback::wrong_method)
        .layer(middleware::from_fn_with_state(limits.request, time_limit))
        .layer(middleware::from_fn(catch_panic))
        .layer(middleware::from_fn_with_state(places, in_flight))
        .layer(Extension(BodyLimit(limits.body_bytes)))
        .layer(middleware::from_fn(security_headers))
        .layer(middleware::from_fn_with_state(clock, record))
        .layer(middleware::from_fn_with_state(dice, request_id))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::Body;
    use axum::routing::get;
    use countersign_model::{MockClock, MockDice, Timestamp};
    use http::Request;
    use tower::ServiceExt;

    use super::*;

    async fn fails() -> &'static str {
        panic!("on purpose")
    }

    #[tokio::test]
    async fn every_answer_is_named_and_unkept_whoever_made_it() {
        let router = Router::new()
            .route("/ok", get(async || "ok"))
            .route("/panic", get(fails))
            .route("/never", get(std::future::pending::<&'static str>));
        let clock = Arc::new(MockClock::new(Timestamp::from_millis(0)));
        let limits = Limits { request: Duration::from_millis(1), ..Limits::default() };
        let router = front(router, Arc::new(MockDice::new(1)), clock, &limits);
        for (method, path, status) in [
            ("GET", "/ok", 200),
            ("GET", "/panic", 500),
            ("GET", "/never", 503),
            ("GET", "/no", 404),
            ("PUT", "/ok", 405),
        ] {
            let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
            let answer = router.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.status(), status, "{path}");
            for header in ["twilio-request-id", "x-content-type-options", "cache-control"] {
                assert!(answer.headers().contains_key(header), "{path} {header}");
            }
            assert_eq!(answer.headers()["content-type"] == "application/json", status != 200, "{path}");
        }
    }
}
