//! `POST /inbox/messages/{id}/keys`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use countersign_delivery::Provider;
use countersign_engine::voice::PressError;
use countersign_web::FormBody;
use http::{StatusCode, header};

use super::ALL;
use crate::failed::Failed;
use crate::state::Console;

/// The most keys that are read: a call waits for two.
const MOST: usize = 8;

/// Presses `Keys` in a call that asks for an approval, as whoever took it would, and goes back to the page, which says what
/// came of it: 303.
pub(crate) async fn keys(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    FormBody(form): FormBody,
) -> Result<Response, Failed> {
    let id: Option<u64> = id.parse().ok();
    let found = console.inbox.list(None, ALL).into_iter().find(|message| Some(message.id) == id);
    let attempt =
        found.filter(|message| message.asks_for_keys).and_then(|message| message.attempt_sid.parse().ok());
    let keys = form.text("Keys").map(str::trim).filter(|keys| is_keys(keys));
    let done = match (attempt, keys) {
        (Some(attempt), Some(keys)) => {
            match console.engine.press_keys(console.inbox.name(), attempt, keys).await {
                Ok(pressed) => pressed.as_str(),
                Err(PressError::Over | PressError::NoCall) => "over",
                Err(PressError::Store(error)) => return Err(error.into()),
            }
        }
        (Some(_), None) => "no-keys",
        (None, _) => "over",
    };
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, format!("/?done={done}#inbox"))]).into_response())
}

/// Whether a telephone has such keys.
fn is_keys(text: &str) -> bool {
    (1..=MOST).contains(&text.len()) && text.bytes().all(|key| key.is_ascii_digit() || b"*#".contains(&key))
}
