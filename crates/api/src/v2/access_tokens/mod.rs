//! Access tokens (behaviour map 9.2).

mod create;
mod fetch;

use countersign_model::{AccessToken, FactorName};
use countersign_web::Origin;
use serde::Serialize;

pub(crate) use create::create;
pub(crate) use fetch::fetch;

/// An access token as answers show it, in the specification's order.
#[derive(Serialize)]
pub(crate) struct AccessTokenBody<'a> {
    sid: String,
    account_sid: String,
    service_sid: String,
    entity_identity: &'a str,
    factor_type: &'a str,
    factor_friendly_name: Option<&'a str>,
    token: &'a str,
    url: String,
    ttl: i64,
    date_created: String,
}

pub(crate) fn body<'a>(token: &'a AccessToken, text: &'a str, origin: &Origin) -> AccessTokenBody<'a> {
    let AccessToken { sid, service_sid, .. } = token;
    AccessTokenBody {
        sid: sid.to_string(),
        account_sid: token.account_sid.to_string(),
        service_sid: service_sid.to_string(),
        entity_identity: token.identity.as_str(),
        factor_type: token.kind.as_str(),
        factor_friendly_name: token.factor_name.as_ref().map(FactorName::as_str),
        token: text,
        url: origin.url(&format!("/v2/Services/{service_sid}/AccessTokens/{sid}")),
        ttl: token.ttl,
        date_created: token.created_at.to_string(),
    }
}
