//! Rate limits of a service (behaviour map 7).

mod create;
mod delete;
mod fetch;
mod list;
mod update;

use countersign_model::{Description, RateLimit};
use countersign_web::{Form, Origin, Problem};
use serde::Serialize;

pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use fetch::fetch;
pub(crate) use list::list;
pub(crate) use update::update;

/// A rate limit as answers show it, in the specification's order.
#[derive(Serialize)]
struct RateLimitBody<'a> {
    sid: String,
    service_sid: String,
    account_sid: String,
    unique_name: &'a str,
    description: Option<&'a str>,
    date_created: String,
    date_updated: String,
    url: String,
    links: Links,
}

#[derive(Serialize)]
struct Links {
    buckets: String,
}

fn body<'a>(limit: &'a RateLimit, origin: &Origin) -> RateLimitBody<'a> {
    let url = origin.url(&format!("/v2/Services/{}/RateLimits/{}", limit.service_sid, limit.sid));
    RateLimitBody {
        sid: limit.sid.to_string(),
        service_sid: limit.service_sid.to_string(),
        account_sid: limit.account_sid.to_string(),
        unique_name: limit.unique_name.as_str(),
        description: limit.description.as_ref().map(Description::as_str),
        date_created: limit.created_at.to_string(),
        date_updated: limit.updated_at.to_string(),
        links: Links { buckets: format!("{url}/Buckets") },
        url,
    }
}

/// The form's description: not named, cleared, or one.
fn description(form: &Form) -> Result<Option<Option<Description>>, Problem> {
    form.parse_with("Description", Description::parse)
}
