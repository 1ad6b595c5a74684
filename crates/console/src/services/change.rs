//! `POST /services/{sid}`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use countersign_engine::service::UpdateServiceError;
use countersign_model::ServiceSid;
use countersign_store::services;
use countersign_web::FormBody;

use super::{ServiceForm, back, visitor};
use crate::failed::Failed;
use crate::page::{Draft, gone, refused};
use crate::state::Console;

/// Changes a service and goes back to the page: 303. What can't be is shown again with its reason: 422.
pub(crate) async fn change(
    State(console): State<Arc<Console>>,
    Path(sid): Path<String>,
    FormBody(sent): FormBody,
) -> Result<Response, Failed> {
    let Ok(sid) = sid.parse::<ServiceSid>() else { return gone(&console).await };
    let account = console.account;
    let found = console.engine.store().read(move |tx| services::find(tx, account, sid)).await?;
    let Some(service) = found else { return gone(&console).await };
    let mut form = ServiceForm::typed(&sent, &ServiceForm::of(&service));
    let Some((name, patch)) = form.read() else {
        return refused(&console, Draft { of: Some(service), form }).await;
    };
    match console.engine.update_service(account, sid, Some(name), patch, visitor()).await {
        Ok(service) => Ok(back("changed", service.sid)),
        Err(UpdateServiceError::NotFound) => gone(&console).await,
        Err(UpdateServiceError::Bad(_)) => {
            form.contradicts();
            refused(&console, Draft { of: Some(service), form }).await
        }
        Err(UpdateServiceError::Store(error)) => Err(error.into()),
    }
}
