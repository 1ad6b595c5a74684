//! `GET /prompt/start/{token}`: the link that a person is sent.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use countersign_web::Origin;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::page::view::Ended;
use crate::state::Prompts;
use crate::{answer, cookie, place};

/// Trades the token for a cookie and goes to an address without it. Nothing is changed: mail scanners and previews open links
/// too, and take nothing from the person.
pub(crate) async fn start(
    State(prompts): State<Arc<Prompts>>,
    origin: Origin,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let found = match prompts.engine.prompt_of_token(&token).await {
        Ok(found) => found,
        Err(error) => return answer::fault(&prompts, &headers, &error, None),
    };
    let Some(sid) = found else {
        return answer::nowhere(&prompts, &headers, StatusCode::NOT_FOUND, Ended::Unknown);
    };
    // Whoever opens the link again is who they were.
    let known = cookie::browser(&prompts, &origin, sid, &headers);
    let browser = known.unwrap_or_else(|| prompts.engine.new_browser(sid));
    let value = match prompts.engine.browser_cookie(&browser).await {
        Ok(value) => value,
        Err(error) => return answer::fault(&prompts, &headers, &error, None),
    };
    let mut response = answer::see(&format!("{}?from=link", place::page(&origin, sid)));
    if let Ok(value) = HeaderValue::try_from(cookie::set(&origin, sid, &value)) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}
