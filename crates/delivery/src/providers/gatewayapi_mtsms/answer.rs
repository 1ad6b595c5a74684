//! What the older API's answers mean.

use countersign_model::{Cost, Fate};
use serde_json::Value;

use crate::Message;
use crate::fault::Fault;
use crate::http::Answered;
use crate::reason::{gives_away, reason};

/// Their numbers for errors of the API. All of them stand in their documentation; 0x0229, 0x022A and 0x0312 only in newer
/// copies of it.
const TABLE: &[(&str, Fault)] = &[
    // Token, key, signature.
    ("0x0210", Fault::Credentials),
    ("0x0211", Fault::Credentials),
    ("0x0223", Fault::Credentials),
    ("0x0224", Fault::Credentials),
    ("0x0225", Fault::Credentials),
    ("0x0226", Fault::Credentials),
    ("0x0227", Fault::Credentials),
    ("0x0228", Fault::Credentials),
    ("0x0229", Fault::Credentials),
    // The address we ask from; text messages not enabled; the account frozen.
    ("0x0212", Fault::Credentials),
    ("0x0213", Fault::Credentials),
    ("0x021D", Fault::Credentials),
    ("0x022A", Fault::Credentials),
    ("0x0216", Fault::Funds),
    // The same text to the same number too soon: somebody else may send it.
    ("0x0214", Fault::Message),
    ("0x0215", Fault::Recipient),
    // Country or operator not allowed, class unknown or not enabled, priority beyond the class, a link not allowed.
    ("0x0217", Fault::Message),
    ("0x021F", Fault::Message),
    ("0x0218", Fault::Message),
    ("0x021E", Fault::Message),
    ("0x0311", Fault::Message),
    ("0x0312", Fault::Message),
    // Our request is not what they expect.
    ("0x0220", Fault::Message),
    ("0x0222", Fault::Message),
    ("0x0310", Fault::Message),
];

/// Ends of numbers that mean the same wherever the error began: shutting down, out of resources, try again.
const PASSING: &[&str] = &["05", "06", "09"];

pub(super) fn fate(answered: &Answered, message: &Message) -> Fate {
    let body = answered.json().unwrap_or_default();
    if answered.is_success()
        && let Some(id) = body.pointer("/ids/0").and_then(Value::as_u64)
    {
        let usage = |name| body.get("usage").and_then(|usage| usage.get(name));
        let cost = usage("total_cost").zip(usage("currency").and_then(Value::as_str));
        let parts = body.pointer("/details/messages/0/recipients/0/parts").and_then(Value::as_u64);
        return Fate::Accepted {
            // Receipts name our reference too.
            provider_id: Some(id.to_string()).filter(|id| !gives_away(id, message)),
            parts: parts.and_then(|parts| u32::try_from(parts).ok()),
            cost: cost.and_then(|(amount, currency)| Cost::read(&amount.to_string(), currency)),
        };
    }
    let said = body.get("message").and_then(Value::as_str).unwrap_or_default();
    let code = body.get("code").and_then(Value::as_str).unwrap_or_default();
    // A refusal by number says that nothing was done; 429 is none of theirs.
    match fault(code).filter(|_| !answered.is_success() && answered.status != 429) {
        Some(fault) => {
            let what = format!("answered {}, error {code}", answered.status);
            fault.fate(reason(&what, said, message), answered.retry_after())
        }
        None => answered.fate_by_status(said, message),
    }
}

fn fault(code: &str) -> Option<Fault> {
    let digits = code.strip_prefix("0x")?.to_ascii_uppercase();
    Fault::of(TABLE, &format!("0x{digits}"))
        .or_else(|| (digits.len() == 4 && PASSING.contains(&digits.get(2..)?)).then_some(Fault::Retryable))
}
