//! `GET /inbox/messages?to=&limit=`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use countersign_delivery::providers::InboxMessage;
use countersign_web::{Problem, Query, json};
use http::StatusCode;
use serde::Serialize;

use super::{ALL, Address, SOME};
use crate::state::Console;

#[derive(Serialize)]
struct Messages {
    messages: Vec<InboxMessage>,
}

/// Messages as JSON, newest first: all, or those to one address; `limit` is 1 to 1,000, and 100 when absent.
pub(crate) async fn list(
    State(console): State<Arc<Console>>,
    Query(query): Query,
) -> Result<Response, Problem> {
    let to = Address::wanted(&query);
    let limit = query.integer("limit", 1..=ALL as i64)?;
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(SOME);
    let messages = console.inbox.list(to.as_ref().map(Address::as_str), limit);
    Ok(json(StatusCode::OK, &Messages { messages }))
}
