//! The prompt: pages on which people set up and use a second step.
//!
//! [`page`] makes the pages: pure functions from what is to be shown to HTML, in every language that there are texts
//! for. They know no engine, no database and no request. What stands beside it takes browsers' requests, asks the engine, and
//! fills the pages; it knows neither SQL nor providers, and decides nothing about who is let in.
//!
//! A browser opens a link ([`start`]), and from then on shows a cookie: the link's token stands in no history, log or
//! `Referer` behind that. A GET changes nothing. What a form asks is done once, and answered with a 303, so that refresh,
//! back and double clicks do no harm.

mod answer;
mod app_link;
mod cookie;
mod guard;
mod headers;
mod left;
pub mod page;
mod passkey;
mod place;
mod sent;
mod show;
mod shown;
mod start;
mod state;

use axum::routing::{get, post};
use axum::{Router, middleware};

pub use state::PromptState;

use headers::prompt_headers;
use state::Shared;

/// The routes, to be merged with the API's.
pub fn router(state: PromptState) -> Router {
    Router::new()
        .route("/prompt/start/{token}", get(start::start))
        .route("/prompt/{sid}", get(shown::shown).post(sent::sent))
        .route("/prompt/{sid}/return", get(left::left))
        // What the script of a passkey's page asks.
        .route("/prompt/{sid}/passkey/options", post(passkey::options))
        .route("/prompt/{sid}/passkey/answer", post(passkey::answer))
        .route_layer(middleware::from_fn(prompt_headers))
        .with_state(Shared::from(state))
}
