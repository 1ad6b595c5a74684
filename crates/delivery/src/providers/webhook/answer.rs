//! What an endpoint's answer means.

use countersign_model::{Cost, Fate};
use serde_json::Value;

use crate::Message;
use crate::http::{Answered, text_or_number};
use crate::reason::{gives_away, reason};

/// Reads the fate out of a status and what could be read of the body.
pub(super) fn fate(answer: &Answered, message: &Message) -> Fate {
    let (status, body) = (answer.status, &*answer.body);
    let answered = || reason(&format!("answered {status}"), &detail(body), message);
    match status {
        200..=299 => taken(status, body, message),
        // It has this delivery id already.
        409 => accepted(body, message),
        401 | 403 => Fate::BadCredentials { reason: answered() },
        402 => Fate::NoFunds { reason: answered() },
        422 => match field(body, "reason").as_deref() {
            Some("recipient") => Fate::BadRecipient { reason: answered() },
            Some("fraud") => Fate::Fraud { reason: answered() },
            _ => Fate::BadMessage { reason: answered() },
        },
        429 => Fate::Throttled { retry_after_millis: answer.retry_after() },
        // 408 and 425 ask for the same again (RFC 9110 15.5.9, RFC 8470 5.2).
        408 | 425 | 500..=599 => Fate::Retryable { reason: answered() },
        300..=399 => Fate::BadMessage { reason: format!("answered {status}: redirects are not followed") },
        _ => Fate::BadMessage { reason: answered() },
    }
}

/// A success needs no body, and what a home-made endpoint writes there (`OK`, half a JSON) takes nothing back. A page
/// is another matter: it says that something else than the endpoint answered, so who knows what became of the message.
fn taken(status: u16, body: &[u8], message: &Message) -> Fate {
    if body.trim_ascii_start().starts_with(b"<") {
        return Fate::Ambiguous {
            reason: format!("answered {status} with a page, not with JSON: is the URL right?"),
        };
    }
    accepted(body, message)
}

/// What the endpoint told of a message that it has.
fn accepted(body: &[u8], message: &Message) -> Fate {
    let told: Value = serde_json::from_slice(body).unwrap_or_default();
    Fate::Accepted {
        provider_id: provider_id(body, message),
        parts: told.get("parts").and_then(Value::as_u64).and_then(|parts| u32::try_from(parts).ok()),
        cost: cost(&told),
    }
}

/// `{"price": {"amount": "0.05", "currency": "EUR"}}`
pub(super) fn cost(told: &Value) -> Option<Cost> {
    let price = told.get("price")?;
    let amount = match price.get("amount")? {
        Value::Number(number) => number.to_string(),
        amount => amount.as_str()?.to_owned(),
    };
    Cost::read(&amount, price.get("currency")?.as_str()?)
}

/// The endpoint's own id. Some count their messages, so a whole number will do; the person's number will not.
fn provider_id(body: &[u8], message: &Message) -> Option<String> {
    let fit = |id: &String| !id.is_empty() && id.len() <= 200 && !id.contains(char::is_control);
    field(body, "provider_id").filter(fit).filter(|id| !gives_away(id, message))
}

/// The endpoint's explanation: `detail` of a JSON answer. Anything else could be a page.
fn detail(body: &[u8]) -> String {
    field(body, "detail").unwrap_or_default()
}

/// A text or whole number of this name in a JSON object; nothing when the body is something else.
fn field(body: &[u8], name: &str) -> Option<String> {
    text_or_number(&serde_json::from_slice(body).ok()?, name)
}
