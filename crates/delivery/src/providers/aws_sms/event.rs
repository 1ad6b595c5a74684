//! Events about messages. Facts: docs.aws.amazon.com/sms-voice, "Example event data" and "Event types".

use countersign_model::{About, Cost, Receipt, ReceiptState, Timestamp};
use serde_json::Value;

use crate::http::text_or_number;

/// The name of our id in a message's context.
pub(super) const REFERENCE: &str = "delivery_id";

/// What they call a state, and what it means here.
const TABLE: &[(&str, ReceiptState)] = &[
    ("TEXT_QUEUED", ReceiptState::Queued),
    ("TEXT_PENDING", ReceiptState::Queued),
    ("TEXT_SENT", ReceiptState::Sent),
    // The network has taken it. For many countries that is the last that is heard.
    ("TEXT_SUCCESSFUL", ReceiptState::Sent),
    ("TEXT_DELIVERED", ReceiptState::Delivered),
    ("TEXT_INVALID", ReceiptState::Failed),
    ("TEXT_UNREACHABLE", ReceiptState::Failed),
    ("TEXT_CARRIER_UNREACHABLE", ReceiptState::Failed),
    ("TEXT_INVALID_MESSAGE", ReceiptState::Rejected),
    ("TEXT_BLOCKED", ReceiptState::Rejected),
    ("TEXT_CARRIER_BLOCKED", ReceiptState::Rejected),
    ("TEXT_SPAM", ReceiptState::Rejected),
    ("TEXT_PROTECT_BLOCKED", ReceiptState::Rejected),
    ("TEXT_TTL_EXPIRED", ReceiptState::Expired),
    ("TEXT_UNKNOWN", ReceiptState::Unknown),
];

/// The receipt in an event; nothing for events about something else.
pub(super) fn receipt(told: &Value) -> Option<Receipt> {
    let kind = told.get("eventType")?.as_str()?;
    if !kind.starts_with("TEXT_") {
        return None;
    }
    let state = TABLE.iter().find(|(name, _)| *name == kind).map(|(_, state)| *state);
    let state = state.unwrap_or(ReceiptState::Unknown);
    let provider_id = text_or_number(told, "messageId");
    let reference = told.get("context").and_then(|context| context.get(REFERENCE)?.as_str()?.parse().ok());
    let about = reference.map(About::Attempt).or_else(|| provider_id.clone().map(About::ProviderId))?;
    Some(Receipt {
        about,
        provider_id,
        state,
        // A word of theirs from a short list; `messageStatusDescription` might say more than it should.
        code: state.is_failure().then(|| kind.to_owned()),
        cost: cost(told),
        at: told.get("eventTimestamp").and_then(Value::as_i64).map(Timestamp::from_millis),
    })
}

/// Their price and the network's fee, for all parts. Always US dollars.
fn cost(told: &Value) -> Option<Cost> {
    let price = told.get("totalMessagePrice")?.as_f64()?;
    let fee = told.get("totalCarrierFee").and_then(Value::as_f64).unwrap_or_default();
    Cost::read(&(price + fee).to_string(), "USD")
}
