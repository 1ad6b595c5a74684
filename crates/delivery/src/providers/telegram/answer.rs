//! What the Gateway's answers mean: `ok` says it, whatever the status.

use countersign_model::Fate;
use serde_json::Value;

use super::cost;
use crate::Message;
use crate::fault::Fault;
use crate::http::{Answered, text_or_number};
use crate::reason::{gives_away, reason};

/// Their errors. The documentation names one as an example; the others are what public libraries know (UNCONFIRMED).
const TABLE: &[(&str, Fault)] = &[
    ("ACCESS_TOKEN_INVALID", Fault::Credentials),
    ("ACCESS_TOKEN_REQUIRED", Fault::Credentials),
    ("BALANCE_NOT_ENOUGH", Fault::Funds),
    ("CALLBACK_URL_INVALID", Fault::Message),
    ("CODE_INVALID", Fault::Message),
    ("CODE_LENGTH_INVALID", Fault::Message),
    ("CODE_LENGTH_REQUIRED", Fault::Message),
    ("PAYLOAD_INVALID", Fault::Message),
    ("PHONE_NUMBER_INVALID", Fault::Recipient),
    // Nobody of this number is on Telegram.
    ("PHONE_NUMBER_NOT_FOUND", Fault::Recipient),
    ("REQUEST_ID_INVALID", Fault::Message),
    ("REQUEST_ID_REQUIRED", Fault::Message),
    ("SENDER_NOT_OWNED", Fault::Message),
    ("SENDER_NOT_VERIFIED", Fault::Message),
    ("SENDER_USERNAME_INVALID", Fault::Message),
    ("TTL_INVALID", Fault::Message),
    ("UNKNOWN_METHOD", Fault::Message),
];

/// Before the seconds that they want to be left alone.
const FLOOD: &str = "FLOOD_WAIT_";

/// The longest wait that is heeded, in seconds. It isn't told whether they mean the account or one number, and for one
/// number's sake nobody else is to wait for long.
const LONGEST_WAIT: i64 = 60;

pub(super) fn fate(answered: &Answered, message: &Message) -> Fate {
    let body = answered.json().unwrap_or_default();
    let ok = body.get("ok").and_then(Value::as_bool);
    let error = body.get("error").and_then(Value::as_str).unwrap_or_default();
    match ok {
        Some(true) if answered.is_success() => {
            let result = body.get("result").unwrap_or(&Value::Null);
            let id = text_or_number(result, "request_id").filter(|id| !id.is_empty());
            let Some(id) = id else { return answered.fate_by_status(error, message) };
            Fate::Accepted {
                provider_id: Some(id).filter(|id| !gives_away(id, message)),
                parts: None,
                cost: cost(result),
            }
        }
        Some(false) => refusal(answered, error, message),
        _ => answered.fate_by_status(error, message),
    }
}

fn refusal(answered: &Answered, error: &str, message: &Message) -> Fate {
    if let Some(seconds) = error.strip_prefix(FLOOD) {
        let wait = seconds.parse::<i64>().ok().map(|seconds| seconds.clamp(0, LONGEST_WAIT) * 1000);
        return Fate::Throttled { retry_after_millis: wait.or_else(|| answered.retry_after()) };
    }
    match Fault::of(TABLE, error) {
        Some(fault) => fault.fate(error.to_owned(), answered.retry_after()),
        // Said plainly that it was not taken, and nothing known of why.
        None if answered.is_success() => Fate::BadMessage { reason: reason("refused", error, message) },
        None => answered.fate_by_status(error, message),
    }
}
