//! What Infobip's answers mean. A 200 may hold a refusal: the status of the message counts.

use countersign_model::Fate;
use serde_json::Value;

use crate::Message;
use crate::fault::Fault;
use crate::http::{Answered, text_or_number};
use crate::reason::{gives_away, reason};

/// What they refuse with, by the id of the status (infobip.com/docs/essentials/api-essentials/
/// response-status-and-error-codes).
const TABLE: &[(&str, Fault)] = &[
    ("4", Fault::Recipient),
    ("6", Fault::Message),
    ("8", Fault::Recipient),
    ("9", Fault::Recipient),
    // Do not disturb.
    ("10", Fault::Recipient),
    ("11", Fault::Message),
    ("12", Fault::Funds),
    ("13", Fault::Message),
    ("14", Fault::Recipient),
    ("17", Fault::Funds),
    // A trial account that knows one number; to that it sends.
    ("18", Fault::Message),
    ("19", Fault::Message),
    // Too many to one number for their taste; another provider has its own.
    ("20", Fault::Message),
    ("21", Fault::Retryable),
    ("24", Fault::Message),
    ("25", Fault::Message),
    ("51", Fault::Message),
    ("52", Fault::Recipient),
    // Infobip Signals: artificial traffic.
    ("87", Fault::Fraud),
    ("100", Fault::Retryable),
];

/// They know a message of this name already.
const DUPLICATE: &str = "23";

/// Groups of states in which they have the message: accepted, pending, delivered.
const TAKEN: [&str; 3] = ["0", "1", "3"];

pub(super) fn fate(answered: &Answered, message: &Message) -> Fate {
    let body = answered.json().unwrap_or_default();
    let told = body.get("messages").and_then(|messages| messages.get(0)).unwrap_or(&Value::Null);
    let status = told.get("status").unwrap_or(&Value::Null);
    let group = text_or_number(status, "groupId");
    let (true, Some(group)) = (answered.is_success(), group) else {
        return answered.fate_by_status(&complaint(&body), message);
    };
    if TAKEN.contains(&group.as_str())
        && let Some(id) = text_or_number(told, "messageId").filter(|id| !id.is_empty())
    {
        let parts = told.get("details").and_then(|details| details.get("messageCount")?.as_u64());
        return Fate::Accepted {
            provider_id: Some(id).filter(|id| !gives_away(id, message)),
            parts: parts.and_then(|parts| u32::try_from(parts).ok()),
            // They tell the price with the receipt.
            cost: None,
        };
    }
    refusal(answered, status, &group, message)
}

fn refusal(answered: &Answered, status: &Value, group: &str, message: &Message) -> Fate {
    let said = ["description", "name"].iter().find_map(|name| status.get(name)?.as_str()).unwrap_or_default();
    let id = text_or_number(status, "id").unwrap_or_default();
    let reason = reason(&format!("status {id}"), said, message);
    if id == DUPLICATE || TAKEN.contains(&group) {
        // An earlier try of ours brought it there; whether it was taken then is not told.
        return Fate::Ambiguous { reason };
    }
    match Fault::of(TABLE, &id) {
        Some(fault) => fault.fate(reason, answered.retry_after()),
        None => Fate::BadMessage { reason },
    }
}

/// The first complaint, in the older and the newer shape of their errors.
fn complaint(body: &Value) -> String {
    let older = body.get("requestError").and_then(|error| error.get("serviceException")?.get("text"));
    let said = older.or_else(|| body.get("description")).or_else(|| body.get("errorCode"));
    said.and_then(Value::as_str).unwrap_or_default().to_owned()
}
