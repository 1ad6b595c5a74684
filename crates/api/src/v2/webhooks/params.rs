//! What a form says of a webhook.

use countersign_engine::webhook::UpdateWebhook;
use countersign_model::{EventTypes, WebhookName, WebhookStatus, WebhookUrl, WebhookVersion};
use countersign_web::{Form, Problem};

use crate::v2::factor_refusal::parse_with;

/// All that it names. A bad one is 60306, as Twilio has it for types of events.
pub(super) fn params(form: &Form) -> Result<UpdateWebhook, Problem> {
    let names = form.repeated("EventTypes");
    let event_types = match form.text("EventTypes") {
        None => None,
        Some(_) => {
            let types = EventTypes::parse(names);
            Some(types.map_err(|_| Problem::invalid_factor_parameter("EventTypes"))?)
        }
    };
    Ok(UpdateWebhook {
        friendly_name: parse_with(form, "FriendlyName", WebhookName::parse)?,
        event_types,
        url: parse_with(form, "WebhookUrl", WebhookUrl::parse)?,
        status: parse_with(form, "Status", |text| WebhookStatus::parse(text).ok_or(()))?,
        version: parse_with(form, "Version", |text| WebhookVersion::parse(text).ok_or(()))?,
    })
}
