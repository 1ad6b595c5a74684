//! What Telnyx's answers mean.

use countersign_model::Fate;
use serde_json::Value;

use super::cost;
use crate::Message;
use crate::fault::Fault;
use crate::http::{Answered, text_or_number};
use crate::reason::{gives_away, reason};

/// Their codes (developers.telnyx.com/docs/messaging/messages/error-codes). The numbers are theirs; that just these come
/// with a refused send and not only with receipts is UNCONFIRMED.
const TABLE: &[(&str, Fault)] = &[
    ("10001", Fault::Message),
    ("10002", Fault::Recipient),
    ("10003", Fault::Message),
    ("10004", Fault::Message),
    ("10005", Fault::Message),
    ("10006", Fault::Message),
    ("10009", Fault::Credentials),
    ("10010", Fault::Credentials),
    ("10011", Fault::Throttled),
    ("10015", Fault::Message),
    ("10016", Fault::Recipient),
    ("20002", Fault::Credentials),
    ("20006", Fault::Credentials),
    ("20012", Fault::Credentials),
    ("20013", Fault::Credentials),
    ("20014", Fault::Credentials),
    ("20015", Fault::Credentials),
    ("20016", Fault::Credentials),
    ("20017", Fault::Credentials),
    ("20100", Fault::Funds),
    ("40001", Fault::Recipient),
    ("40002", Fault::Message),
    ("40003", Fault::Message),
    ("40004", Fault::Recipient),
    ("40006", Fault::Retryable),
    ("40008", Fault::Recipient),
    ("40009", Fault::Message),
    ("40010", Fault::Message),
    ("40011", Fault::Throttled),
    ("40012", Fault::Recipient),
    ("40013", Fault::Message),
    ("40015", Fault::Message),
    ("40016", Fault::Throttled),
    ("40017", Fault::Message),
    ("40018", Fault::Throttled),
    ("40100", Fault::Message),
    ("40150", Fault::Message),
    ("40151", Fault::Message),
    // The person has answered STOP.
    ("40300", Fault::Recipient),
    ("40301", Fault::Recipient),
    ("40302", Fault::Message),
    ("40304", Fault::Message),
    ("40305", Fault::Message),
    ("40306", Fault::Message),
    // A country that the messaging profile doesn't list.
    ("40309", Fault::Message),
    ("40310", Fault::Recipient),
    ("40312", Fault::Credentials),
    ("40314", Fault::Credentials),
    ("40315", Fault::Message),
    ("40316", Fault::Message),
    ("40318", Fault::Throttled),
    ("40319", Fault::Recipient),
    ("40320", Fault::Message),
    ("40321", Fault::Message),
    ("40322", Fault::Message),
    ("40328", Fault::Message),
    ("40329", Fault::Message),
];

pub(super) fn fate(answered: &Answered, message: &Message) -> Fate {
    let body = answered.json().unwrap_or_default();
    let data = body.get("data").unwrap_or(&Value::Null);
    // A message may be made and have failed at once.
    let state = data.get("to").and_then(|to| to.get(0)?.get("status")?.as_str());
    let has_failed = matches!(state, Some("sending_failed" | "delivery_failed"));
    if answered.is_success()
        && !has_failed
        && let Some(id) = data.get("id").and_then(Value::as_str).filter(|id| !id.is_empty())
    {
        return Fate::Accepted {
            provider_id: Some(id.to_owned()).filter(|id| !gives_away(id, message)),
            parts: data.get("parts").and_then(Value::as_u64).and_then(|parts| u32::try_from(parts).ok()),
            cost: data.get("cost").and_then(|told| cost(told, "amount")),
        };
    }
    let errors = if has_failed { data.get("errors") } else { body.get("errors") };
    let first = errors.and_then(|errors| errors.get(0)).unwrap_or(&Value::Null);
    let said = ["detail", "title"].iter().find_map(|name| first.get(name)?.as_str()).unwrap_or_default();
    let code = text_or_number(first, "code").unwrap_or_default();
    let Some(fault) = Fault::of(TABLE, &code).filter(|_| has_failed || !answered.is_success()) else {
        return if has_failed {
            Fate::BadMessage { reason: reason("failed at once", said, message) }
        } else {
            answered.fate_by_status(said, message)
        };
    };
    // Numbers are judged alike on both ends: the operator's own is no fault of the person.
    let of_sender = first.get("source").and_then(|source| source.get("pointer")?.as_str());
    let of_sender = of_sender.is_some_and(|pointer| pointer.ends_with("/from"));
    let fault = if fault == Fault::Recipient && of_sender { Fault::Message } else { fault };
    fault.fate(reason(&format!("code {code}"), said, message), answered.retry_after())
}
