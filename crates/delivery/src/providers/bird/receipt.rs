//! Bird's receipts: events signed as Standard Webhooks.

use countersign_model::{About, Receipt, ReceiptState, Timestamp};
use serde_json::Value;

use super::answer::cost;
use crate::standard_webhooks::Signer;
use crate::{Heard, Inbound, Reply};

pub(super) fn read(inbound: &Inbound<'_>, signer: Option<&Signer>, now: Timestamp) -> Heard {
    let Some(signer) = signer else {
        return Heard::Forged("webhook_secret is not set, so nothing can be believed");
    };
    if let Err(why) = signer.verify(inbound, now) {
        return Heard::Forged(why);
    }
    let Ok(told) = serde_json::from_slice::<Value>(inbound.body) else {
        return Heard::Unreadable("the body must be JSON");
    };
    Heard::Receipts { receipts: receipt(&told).into_iter().collect(), reply: Reply::empty() }
}

/// The receipt in an event; nothing for events of other kinds, which are answered well all the same.
fn receipt(told: &Value) -> Option<Receipt> {
    let state = state(told.get("type")?.as_str()?)?;
    let data = told.get("data")?;
    let provider_id = data.get("sms_id").and_then(Value::as_str).map(str::to_owned);
    let attempt = data.pointer("/metadata/delivery_id").and_then(|id| id.as_str()?.parse().ok());
    let about = attempt.map(About::Attempt).or_else(|| provider_id.clone().map(About::ProviderId))?;
    Some(Receipt {
        about,
        provider_id,
        state,
        code: data
            .pointer("/error/code")
            .and_then(Value::as_str)
            .filter(|code| is_word(code))
            .map(str::to_owned),
        // Events tell a cost in parts, each of which may come alone. Only what holds their own charge is the message's.
        cost: data.get("cost").filter(|cost| cost["transaction_amount"].is_string()).and_then(cost),
        at: told.get("timestamp").and_then(Value::as_str).and_then(Timestamp::parse),
    })
}

/// Events of `sms.*` that tell how far a message has come; what else there is tells of something else.
fn state(event: &str) -> Option<ReceiptState> {
    match event.strip_prefix("sms.")? {
        "accepted" => Some(ReceiptState::Queued),
        "sent" => Some(ReceiptState::Sent),
        "delivered" => Some(ReceiptState::Delivered),
        "undelivered" | "failed" => Some(ReceiptState::Failed),
        "rejected" => Some(ReceiptState::Rejected),
        "expired" => Some(ReceiptState::Expired),
        _ => None,
    }
}

/// Their codes are words such as `invalid_destination`; a number is none.
fn is_word(code: &str) -> bool {
    (1..=40).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}
