//! Twilio's receipts: a signed form for each change of a message's status, and one when a call has ended.

use countersign_model::{About, Receipt, ReceiptState};

use super::account::is_sid;
use super::signature::verified;
use crate::{Heard, Inbound, Reply, Secret};

/// Failures that say more than that it failed. UNCONFIRMED but for 30450 and 30453.
const STATES: &[(&str, ReceiptState)] = &[
    ("30002", ReceiptState::Rejected),
    ("30004", ReceiptState::Rejected),
    ("30007", ReceiptState::Rejected),
    ("30032", ReceiptState::Rejected),
    ("30034", ReceiptState::Rejected),
    // It waited longer than the code lived.
    ("30036", ReceiptState::Expired),
    ("30038", ReceiptState::Rejected),
    ("30450", ReceiptState::Rejected),
    ("30453", ReceiptState::Rejected),
];

pub(super) fn read(inbound: &Inbound<'_>, auth_token: Option<&Secret>) -> Heard {
    let fields = match verified(inbound, auth_token) {
        Ok(fields) => fields,
        Err(why) => return Heard::Forged(why),
    };
    let field = |name: &str| {
        fields
            .iter()
            .find(|(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    };
    let message = field("MessageSid").or_else(|| field("SmsSid"));
    let message = message.filter(|sid| is_sid("SM", sid) || is_sid("MM", sid)).zip(field("MessageStatus"));
    let call = field("CallSid").filter(|sid| is_sid("CA", sid)).zip(field("CallStatus"));
    let (sid, state, code) = match (message, call) {
        (Some((sid, status)), _) => {
            let code = field("ErrorCode").filter(|code| *code != "0");
            (sid, state(status, code), code)
        }
        // How it ended is all there is to know, and isn't worth a number.
        (None, Some((sid, status))) => (sid, call_state(status), Some(status)),
        (None, None) => {
            return Heard::Unreadable("MessageSid and MessageStatus are needed, or CallSid and CallStatus");
        }
    };
    let receipt = Receipt {
        about: inbound.attempt.map_or_else(|| About::ProviderId(sid.to_owned()), About::Attempt),
        provider_id: Some(sid.to_owned()),
        state,
        code: code.map(str::to_owned),
        // No receipt tells a price.
        cost: None,
        at: None,
    };
    Heard::Receipts { receipts: vec![receipt], reply: Reply::empty() }
}

/// That a call has ended says nobody heard the code: whoever did was delivered it meanwhile, and that stays.
fn call_state(status: &str) -> ReceiptState {
    match status {
        "queued" | "initiated" => ReceiptState::Queued,
        "ringing" | "in-progress" | "answered" => ReceiptState::Sent,
        "completed" | "busy" | "no-answer" | "failed" => ReceiptState::Failed,
        "canceled" => ReceiptState::Rejected,
        _ => ReceiptState::Unknown,
    }
}

/// A state that we don't know is never taken for delivered.
fn state(status: &str, code: Option<&str>) -> ReceiptState {
    match status {
        "accepted" | "scheduled" | "queued" | "sending" => ReceiptState::Queued,
        "sent" => ReceiptState::Sent,
        "delivered" | "read" => ReceiptState::Delivered,
        "canceled" => ReceiptState::Rejected,
        "failed" | "undelivered" => STATES
            .iter()
            .find(|(known, _)| Some(*known) == code)
            .map_or(ReceiptState::Failed, |(_, state)| *state),
        _ => ReceiptState::Unknown,
    }
}
