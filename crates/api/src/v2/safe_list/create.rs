//! `POST /v2/SafeList/Numbers`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::Phone;
use countersign_web::{Caller, FormBody, Origin, Problem, json, trouble};
use http::StatusCode;

use super::body;

/// Puts a number on the list: 201.
pub(crate) async fn create(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let number = form.require_with("PhoneNumber", Phone::parse)?;
    let added = engine.add_to_safe_list(caller.account, number.clone(), caller.actor()).await;
    let sid = added.map_err(|error| trouble(&error))?.ok_or_else(Problem::on_safe_list_already)?;
    Ok(json(StatusCode::CREATED, &body(sid, &number, &origin)))
}
