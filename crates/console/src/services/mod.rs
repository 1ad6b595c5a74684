//! The forms that make, change and delete services.

mod change;
mod create;
mod delete;
mod form;
mod switch;

use axum::response::{IntoResponse, Response};
use countersign_model::{Actor, ServiceSid};
use http::{StatusCode, header};

pub(crate) use change::change;
pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use form::ServiceForm;
pub(crate) use switch::Switch;

/// Who the audit trail says it was: whoever opened the page of `dev`.
fn visitor() -> Actor {
    Actor::Operator("page".to_owned())
}

/// Back to the page by a GET, so that reloading it posts nothing again. The page shows `sid` where it is and in the
/// lines to paste, and says what was `done`.
fn back(done: &str, sid: ServiceSid) -> Response {
    let page = format!("/?done={done}&service={sid}#{sid}");
    (StatusCode::SEE_OTHER, [(header::LOCATION, page)]).into_response()
}
