//! What Firebase answers.

use serde_json::Value;

use crate::Noticed;
use crate::http::Answered;

/// Whose detail of an error holds its code.
const FCM_ERROR: &str = "type.googleapis.com/google.firebase.fcm.v1.FcmError";

/// What became of the notice.
pub(super) fn read(answered: &Answered) -> Noticed {
    let told = answered.json().unwrap_or_default();
    if answered.is_success() {
        return match told.get("name").and_then(Value::as_str) {
            Some(_) => Noticed::Taken,
            None => failed(answered, "something unexpected"),
        };
    }
    let error = told.get("error").cloned().unwrap_or_default();
    let details = error.get("details").and_then(Value::as_array).cloned().unwrap_or_default();
    let own = details.iter().find(|detail| detail.get("@type").and_then(Value::as_str) == Some(FCM_ERROR));
    let code = own.and_then(|detail| detail.get("errorCode")).and_then(Value::as_str);
    match (code, answered.status) {
        (Some("UNREGISTERED" | "SENDER_ID_MISMATCH"), _) => Noticed::Gone,
        // A device may be told so often, and a project so often: the answer doesn't say which it was.
        (Some(code @ "QUOTA_EXCEEDED"), _) => later(answered, code),
        (Some(code @ ("UNAVAILABLE" | "INTERNAL")), _) => failed(answered, code),
        (Some(code @ ("INVALID_ARGUMENT" | "THIRD_PARTY_AUTH_ERROR")), _) => refused(answered, code),
        // The access token was taken back: the next try asks for another.
        (None, 401) => failed(answered, "the access token is not taken"),
        (None, 403) => {
            Noticed::Unauthorized { reason: reason(answered, "the project or its key is not taken") }
        }
        (_, 429) => later(answered, ""),
        (_, 408 | 500..) => failed(answered, ""),
        _ => refused(answered, ""),
    }
}

fn reason(answered: &Answered, what: &str) -> String {
    format!("answered {} {what}", answered.status).trim_end().to_owned()
}

fn later(answered: &Answered, what: &str) -> Noticed {
    Noticed::Later { reason: reason(answered, what), retry_after_millis: answered.retry_after() }
}

fn failed(answered: &Answered, what: &str) -> Noticed {
    Noticed::Failed { reason: reason(answered, what), retry_after_millis: answered.retry_after() }
}

fn refused(answered: &Answered, what: &str) -> Noticed {
    Noticed::Refused { reason: reason(answered, what) }
}
