//! The page's style, script and icon, held in the binary.

use axum::response::{IntoResponse, Response};
use http::header;

const CSS: &str = include_str!("../assets/dev.css");
const JS: &str = include_str!("../assets/dev.js");
const ICON: &str = include_str!("../assets/icon.svg");

/// Changes with any of the files. It stands in their addresses, so that a browser may keep each for ever and yet never
/// shows an old one after an upgrade. FNV-1a: it tells versions apart, no more.
pub(crate) const VERSION: u64 = hash(hash(hash(0xcbf2_9ce4_8422_2325, CSS), JS), ICON);

const fn hash(mut state: u64, text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        state = (state ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        at += 1;
    }
    state
}

fn kept(kind: &'static str, text: &'static str) -> Response {
    let headers =
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "private, max-age=31536000, immutable")];
    (headers, text).into_response()
}

/// `GET /assets/dev.css`
pub(crate) async fn css() -> Response {
    kept("text/css; charset=utf-8", CSS)
}

/// `GET /assets/dev.js`
pub(crate) async fn js() -> Response {
    kept("text/javascript; charset=utf-8", JS)
}

/// `GET /assets/icon.svg`
pub(crate) async fn icon() -> Response {
    kept("image/svg+xml", ICON)
}
