//! What Bird's answers mean.

use countersign_model::{Cost, Fate};
use serde_json::Value;

use crate::Message;
use crate::fault::Fault;
use crate::http::Answered;
use crate::reason::{gives_away, reason};

/// Refusals, by the name or code that says more than the status does.
const REFUSALS: &[(&str, Fault)] = &[
    ("SMSInvalidRecipient", Fault::Recipient),
    ("SMSNoEligibleSender", Fault::Message),
    ("SMSSenderNotConfigured", Fault::Message),
    ("SenderCategoryNotPermitted", Fault::Message),
    ("SMSUnsupportedFeature", Fault::Message),
    // A request with the same key is being carried out, or was, with another body.
    ("E01004", Fault::Ambiguous),
    ("E01005", Fault::Ambiguous),
    // They carry out nothing that they couldn't know again.
    ("E01033", Fault::Retryable),
];

/// What `last_error` says of a message that has failed.
const FAILURES: &[(&str, Fault)] = &[
    ("invalid_destination", Fault::Recipient),
    ("unreachable", Fault::Recipient),
    ("blocked_by_recipient", Fault::Recipient),
    ("landline_unreachable", Fault::Recipient),
    ("recipient_opted_out", Fault::Recipient),
    ("blocked_by_carrier", Fault::Message),
    ("content_rejected", Fault::Message),
    ("sender_unregistered", Fault::Message),
    ("provider_unavailable", Fault::Retryable),
    ("insufficient_balance", Fault::Funds),
];

pub(super) fn fate(answered: &Answered, message: &Message) -> Fate {
    let body = answered.json().unwrap_or_default();
    if answered.is_success() {
        return taken(answered, &body, message);
    }
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let (name, code, said) = (text("name"), text("code"), text("message"));
    let fault = match answered.status {
        // Bird's own limits and purse, whatever is said beside.
        402 | 429 => None,
        // The key belongs to another region than the one asked.
        421 => Some(Fault::Credentials),
        422 if text("param") == "to" => Some(Fault::Recipient),
        _ => Fault::of(REFUSALS, name).or_else(|| Fault::of(REFUSALS, code)),
    };
    match fault {
        Some(fault) => {
            // Only codes of their own form are repeated.
            let known = if is_code(code) { format!(", error {code}") } else { String::new() };
            let what = format!("answered {}{known}", answered.status);
            fault.fate(reason(&what, said, message), answered.retry_after())
        }
        None => answered.fate_by_status(said, message),
    }
}

/// `E` and five digits.
fn is_code(code: &str) -> bool {
    code.len() == 6 && code.starts_with('E') && code[1..].bytes().all(|byte| byte.is_ascii_digit())
}

/// A message; it may tell at once that it has failed.
fn taken(answered: &Answered, body: &Value, message: &Message) -> Fate {
    let Some(id) = body.get("id").and_then(Value::as_str).filter(|id| id.starts_with("sms_")) else {
        return answered.fate_by_status("", message);
    };
    if matches!(
        body.get("status").and_then(Value::as_str),
        Some("failed" | "rejected" | "undelivered" | "expired" | "canceled")
    ) {
        let error = |name: &str| {
            body.pointer("/last_error").and_then(|error| error.get(name)?.as_str()).unwrap_or_default()
        };
        let fault = Fault::of(FAILURES, error("code")).unwrap_or(Fault::Message);
        return fault.fate(reason("failed at once", error("description"), message), None);
    }
    let parts = body.pointer("/segments/count").and_then(Value::as_u64);
    Fate::Accepted {
        // Receipts name our own id too.
        provider_id: Some(id.to_owned()).filter(|id| !gives_away(id, message)),
        parts: parts.and_then(|parts| u32::try_from(parts).ok()),
        cost: body.get("cost").and_then(cost),
    }
}

/// `{"amount": "0.0123", "currency_code": "EUR"}`; nothing until it is priced.
pub(super) fn cost(told: &Value) -> Option<Cost> {
    Cost::read(told.get("amount")?.as_str()?, told.get("currency_code")?.as_str()?)
}
