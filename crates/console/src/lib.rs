//! The pages of `countersign dev`: services made and changed by clicking, and an inbox that shows every message the
//! moment it is sent.
//!
//! Whoever reads these pages reads codes, so each request passes three doors (see [`router`]): the guard of the local
//! name, the token when others can reach the listener, and headers that let nothing foreign run in the page. The pages
//! work without script; script adds live messages and copy buttons.

mod access;
mod assets;
mod failed;
mod headers;
mod inbox;
mod page;
mod services;
mod state;

use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Router, middleware};
use countersign_web::guard_local;

pub use access::{AccessToken, BadAccessToken};
pub use state::{ConsoleState, DevApi};

use access::require_token;
use headers::page_headers;
use state::Console;

/// The routes of the page, to be merged with the API's. The API beside them takes any `Host`; the doors stand before
/// these routes only.
///
/// There is no form token against cross-site posts. On loopback there is no login that a foreign page could ride on,
/// and the guard judges `Origin` and `Sec-Fetch-Site`, which every browser of the last years sends with a POST. On
/// another listener the cookie is `SameSite=Strict` besides, so a foreign page's request comes without it. A token
/// would only repeat what both already prove.
pub fn router(state: ConsoleState) -> Router {
    let guard = Arc::clone(&state.guard);
    let console = Arc::new(Console::from(state));
    Router::new()
        // The page and what it is made of.
        .route("/", get(page::show))
        .route("/assets/dev.css", get(assets::css))
        .route("/assets/dev.js", get(assets::js))
        .route("/assets/icon.svg", get(assets::icon))
        // Its forms.
        .route("/services", post(services::create))
        .route("/services/{sid}", post(services::change))
        .route("/services/{sid}/delete", post(services::delete))
        // Messages, for the page and for programs.
        .route("/inbox/messages", get(inbox::list))
        .route("/inbox/messages/{id}/html", get(inbox::html))
        .route("/inbox/messages/{id}/keys", post(inbox::keys))
        .route("/inbox/events", get(inbox::events))
        // From inside to outside: a foreign request learns nothing of the token, and refusals carry the headers too.
        .route_layer(middleware::from_fn_with_state(Arc::clone(&console), require_token))
        .route_layer(middleware::from_fn_with_state(guard, guard_local))
        .route_layer(middleware::from_fn(page_headers))
        .with_state(console)
}
