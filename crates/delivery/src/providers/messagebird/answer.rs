//! What MessageBird's answers mean.

use countersign_model::{Cost, Fate};
use serde_json::Value;

use crate::Message;
use crate::fault::Fault;
use crate::http::{Answered, text_or_number};
use crate::reason::{gives_away, reason};

/// Their error numbers. UNCONFIRMED but for 2, 9 and 20.
const TABLE: &[(&str, Fault)] = &[
    ("2", Fault::Credentials),
    ("9", Fault::Message),
    ("10", Fault::Message),
    ("20", Fault::Message),
    ("21", Fault::Message),
    ("25", Fault::Funds),
    ("98", Fault::Message),
    // Internal: they don't say how far they came.
    ("99", Fault::Ambiguous),
];

pub(super) fn fate(answered: &Answered, message: &Message) -> Fate {
    let body = answered.json().unwrap_or_default();
    if answered.is_success()
        && let Some(id) = body.get("id").and_then(Value::as_str).filter(|id| !id.is_empty())
    {
        return taken(id, body.pointer("/recipients/items/0"), message);
    }
    let error = body.pointer("/errors/0").unwrap_or(&Value::Null);
    let said = error.get("description").and_then(Value::as_str).unwrap_or_default();
    let code = text_or_number(error, "code").unwrap_or_default();
    let about = error.get("parameter").and_then(Value::as_str);
    let fault = Fault::of(TABLE, &code).map(|fault| match (fault, about) {
        (Fault::Message, Some("recipients" | "recipient")) => Fault::Recipient,
        (fault, _) => fault,
    });
    match fault.filter(|_| !answered.is_success() && answered.status != 429) {
        Some(fault) => {
            let what = format!("answered {}, error {code}", answered.status);
            fault.fate(reason(&what, said, message), answered.retry_after())
        }
        None => answered.fate_by_status(said, message),
    }
}

/// A message resource; what became of its one recipient may stand there by now.
fn taken(id: &str, recipient: Option<&Value>, message: &Message) -> Fate {
    let field = |name: &str| recipient.and_then(|recipient| recipient.get(name));
    if matches!(field("status").and_then(Value::as_str), Some("delivery_failed" | "expired")) {
        let said = field("statusReason").and_then(Value::as_str).unwrap_or_default();
        return Fate::BadMessage { reason: reason("failed at once", said, message) };
    }
    Fate::Accepted {
        // Receipts name our reference too.
        provider_id: Some(id.to_owned()).filter(|id| !gives_away(id, message)),
        parts: field("messagePartCount").and_then(Value::as_u64).and_then(|parts| u32::try_from(parts).ok()),
        cost: field("price").and_then(cost),
    }
}

/// `{"amount": 0.03, "currency": "EUR"}`; both are null until it is priced.
fn cost(price: &Value) -> Option<Cost> {
    let amount = price.get("amount").filter(|amount| amount.is_number())?;
    Cost::read(&amount.to_string(), price.get("currency")?.as_str()?)
}
