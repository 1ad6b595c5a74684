//! Turning away what would only wait: before memory grows.

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use crate::Problem;
use crate::record::SHED;

/// A request that finds no place is answered [`Problem::busy`] at once, its body unread.
///
/// A place is held until the answer begins, so a stream that goes on for hours holds none.
pub(crate) async fn in_flight<A: Future<Output = Response>>(
    places: &Semaphore,
    request: Request,
    next: impl FnOnce(Request) -> A,
) -> Response {
    let Ok(place) = places.try_acquire() else {
        SHED.add([]);
        return Problem::busy().into_response();
    };
    let response = next(request).await;
    drop(place);
    response
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::body::Body;
    use axum::extract::State;
    use axum::middleware::Next;
    use axum::{Router, middleware, routing::get};
    use tokio::sync::Notify;
    use tower::ServiceExt;

    use super::*;

    async fn bounded(State(places): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
        in_flight(&places, request, |request| next.run(request)).await
    }

    #[tokio::test]
    async fn beyond_the_limit_a_request_is_a_503_at_once_and_a_place_that_is_left_is_free() {
        let (entered, leave) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (told, go) = (Arc::clone(&entered), Arc::clone(&leave));
        let handler = async move || {
            told.notify_one();
            go.notified().await;
        };
        let router = Router::new()
            .route("/", get(handler))
            .layer(middleware::from_fn_with_state(Arc::new(Semaphore::new(1)), bounded));
        let ask = || router.clone().oneshot(Request::get("/").body(Body::empty()).unwrap());
        let first = tokio::spawn(ask());
        entered.notified().await;
        let refused = ask().await.unwrap();
        assert_eq!(
            (refused.status().as_u16(), &refused.headers()["retry-after"]),
            (503, &"1".parse().unwrap())
        );
        leave.notify_one();
        assert_eq!(first.await.unwrap().unwrap().status(), 200);
        leave.notify_one();
        assert_eq!(ask().await.unwrap().status(), 200);
    }
}
