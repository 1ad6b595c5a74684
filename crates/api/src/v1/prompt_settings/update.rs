//! `POST /v1/Services/{ServiceSid}/PromptSettings`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::service::{PromptPatch, UpdatePromptsError};
use countersign_model::{Method, PromptSettings, ReturnUrl};
use countersign_web::{Caller, JsonBody, Origin, Problem, json, trouble};
use http::StatusCode;
use serde_json::Value;

use super::body;
use crate::route::Route;
use crate::v1::members::Members;

/// Changes the settings that are named; null clears. An empty list of methods would let nobody in, and is refused, as is all
/// else that nobody could meet.
pub(crate) async fn update(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    JsonBody(asked): JsonBody,
) -> Result<Response, Problem> {
    let sid = route.params.parse().map_err(|_| route.not_found())?;
    let patch = read(&asked)?;
    let updated = engine.update_prompt_settings(caller.account, sid, patch, caller.actor()).await;
    let service = updated.map_err(|error| match error {
        UpdatePromptsError::NotFound => route.not_found(),
        UpdatePromptsError::Contradicting(found) => Problem::policy_unmet(&found.to_string()),
        UpdatePromptsError::Store(error) => trouble(&error),
    })?;
    Ok(json(StatusCode::OK, &body(&service, &origin)))
}

/// The settings that an object names, as a request has them.
///
/// # Errors
/// The problem that a request would be answered with: it names the first member that can't be taken.
pub fn read(asked: &Value) -> Result<PromptPatch, Problem> {
    let it = Members(asked);
    let plain = |text: &str| ReturnUrl::parse(text).ok().filter(ReturnUrl::is_plain);
    let methods = |name: &str| -> Result<Option<Option<Vec<Method>>>, Problem> {
        let found = it.methods(name)?;
        if found.as_ref().is_some_and(Vec::is_empty) {
            return Err(Problem::invalid_parameter(name));
        }
        Ok(it.has(name).then_some(found))
    };
    let level = |name: &str| -> Result<Option<u8>, Problem> {
        let found = it.level(name)?;
        Ok(it.has(name).then(|| found.unwrap_or(0)))
    };
    let text = |name: &str, fits: fn(&str) -> bool| -> Result<Option<Option<String>>, Problem> {
        let found = it.parse(name, |text| if fits(text) { Ok(text.to_owned()) } else { Err(()) })?;
        Ok(it.has(name).then_some(found))
    };
    let return_urls = it.list("return_urls", plain)?;
    let two_methods = it.purposes("two_methods")?;
    Ok(PromptPatch {
        return_urls: it.has("return_urls").then(|| return_urls.unwrap_or_default()),
        methods: methods("methods")?,
        setup_methods: methods("setup_methods")?,
        login_methods: methods("login_methods")?,
        confirm_methods: methods("confirm_methods")?,
        two_methods: it.has("two_methods").then(|| two_methods.unwrap_or_default()),
        setup_aal: level("setup_aal")?,
        login_aal: level("login_aal")?,
        confirm_aal: level("confirm_aal")?,
        logo_url: text("logo_url", PromptSettings::is_logo)?,
        color: text("color", PromptSettings::is_color)?,
        support_url: text("support_url", PromptSettings::is_support)?,
        push_app_link: text("push_app_link", PromptSettings::is_app_link)?,
    })
}
