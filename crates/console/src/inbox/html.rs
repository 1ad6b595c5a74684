//! `GET /inbox/messages/{id}/html`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

use super::ALL;
use crate::state::Console;

/// An e-mail may style itself, as in its reader's program, and do nothing else: no script, no form, no request, and
/// by `sandbox` an origin of its own. Only our page may frame it.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; \
    base-uri 'none'; frame-ancestors 'self'; sandbox";

/// An e-mail's HTML, for the frame in the page.
pub(crate) async fn html(State(console): State<Arc<Console>>, Path(id): Path<String>) -> Response {
    let id: Option<u64> = id.parse().ok();
    let found = console.inbox.list(None, ALL).into_iter().find(|message| Some(message.id) == id);
    match found.and_then(|message| message.html) {
        Some(html) => {
            let kind = (header::CONTENT_TYPE, "text/html; charset=utf-8");
            ([kind, (header::CONTENT_SECURITY_POLICY, MAIL_POLICY)], html).into_response()
        }
        None => {
            let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
            (StatusCode::NOT_FOUND, kind, "The inbox holds no such e-mail any more.\n").into_response()
        }
    }
}
