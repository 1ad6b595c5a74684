//! What providers call: `/receipts/<provider>/<token>`, and `/voice/<provider>/<token>/<stage>` for what a call says.
//! Hands what came to the engine, which verifies it.
//!
//! Whoever calls here is a program that was given the address by us, or a stranger; neither is a caller of the API, so
//! answers are short and say nothing that a stranger could use.

mod answer;
mod receipts;
mod voice;

use axum::Router;
use axum::routing::get;
use countersign_engine::Engine;

/// The routes, to be merged with the API's.
pub fn router(engine: Engine) -> Router {
    Router::new()
        .route("/receipts/{provider}", get(receipts::hear).post(receipts::hear))
        .route("/receipts/{provider}/{token}", get(receipts::hear).post(receipts::hear))
        .route("/voice/{provider}/{token}/{stage}", get(voice::hear).post(voice::hear))
        .with_state(engine)
}
