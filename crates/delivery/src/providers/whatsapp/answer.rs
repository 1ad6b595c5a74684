//! What the Cloud API's answers mean. Meta says: branch on the code, not on the title or the status.

use countersign_model::Fate;
use serde_json::Value;

use super::name_of;
use crate::Message;
use crate::fault::Fault;
use crate::http::{Answered, text_or_number};
use crate::reason::reason;

/// Their codes (developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes). Those not in our notes of that
/// page are from general knowledge, UNCONFIRMED: 33, 100, 130472, 130497, 131005, 131008, 131009, 131021, 131030,
/// 131037, 131045, 131048, 131051, 131057, 132012, 132016, 133010.
const TABLE: &[(&str, Fault)] = &[
    ("0", Fault::Credentials),
    ("1", Fault::Retryable),
    ("2", Fault::Retryable),
    ("3", Fault::Credentials),
    ("4", Fault::Throttled),
    ("10", Fault::Credentials),
    ("33", Fault::Message),
    ("100", Fault::Message),
    ("190", Fault::Credentials),
    ("368", Fault::Credentials),
    ("80007", Fault::Throttled),
    ("130429", Fault::Throttled),
    ("130472", Fault::Recipient),
    ("130497", Fault::Message),
    ("131000", Fault::Retryable),
    ("131005", Fault::Credentials),
    ("131008", Fault::Message),
    ("131009", Fault::Message),
    ("131016", Fault::Retryable),
    ("131021", Fault::Recipient),
    ("131026", Fault::Recipient),
    // The app is still in development and knows only listed numbers; to those it sends.
    ("131030", Fault::Message),
    ("131031", Fault::Credentials),
    ("131037", Fault::Message),
    ("131042", Fault::Funds),
    ("131045", Fault::Credentials),
    ("131047", Fault::Message),
    ("131048", Fault::Throttled),
    // Meta has decided that this person gets enough.
    ("131049", Fault::Recipient),
    ("131051", Fault::Message),
    // Too many messages to this one person: no reason to rest from everybody else, but to go another way.
    ("131056", Fault::Recipient),
    ("131057", Fault::Retryable),
    ("132000", Fault::Message),
    ("132001", Fault::Message),
    ("132005", Fault::Message),
    ("132007", Fault::Message),
    ("132012", Fault::Message),
    ("132015", Fault::Message),
    ("132016", Fault::Message),
    ("133010", Fault::Credentials),
];

/// 200 to 299: a permission is missing.
fn is_permission(code: &str) -> bool {
    code.parse::<u32>().is_ok_and(|code| (200..300).contains(&code))
}

/// The code of an error.
pub(super) fn code(body: &Value) -> Option<String> {
    text_or_number(body.get("error")?, "code")
}

pub(super) fn fate(answered: &Answered, message: &Message) -> Fate {
    let body = answered.json().unwrap_or_default();
    let id = body.get("messages").and_then(|messages| messages.get(0)?.get("id")?.as_str());
    if answered.is_success()
        && let Some(id) = id.filter(|id| !id.is_empty())
    {
        return Fate::accepted(Some(name_of(id)));
    }
    let said = body.get("error").and_then(|error| error.get("message")?.as_str()).unwrap_or_default();
    let Some(code) = code(&body) else { return answered.fate_by_status(said, message) };
    let fault = Fault::of(TABLE, &code).or_else(|| is_permission(&code).then_some(Fault::Credentials));
    let Some(fault) = fault.filter(|_| !answered.is_success()) else {
        return answered.fate_by_status(said, message);
    };
    fault.fate(reason(&format!("code {code}"), said, message), answered.retry_after())
}
