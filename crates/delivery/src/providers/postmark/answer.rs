//! What Postmark's answers mean.

use countersign_model::Fate;
use serde_json::Value;

use crate::Message;
use crate::http::{Answered, text_or_number};
use crate::reason::{gives_away, reason};

/// Whose fault an error is.
#[derive(Clone, Copy)]
enum Class {
    Recipient,
    Message,
    Credentials,
    Funds,
}

/// Their `ErrorCode`. 300, 400, 401, 405 and 406 are as clients of theirs have them; the others are UNCONFIRMED.
const TABLE: &[(i64, Class)] = &[
    (10, Class::Credentials),
    (300, Class::Message),
    (400, Class::Message),
    (401, Class::Message),
    (405, Class::Funds),
    (406, Class::Recipient),
    (412, Class::Credentials),
    (413, Class::Credentials),
];

pub(super) fn fate(answered: &Answered, message: &Message) -> Fate {
    let body = answered.json().unwrap_or_default();
    let code = body.get("ErrorCode").and_then(Value::as_i64);
    if answered.is_success()
        && code == Some(0)
        && let Some(id) = text_or_number(&body, "MessageID").filter(|id| !gives_away(id, message))
    {
        return Fate::accepted(Some(id));
    }
    let said = body.get("Message").and_then(Value::as_str).unwrap_or_default();
    let class = code.and_then(|code| TABLE.iter().find(|(known, _)| *known == code)).map(|(_, class)| *class);
    // 300 is for everything that is invalid; which field it is stands only in the sentence.
    let about_recipient = code == Some(300) && said.contains("'To'");
    let why = || reason(&format!("answered {}", answered.status), said, message);
    match class {
        _ if about_recipient => Fate::BadRecipient { reason: why() },
        Some(Class::Recipient) => Fate::BadRecipient { reason: why() },
        Some(Class::Message) => Fate::BadMessage { reason: why() },
        Some(Class::Credentials) => Fate::BadCredentials { reason: why() },
        Some(Class::Funds) => Fate::NoFunds { reason: why() },
        None => answered.fate_by_status(said, message),
    }
}
