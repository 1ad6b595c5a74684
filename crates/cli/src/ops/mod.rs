//! What those who watch the server ask: is it alive, may it get requests, how does it do. On a listener of its own,
//! with no password and no secrets: numbers and words only.

mod health;
mod metrics;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use countersign_engine::Engine;
use countersign_model::Clock;
use http::{StatusCode, header};

pub use metrics::{GAUGES, measured};

/// What is watched.
#[derive(Clone)]
pub struct Watched {
    /// The verbs.
    pub engine: Engine,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Set once the server was told to stop: it still answers, but wants no more.
    pub stopping: Arc<AtomicBool>,
    /// When it began, by the clock's ticks.
    pub began: Duration,
}

/// The routes of the ops listener.
pub fn router(watched: Watched) -> Router {
    Router::new()
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(measurements))
        .with_state(watched)
}

/// 200 when requests should come here, else 503; either way each check with its finding.
async fn ready(State(watched): State<Watched>) -> Response {
    let stopping = watched.stopping.load(Ordering::Relaxed);
    let findings = health::findings(&watched.engine, &*watched.clock, stopping).await;
    let is_ready = findings.iter().all(|finding| finding.is_good);
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let text: String = findings.iter().map(ToString::to_string).collect();
    (status, text).into_response()
}

async fn measurements(State(watched): State<Watched>) -> Response {
    let text = metrics::text(&watched).await;
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
