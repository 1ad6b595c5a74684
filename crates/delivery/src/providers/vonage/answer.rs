//! What Vonage's answers mean. They always answer 200: each part of the text has a status of its own.

use countersign_model::{Cost, Currency, Fate};
use serde_json::Value;

use crate::Message;
use crate::fault::Fault;
use crate::http::{Answered, text_or_number};
use crate::reason::{gives_away, reason};

/// Their statuses, beside `0` (Vonage's own API specification).
const TABLE: &[(&str, Fault)] = &[
    ("1", Fault::Throttled),
    ("2", Fault::Message),
    ("3", Fault::Message),
    ("4", Fault::Credentials),
    // Their own trouble; only `0` means that it was taken.
    ("5", Fault::Retryable),
    ("6", Fault::Recipient),
    ("7", Fault::Recipient),
    ("8", Fault::Credentials),
    ("9", Fault::Funds),
    ("10", Fault::Throttled),
    ("11", Fault::Credentials),
    ("12", Fault::Message),
    ("14", Fault::Credentials),
    ("15", Fault::Message),
    ("22", Fault::Message),
    ("23", Fault::Message),
    // The account is in demo mode and knows only listed numbers; to those it sends.
    ("29", Fault::Message),
    ("32", Fault::Credentials),
    ("33", Fault::Recipient),
];

pub(super) fn fate(answered: &Answered, message: &Message, currency: Currency) -> Fate {
    let body = answered.json().unwrap_or_default();
    let parts = body.get("messages").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let status = |part: &Value| text_or_number(part, "status");
    let refused = parts.iter().find(|part| status(part).is_some_and(|status| status != "0"));
    if let Some(part) = refused {
        let taken = parts.iter().any(|part| status(part).as_deref() == Some("0"));
        return refusal(answered, part, taken, message);
    }
    let taken =
        parts.iter().all(|part| status(part).is_some() && text_or_number(part, "message-id").is_some());
    if !answered.is_success() || parts.is_empty() || !taken {
        let said = ["error-text", "error_title", "detail", "title"];
        let said = said.iter().find_map(|name| body.get(name)?.as_str());
        return answered.fate_by_status(said.unwrap_or_default(), message);
    }
    Fate::Accepted {
        provider_id: text_or_number(&parts[0], "message-id").filter(|id| !gives_away(id, message)),
        parts: u32::try_from(parts.len()).ok(),
        cost: cost(parts, currency),
    }
}

/// The first part that was refused decides; when another was taken, nobody knows what the person will see.
fn refusal(answered: &Answered, part: &Value, taken: bool, message: &Message) -> Fate {
    let status = text_or_number(part, "status").unwrap_or_default();
    let said = part.get("error-text").and_then(Value::as_str).unwrap_or_default();
    if taken {
        let what = format!("took some parts and refused others with status {status}");
        return Fate::Ambiguous { reason: reason(&what, said, message) };
    }
    let reason = reason(&format!("status {status}"), said, message);
    match Fault::of(TABLE, &status) {
        Some(fault) => fault.fate(reason, answered.retry_after()),
        None => Fate::BadMessage { reason },
    }
}

/// All parts together; nothing when one has no price.
fn cost(parts: &[Value], currency: Currency) -> Option<Cost> {
    let prices = parts.iter().map(|part| {
        let price = part.get("message-price").and_then(Value::as_str)?;
        Some(Cost::read(price, currency.as_str())?.amount)
    });
    let amount = prices.reduce(|sum, price| Some(sum?.plus(price?)))??;
    Some(Cost { amount, currency })
}
