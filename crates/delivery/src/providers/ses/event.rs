//! Events about letters. Facts: docs.aws.amazon.com/ses, "Contents of event data that Amazon SES publishes to Amazon
//! SNS".

use countersign_model::{About, Receipt, ReceiptState, Timestamp};
use serde_json::Value;

use crate::http::text_or_number;

/// The tag that holds our id.
pub(super) const REFERENCE: &str = "delivery_id";

/// What they call an event, the object in it that tells more, and what it means here. Opens, clicks and complaints tell
/// nothing about delivery.
const TABLE: &[(&str, &str, ReceiptState)] = &[
    ("Send", "send", ReceiptState::Queued),
    ("DeliveryDelay", "deliveryDelay", ReceiptState::Sent),
    ("Delivery", "delivery", ReceiptState::Delivered),
    ("Bounce", "bounce", ReceiptState::Failed),
    ("Reject", "reject", ReceiptState::Rejected),
    ("Rendering Failure", "failure", ReceiptState::Failed),
];

/// The receipt in an event; nothing for events about something else.
pub(super) fn receipt(told: &Value) -> Option<Receipt> {
    // Notifications set up at an identity have the other name.
    let kind = told.get("eventType").or_else(|| told.get("notificationType"))?.as_str()?;
    let (_, part, state) = TABLE.iter().find(|(name, _, _)| *name == kind)?;
    let mail = told.get("mail")?;
    let more = told.get(*part).unwrap_or(&Value::Null);
    let provider_id = text_or_number(mail, "messageId");
    let tag = mail.get("tags").and_then(|tags| tags.get(REFERENCE)?.get(0)?.as_str()?.parse().ok());
    let about = tag.map(About::Attempt).or_else(|| provider_id.clone().map(About::ProviderId))?;
    let at = more.get("timestamp").or_else(|| mail.get("timestamp"));
    Some(Receipt {
        about,
        provider_id,
        state: *state,
        code: code(more),
        cost: None,
        at: at.and_then(Value::as_str).and_then(Timestamp::parse),
    })
}

/// The kind of a bounce or delay. `diagnosticCode` says more, but repeats the address.
fn code(more: &Value) -> Option<String> {
    let word = |name: &str| {
        let word = more.get(name)?.as_str()?;
        word.bytes().all(|byte| byte.is_ascii_alphanumeric()).then(|| word.to_owned())
    };
    match (word("bounceType"), word("bounceSubType")) {
        (Some(kind), Some(sub)) => Some(format!("{kind}/{sub}")),
        _ => word("delayType"),
    }
}
