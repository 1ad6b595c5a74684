//! `GET /prompt/{sid}/return`: the way back to the application, for who lost it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use countersign_engine::prompt::{Left, Visit};
use countersign_model::PromptSid;
use countersign_web::Origin;
use http::{HeaderMap, StatusCode};

use crate::page::view::Ended;
use crate::state::Prompts;
use crate::{answer, cookie, place};

/// Goes to the application: with a fresh code if everything was shown, which takes the place of the one before. It is no
/// POST, since the browser comes by a link; but only the prompt's own browser is let through, and only once it is over.
pub(crate) async fn left(
    State(prompts): State<Arc<Prompts>>,
    origin: Origin,
    Path(sid): Path<String>,
    headers: HeaderMap,
) -> Response {
    let unknown = || answer::nowhere(&prompts, &headers, StatusCode::NOT_FOUND, Ended::Unknown);
    let Ok(prompt) = sid.parse::<PromptSid>() else { return unknown() };
    let Some(browser) = cookie::browser(&prompts, &origin, prompt, &headers) else { return unknown() };
    let locale = answer::locale(&headers, None);
    let visit = Visit { prompt, browser_hash: browser.hash(), step: None, source: String::new(), locale };
    match prompts.engine.leave_prompt(&visit).await {
        Ok(Left::To(address)) => answer::see(&address),
        Ok(Left::Pending) => answer::see(&place::page(&origin, prompt)),
        Ok(Left::Unknown) => unknown(),
        Err(error) => answer::fault(&prompts, &headers, &error, None),
    }
}
