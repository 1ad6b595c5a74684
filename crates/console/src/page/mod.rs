//! `GET /`: the page.

mod hops;
mod load;
mod view;

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use countersign_model::{Service, ServiceSid};
use countersign_web::Query;
use http::{StatusCode, header};

use crate::failed::Failed;
use crate::inbox::Address;
use crate::services::ServiceForm;
use crate::state::Console;
use load::Asked;

/// A form that could not be carried out, shown again as it was typed.
pub(crate) struct Draft {
    /// The service that was to be changed; none when one was to be made.
    pub(crate) of: Option<Service>,
    /// What was typed, and what is wrong with it.
    pub(crate) form: ServiceForm,
}

/// The page. `to` picks messages, `service` the one that the lines to paste speak of, `before` older services, and
/// `done` says what a form did. Links of any age keep working: what can't be read is passed over.
pub(crate) async fn show(
    State(console): State<Arc<Console>>,
    query: Result<Query, countersign_web::Problem>,
) -> Result<Response, Failed> {
    let query = query.map(|Query(form)| form).unwrap_or_default();
    let sid = |name: &str| query.text(name).and_then(|text| text.parse::<ServiceSid>().ok());
    let asked = Asked {
        to: Address::wanted(&query),
        service: sid("service"),
        before: sid("before"),
        done: query.text("done").map(str::to_owned),
        ..Asked::default()
    };
    answer(StatusCode::OK, &console, asked).await
}

/// The page with a form that could not be carried out: 422.
pub(crate) async fn refused(console: &Console, draft: Draft) -> Result<Response, Failed> {
    let service = draft.of.as_ref().map(|service| service.sid);
    let asked = Asked { service, draft: Some(draft), ..Asked::default() };
    answer(StatusCode::UNPROCESSABLE_ENTITY, console, asked).await
}

/// The page, saying that the service is not there any more: 404.
pub(crate) async fn gone(console: &Console) -> Result<Response, Failed> {
    let asked = Asked { done: Some("gone".to_owned()), ..Asked::default() };
    answer(StatusCode::NOT_FOUND, console, asked).await
}

async fn answer(status: StatusCode, console: &Console, asked: Asked) -> Result<Response, Failed> {
    let page = load::page(console, asked).await?;
    // Writing to a string fails only if a value's own `Display` does, and ours never do.
    let html = page.render().expect("a page can be written");
    Ok((status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response())
}
