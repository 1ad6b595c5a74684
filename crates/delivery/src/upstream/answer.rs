//! What an upstream's answers mean.

use countersign_model::{Fate, Recipient};
use serde_json::Value;

use crate::Message;
use crate::fault::Fault;
use crate::http::{Answered, text_or_number};
use crate::providers::twilio::is_sid;
use crate::reason::reason;

/// Verify's error numbers that say more than the status does (behaviour map 3.1).
const TABLE: &[(&str, Fault)] = &[
    // The account, or a service that isn't there.
    ("20003", Fault::Credentials),
    ("20404", Fault::Credentials),
    ("60238", Fault::Credentials),
    // Too much at once.
    ("20429", Fault::Throttled),
    ("60212", Fault::Throttled),
    // They don't say whether it was done. Ours says 503 of a database that may have kept it.
    ("20500", Fault::Ambiguous),
    ("20503", Fault::Ambiguous),
    // The person.
    ("60205", Fault::Recipient),
    // Their limits per verification and number: repeating it doesn't help.
    ("60202", Fault::Message),
    ("60203", Fault::Message),
    ("60626", Fault::Message),
    // Something to be mended, here or there.
    ("20001", Fault::Message),
    ("60200", Fault::Message),
    ("60201", Fault::Message),
    ("60204", Fault::Message),
    ("60206", Fault::Message),
    ("60214", Fault::Message),
    ("60217", Fault::Message),
    ("60220", Fault::Message),
    ("60223", Fault::Message),
    ("60242", Fault::Message),
    ("60247", Fault::Message),
    ("60248", Fault::Message),
    ("60331", Fault::Message),
    ("60602", Fault::Message),
    ("68008", Fault::Message),
    // Their guard, and countries that they don't send to: the operator's other providers must not be bought either.
    ("60410", Fault::Fraud),
    ("60412", Fault::Fraud),
    ("60413", Fault::Fraud),
    ("60605", Fault::Fraud),
];

/// A verification as an answer shows it.
pub(super) struct Shown {
    pub(super) sid: String,
    pub(super) status: String,
    pub(super) valid: Option<bool>,
    /// Sends that it knows of.
    pub(super) sends: usize,
}

/// The verification in an answer that plainly shows one of this recipient.
pub(super) fn shown(answered: &Answered, recipient: &Recipient) -> Option<Shown> {
    if !answered.is_success() {
        return None;
    }
    let body = answered.json()?;
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    if text("to") != Some(recipient.as_str()) {
        return None;
    }
    Some(Shown {
        sid: text("sid").filter(|sid| is_sid("VE", sid))?.to_owned(),
        status: text("status")?.to_owned(),
        valid: body.get("valid").and_then(Value::as_bool),
        sends: body.get("send_code_attempts").and_then(Value::as_array).map_or(0, Vec::len),
    })
}

/// Their error number, if the answer is a refusal in their form.
pub(super) fn code(answered: &Answered) -> Option<String> {
    let body = answered.json()?;
    let told = body.get("status").and_then(Value::as_u64);
    if told != Some(u64::from(answered.status)) {
        return None;
    }
    text_or_number(&body, "code").filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The status and error number in words: theirs may repeat the address or the code.
pub(super) fn sentence(answered: &Answered) -> String {
    match code(answered) {
        Some(code) => format!("answered {}, error {code}", answered.status),
        None => format!("answered {}", answered.status),
    }
}

/// The fate of a create that was not plainly taken.
pub(super) fn refused(answered: &Answered, message: &Message) -> Fate {
    let body = answered.json().unwrap_or_default();
    let said = body.get("message").and_then(Value::as_str).unwrap_or_default();
    match code(answered).and_then(|code| Some((Fault::of(TABLE, &code)?, code))) {
        Some((fault, code)) => {
            let what = format!("answered {}, error {code}", answered.status);
            fault.fate(reason(&what, said, message), answered.retry_after())
        }
        None => answered.fate_by_status(said, message),
    }
}
