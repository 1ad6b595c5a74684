//! `/v1/Services/{ServiceSid}/Prompts`

mod create;
mod exchange;
mod fetch;
mod jwks;
mod list;
mod update;

pub(crate) use create::create;
pub(crate) use exchange::exchange;
pub(crate) use fetch::fetch;
pub(crate) use jwks::jwks;
pub(crate) use list::list;
pub(crate) use update::update;

use countersign_engine::prompt::{Opened, PromptError};
use countersign_model::{Confirm, PromptSid, PromptStatus, ResultCode, ServiceSid, Timestamp};
use countersign_web::{Problem, trouble};
use serde::Serialize;
use serde_json::{Value, json};

use crate::route::Route;

/// A prompt as its maker sees it. What was proven is told by exchanging the result's code alone.
#[derive(Serialize)]
struct PromptBody {
    sid: String,
    account_sid: String,
    service_sid: String,
    identity: String,
    purpose: &'static str,
    status: &'static str,
    state: Option<String>,
    return_url: String,
    locale: Option<String>,
    allowed: Vec<&'static str>,
    required: Vec<&'static str>,
    two_methods: bool,
    aal: u8,
    confirm: Option<Value>,
    opened: bool,
    date_exchanged: Option<String>,
    date_created: String,
    date_updated: String,
    date_ended: Option<String>,
    date_expires: String,
    /// Where the person's browser is sent; told this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

fn body(it: &Opened, url: Option<String>, now: Timestamp) -> PromptBody {
    let Opened { prompt, content } = it;
    let status = prompt.status_at(now);
    let exchanged = match &status {
        PromptStatus::Completed { result: ResultCode::Exchanged { at }, .. } => Some(at.to_string()),
        _ => None,
    };
    PromptBody {
        sid: prompt.sid.to_string(),
        account_sid: prompt.account_sid.to_string(),
        service_sid: prompt.service_sid.to_string(),
        identity: prompt.identity.to_string(),
        purpose: prompt.purpose.as_str(),
        status: status.as_str(),
        state: content.state.clone(),
        return_url: content.return_url.to_string(),
        locale: content.locale.clone(),
        allowed: content.allowed.iter().map(|method| method.as_str()).collect(),
        required: content.required.iter().map(|method| method.as_str()).collect(),
        two_methods: content.demand.two_methods,
        aal: content.demand.aal,
        confirm: content.confirm.as_ref().map(confirm),
        opened: prompt.browser_hash.is_some(),
        date_exchanged: exchanged,
        date_created: prompt.created_at.to_string(),
        date_updated: prompt.updated_at.to_string(),
        date_ended: status.ended_at().map(|at| at.to_string()),
        date_expires: prompt.expires_at.to_string(),
        url,
    }
}

fn confirm(confirm: &Confirm) -> Value {
    match confirm {
        Confirm::Text(text) => json!({ "text": text.as_str() }),
        Confirm::Payment { amount, payee } => {
            json!({ "amount": amount.as_str(), "payee": payee.as_str() })
        }
    }
}

/// Which prompt a path means.
fn named(route: &Route<(String, String)>) -> Result<(ServiceSid, PromptSid), Problem> {
    let (service, sid) = &route.params;
    match (service.parse(), sid.parse()) {
        (Ok(service), Ok(sid)) => Ok((service, sid)),
        _ => Err(route.not_found()),
    }
}

fn problem<T>(error: &PromptError, route: &Route<T>) -> Problem {
    match error {
        PromptError::NotFound => route.not_found(),
        PromptError::ReturnUrl => Problem::return_url_unknown(),
        PromptError::NoMethod => Problem::method_not_offered("allowed"),
        PromptError::Required(method) => Problem::method_not_offered(method.as_str()),
        PromptError::Unmet(found) => Problem::policy_unmet(&found.to_string()),
        PromptError::Payment => Problem::payments_not_bound(),
        PromptError::Over => Problem::prompt_over(),
        PromptError::Code => Problem::result_code_refused(),
        PromptError::Signing => Problem::internal(),
        PromptError::Store(error) => trouble(error),
    }
}
