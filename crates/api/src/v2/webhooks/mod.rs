//! Webhooks (behaviour map 10).

mod create;
mod delete;
mod fetch;
mod list;
mod params;
mod update;

use countersign_model::Webhook;
use countersign_web::Origin;
use serde::Serialize;

pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use fetch::fetch;
pub(crate) use list::list;
pub(crate) use update::update;

/// A webhook as answers show it, in the specification's order.
#[derive(Serialize)]
struct WebhookBody<'a> {
    sid: String,
    service_sid: String,
    account_sid: String,
    friendly_name: &'a str,
    event_types: &'a [String],
    status: &'static str,
    version: &'static str,
    webhook_url: &'a str,
    webhook_method: &'static str,
    date_created: String,
    date_updated: String,
    url: String,
}

fn body<'a>(webhook: &'a Webhook, origin: &Origin) -> WebhookBody<'a> {
    let Webhook { sid, service_sid, .. } = webhook;
    WebhookBody {
        sid: sid.to_string(),
        service_sid: service_sid.to_string(),
        account_sid: webhook.account_sid.to_string(),
        friendly_name: webhook.friendly_name.as_str(),
        event_types: webhook.event_types.names(),
        status: webhook.status.as_str(),
        version: webhook.version.as_str(),
        webhook_url: webhook.url.as_str(),
        webhook_method: "POST",
        date_created: webhook.created_at.to_string(),
        date_updated: webhook.updated_at.to_string(),
        url: origin.url(&format!("/v2/Services/{service_sid}/Webhooks/{sid}")),
    }
}
