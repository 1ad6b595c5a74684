//! `POST /services`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use countersign_model::ServiceSettings;
use countersign_web::FormBody;

use super::{ServiceForm, back, visitor};
use crate::failed::Failed;
use crate::page::{Draft, refused};
use crate::state::Console;

/// Makes a service and goes back to the page: 303. What can't be is shown again with its reason: 422.
pub(crate) async fn create(
    State(console): State<Arc<Console>>,
    FormBody(sent): FormBody,
) -> Result<Response, Failed> {
    let mut form = ServiceForm::typed(&sent, &ServiceForm::new_service());
    let Some((name, patch)) = form.read() else {
        return refused(&console, Draft { of: None, form }).await;
    };
    let Ok(settings) = patch.apply(ServiceSettings::default()) else {
        form.contradicts();
        return refused(&console, Draft { of: None, form }).await;
    };
    let service = console.engine.create_service(console.account, name, settings, visitor()).await?;
    Ok(back("created", service.sid))
}
