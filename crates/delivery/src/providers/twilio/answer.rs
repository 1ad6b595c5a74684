//! What Twilio's answers mean.

use countersign_model::{Cost, Fate};
use serde_json::Value;

use super::account::is_sid;
use super::voice::prefixes;
use crate::Message;
use crate::fault::Fault;
use crate::http::{Answered, text_or_number};
use crate::reason::{gives_away, reason};

/// Twilio's error numbers that say more than the status does. Read in their documents: 20429, 21211, 30029, 30030, 30450
/// and 30453; the others are UNCONFIRMED.
const TABLE: &[(&str, Fault)] = &[
    // The account.
    ("10001", Fault::Credentials),
    ("20003", Fault::Credentials),
    ("20005", Fault::Credentials),
    ("20006", Fault::Credentials),
    ("20008", Fault::Credentials),
    // The account's own address isn't found.
    ("20404", Fault::Credentials),
    ("30002", Fault::Credentials),
    // Too much at once; 21611 is a sender's queue that is full. Neither was processed.
    ("20429", Fault::Throttled),
    // As many calls at once as the account may have.
    ("10004", Fault::Throttled),
    ("21611", Fault::Throttled),
    // The person.
    ("13223", Fault::Recipient),
    ("13224", Fault::Recipient),
    ("13226", Fault::Recipient),
    ("21211", Fault::Recipient),
    ("21214", Fault::Recipient),
    ("21217", Fault::Recipient),
    ("21265", Fault::Recipient),
    ("21610", Fault::Recipient),
    ("21614", Fault::Recipient),
    ("21635", Fault::Recipient),
    ("30006", Fault::Recipient),
    // Country, sender, content: somebody else may be able to.
    ("13225", Fault::Message),
    ("13227", Fault::Message),
    ("21210", Fault::Message),
    ("21212", Fault::Message),
    ("21213", Fault::Message),
    ("21215", Fault::Message),
    ("21216", Fault::Message),
    ("21219", Fault::Message),
    ("21408", Fault::Message),
    ("21602", Fault::Message),
    ("21603", Fault::Message),
    ("21605", Fault::Message),
    ("21606", Fault::Message),
    ("21608", Fault::Message),
    ("21609", Fault::Message),
    // No route from this sender to there.
    ("21612", Fault::Message),
    ("21617", Fault::Message),
    ("21659", Fault::Message),
    ("21660", Fault::Message),
    ("21661", Fault::Message),
    ("21703", Fault::Message),
    ("21704", Fault::Message),
    ("21705", Fault::Message),
    ("30007", Fault::Message),
    ("30010", Fault::Message),
    ("30029", Fault::Message),
    ("30030", Fault::Message),
    ("30032", Fault::Message),
    ("30034", Fault::Message),
    ("30038", Fault::Message),
    // Their own protection against pumping.
    ("30450", Fault::Fraud),
    ("30453", Fault::Fraud),
    ("60410", Fault::Fraud),
    ("60412", Fault::Fraud),
    // They say that nothing was done.
    ("20503", Fault::Retryable),
    // They don't say.
    ("20500", Fault::Ambiguous),
];

pub(super) fn fate(answered: &Answered, message: &Message) -> Fate {
    let body = answered.json().unwrap_or_default();
    if answered.is_success() {
        return taken(answered, &body, message);
    }
    refused(answered, &body, "code", "message", message)
}

/// A message or a call. It may tell at once that the message has failed.
fn taken(answered: &Answered, body: &Value, message: &Message) -> Fate {
    let is_one = |sid: &&str| prefixes(message.channel).iter().any(|prefix| is_sid(prefix, sid));
    let sid = body.get("sid").and_then(Value::as_str).filter(is_one);
    let Some(sid) = sid else { return answered.fate_by_status("", message) };
    if matches!(body.get("status").and_then(Value::as_str), Some("failed" | "undelivered" | "canceled")) {
        return refused(answered, body, "error_code", "error_message", message);
    }
    let text = |name| body.get(name).and_then(Value::as_str);
    Fate::Accepted {
        provider_id: Some(sid.to_owned()),
        // A messaging service counts later and says 0.
        parts: text_or_number(body, "num_segments")
            .and_then(|parts| parts.parse().ok())
            .filter(|parts| *parts > 0),
        // Told later, as a rule.
        cost: text("price").zip(text("price_unit")).and_then(|(price, unit)| Cost::read(price, unit)),
    }
}

fn refused(answered: &Answered, body: &Value, code: &str, said: &str, message: &Message) -> Fate {
    let code = text_or_number(body, code).unwrap_or_default();
    let said = body.get(said).and_then(Value::as_str).unwrap_or_default();
    let fault = Fault::of(TABLE, &code);
    match (fault, answered.status) {
        // Whatever is said beside it: 429 was not processed.
        (_, 429) => Fate::Throttled { retry_after_millis: answered.retry_after() },
        (Some(fault), status) => fault
            .fate(reason(&format!("answered {status}, error {code}"), said, message), answered.retry_after()),
        // Nobody will deliver it any more.
        (None, 200..=299) => {
            Fate::BadMessage { reason: reason("failed at once", &with_code(&code, said, message), message) }
        }
        (None, _) => answered.fate_by_status(&with_code(&code, said, message), message),
    }
}

/// Their words repeat the number as a rule; the code says what it was all the same.
fn with_code(code: &str, said: &str, message: &Message) -> String {
    match (code.is_empty(), gives_away(said, message)) {
        (true, _) => said.to_owned(),
        (false, true) => format!("error {code}"),
        (false, false) => format!("error {code}: {said}"),
    }
}
