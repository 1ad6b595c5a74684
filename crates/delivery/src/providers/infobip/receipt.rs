//! Infobip's receipts: up to a hundred in a call, signed by nothing.

use countersign_model::{About, AttemptSid, Receipt, ReceiptState, Timestamp};
use serde_json::Value;

use super::cost;
use crate::http::text_or_number;
use crate::{Heard, Inbound, Reply};

pub(super) fn read(inbound: &Inbound<'_>) -> Heard {
    let Some(attempt) = inbound.attempt else {
        return Heard::Forged("nothing is signed, so nothing is believed but at a message's own address");
    };
    let Ok(told) = serde_json::from_slice::<Value>(inbound.body) else {
        return Heard::Unreadable("the body must be JSON");
    };
    let results = told.get("results").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    // Whoever knows one message's address may speak of that message alone.
    let ours = results.iter().filter(|result| is_about(result, attempt));
    Heard::Receipts { receipts: ours.map(|result| receipt(result, attempt)).collect(), reply: Reply::empty() }
}

/// Whether a result names this message, as our own name for it is theirs too.
fn is_about(result: &Value, attempt: AttemptSid) -> bool {
    text_or_number(result, "messageId").and_then(|id| id.parse().ok()) == Some(attempt)
}

fn receipt(result: &Value, attempt: AttemptSid) -> Receipt {
    let parts = ["messageCount", "smsCount"].iter().find_map(|name| result.get(name)?.as_u64()).unwrap_or(1);
    let error = result.get("error").and_then(|error| text_or_number(error, "id")).filter(|id| id != "0");
    let at = result.get("doneAt").and_then(Value::as_str).and_then(moment);
    Receipt {
        about: About::Attempt(attempt),
        provider_id: text_or_number(result, "messageId"),
        state: state(result.get("status").unwrap_or(&Value::Null)),
        code: error,
        cost: result.get("price").and_then(|price| cost(price, "pricePerMessage", parts)),
        at,
    }
}

/// By the group, but for two states whose group says more than is known. A state that we don't know is never taken for
/// delivered.
fn state(status: &Value) -> ReceiptState {
    let number = |name: &str| text_or_number(status, name).unwrap_or_default();
    match (number("groupId").as_str(), number("id").as_str()) {
        ("0", _) => ReceiptState::Queued,
        // DELIVERED_TO_OPERATOR is not with the person yet.
        ("1", _) | ("3", "2") => ReceiptState::Sent,
        ("2", _) => ReceiptState::Failed,
        ("3", _) => ReceiptState::Delivered,
        // EXPIRED_DLR_UNKNOWN.
        ("4", "29") => ReceiptState::Unknown,
        // SIGNALS_BLOCKED, which has two groups.
        ("4", "87") | ("5", _) => ReceiptState::Rejected,
        ("4", _) => ReceiptState::Expired,
        _ => ReceiptState::Unknown,
    }
}

/// They write `2023-11-14T22:13:18.000+0000`, whose offset lacks a colon.
fn moment(text: &str) -> Option<Timestamp> {
    let (when, offset) = text.split_at_checked(text.len().checked_sub(5)?)?;
    if offset.starts_with(['+', '-']) {
        Timestamp::parse(&format!("{when}{}:{}", offset.get(..3)?, offset.get(3..)?))
    } else {
        Timestamp::parse(text)
    }
}
