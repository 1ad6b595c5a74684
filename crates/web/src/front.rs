//! What stands before every handler, in one order.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use axum::{Router, middleware};
use countersign_model::{Clock, Dice};
use tokio::sync::Semaphore;

use crate::headers::security_headers;
use crate::in_flight::in_flight;
use crate::panic::catch_panic;
use crate::record::{SHED, record};
use crate::request_id::request_id;
use crate::time_limit::time_limit;
use crate::{BodyLimit, Limits, fallback};

/// What stands there needs.
struct Front {
    dice: Arc<dyn Dice>,
    clock: Arc<dyn Clock>,
    places: Semaphore,
    body: BodyLimit,
    limit: Duration,
}

/// Puts the shared middleware around `router`, and JSON answers where it has no route.
///
/// From outside to inside: the request's id, its record, the headers of every answer, the limit of requests in work,
/// the catcher of panics, the time limit. So the answers that middleware makes itself are recorded and carry the id and
/// the headers too.
pub fn front(router: Router, dice: Arc<dyn Dice>, clock: Arc<dyn Clock>, limits: &Limits) -> Router {
    let places = Semaphore::new(limits.in_flight);
    let front = Front { dice, clock, places, body: BodyLimit(limits.body_bytes), limit: limits.request };
    SHED.expect([]);
    router
        .fallback(fallback::unknown_route)
        .method_not_allowed_fallback(fallback::wrong_method)
        .layer(middleware::from_fn_with_state(Arc::new(front), pass))
}

/// All of it as one layer: as seven, each with its own boxes, it was an eighth of the server's processor time.
async fn pass(State(front): State<Arc<Front>>, request: Request, next: Next) -> Response {
    let Front { dice, clock, places, body, limit } = &*front;
    let handle = |mut request: Request| {
        request.extensions_mut().insert(*body);
        next.run(request)
    };
    let limited = |request| time_limit(*limit, request, handle);
    let guarded = |request| in_flight(places, request, |request| catch_panic(request, limited));
    let recorded = |request| record(&**clock, request, |request| security_headers(request, guarded));
    request_id(&**dice, request, recorded).await
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use countersign_model::{MockClock, MockDice, Timestamp};
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
