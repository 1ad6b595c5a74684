//! Pages as answers.

use axum::response::{IntoResponse, Response};
use countersign_engine::prompt::Scene;
use countersign_messages::Locale;
use countersign_web::{Origin, trouble};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::page::brand::Link;
use crate::page::language;
use crate::page::view::{End, Ended, Frame, Page};
use crate::show;
use crate::state::Prompts;

/// The language that a browser asks for, or the prompt.
pub(crate) fn locale(headers: &HeaderMap, wanted: Option<&str>) -> Locale {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    language(wanted, accepted)
}

/// A page; `application` is where its forms may end.
pub(crate) fn html(
    prompts: &Prompts,
    status: StatusCode,
    frame: &Frame,
    page: &Page,
    application: Option<&str>,
) -> Response {
    let html = prompts.pages.html(frame, page);
    let mut response =
        (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html.text.clone()).into_response();
    // A policy is made of hashes and of origins that were parsed: nothing in it breaks a header.
    if let Ok(policy) = HeaderValue::try_from(html.policy(application)) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The end of a way that belongs to no prompt, or to none that this browser may see.
pub(crate) fn nowhere(prompts: &Prompts, headers: &HeaderMap, status: StatusCode, what: Ended) -> Response {
    let end = End { what, onward: None, back: None };
    html(prompts, status, &Frame::bare(locale(headers, None)), &Page::End(end), None)
}

/// The end of a prompt, for its own browser.
pub(crate) fn end(prompts: &Prompts, headers: &HeaderMap, origin: &Origin, scene: &Scene) -> Response {
    let (frame, page) = show::end(scene, headers, origin);
    html(prompts, StatusCode::OK, &frame, &page, None)
}

/// A form that nothing was done with, and the way to where the person is.
pub(crate) fn stale(prompts: &Prompts, headers: &HeaderMap, status: StatusCode, onward: String) -> Response {
    let end = End { what: Ended::Stale, onward: Some(onward), back: None };
    html(prompts, status, &Frame::bare(locale(headers, None)), &Page::End(end), None)
}

/// The database gave no answer.
pub(crate) fn fault(
    prompts: &Prompts,
    headers: &HeaderMap,
    error: &countersign_store::StoreError,
    onward: Option<String>,
) -> Response {
    let status = trouble(error).status;
    let end = End { what: Ended::Fault, onward, back: None };
    html(prompts, status, &Frame::bare(locale(headers, None)), &Page::End(end), None)
}

/// 303: what was sent is done, and a refresh of the next page sends nothing again.
pub(crate) fn see(to: &str) -> Response {
    match HeaderValue::try_from(to) {
        Ok(to) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The way back as a link of a page.
pub(crate) fn link(address: &str) -> Option<Link> {
    Link::parse(address)
}
