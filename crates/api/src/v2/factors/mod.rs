//! Factors (behaviour map 8.2 and 8.3).

mod create;
mod delete;
mod fetch;
mod list;
mod params;
mod update;

use countersign_engine::Engine;
use countersign_model::{Factor, StringMap};
use countersign_web::{Origin, Problem, trouble};
use serde::Serialize;
use serde_json::Value;

pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use fetch::fetch;
pub(crate) use list::list;
pub(crate) use update::update;

/// A factor as answers show it, in the specification's order.
#[derive(Serialize)]
pub(crate) struct FactorBody<'a> {
    sid: String,
    account_sid: String,
    service_sid: String,
    entity_sid: String,
    identity: &'a str,
    /// Only in the answer that made it.
    #[serde(flatten)]
    once: Option<Once>,
    date_created: String,
    date_updated: String,
    friendly_name: &'a str,
    status: &'static str,
    factor_type: &'a str,
    config: Value,
    metadata: Option<&'a StringMap>,
    url: String,
}

/// What is told of a factor when it is made and never again.
#[derive(Serialize)]
pub(crate) struct Once {
    pub(crate) binding: Value,
    pub(crate) options: Value,
}

/// # Errors
/// When the row is of a kind that this version doesn't know.
pub(crate) fn body<'a>(
    factor: &'a Factor,
    once: Option<Once>,
    (engine, origin): (&Engine, &Origin),
) -> Result<FactorBody<'a>, Problem> {
    let config = engine.factor_config(factor).map_err(|error| trouble(&error))?;
    let Factor { service_sid, identity, sid, .. } = factor;
    Ok(FactorBody {
        sid: sid.to_string(),
        account_sid: factor.account_sid.to_string(),
        service_sid: service_sid.to_string(),
        entity_sid: factor.entity_sid.to_string(),
        identity: identity.as_str(),
        once,
        date_created: factor.created_at.to_string(),
        date_updated: factor.updated_at.to_string(),
        friendly_name: factor.friendly_name.as_str(),
        status: factor.status.as_str(),
        factor_type: factor.kind.as_str(),
        config,
        metadata: factor.metadata.as_ref(),
        url: origin.url(&format!("/v2/Services/{service_sid}/Entities/{identity}/Factors/{sid}")),
    })
}
