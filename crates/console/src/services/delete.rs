//! `POST /services/{sid}/delete`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use countersign_model::ServiceSid;
use http::{StatusCode, header};

use super::visitor;
use crate::failed::Failed;
use crate::page::gone;
use crate::state::Console;

/// Deletes a service and goes back to the page: 303.
pub(crate) async fn delete(
    State(console): State<Arc<Console>>,
    Path(sid): Path<String>,
) -> Result<Response, Failed> {
    let Ok(sid) = sid.parse::<ServiceSid>() else { return gone(&console).await };
    if !console.engine.delete_service(console.account, sid, visitor()).await? {
        return gone(&console).await;
    }
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, "/?done=deleted")]).into_response())
}
