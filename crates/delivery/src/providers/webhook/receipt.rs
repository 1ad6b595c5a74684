//! What the endpoint tells later: `{"delivery_id", "state", "code"?, "price"?}`, signed as our own requests are.

use countersign_model::{About, Receipt, ReceiptState, Timestamp};
use serde_json::Value;

use super::answer::cost;
use super::request::Signer;
use crate::http::text_or_number;
use crate::{Heard, Inbound, Reply};

/// How old a signed request may be, in seconds: Standard Webhooks' own measure against replays.
const TOLERANCE: i64 = 300;

/// Reads one receipt; `now` is compared with the time that was signed.
pub(super) fn read(inbound: &Inbound<'_>, signer: &Signer, now: Timestamp) -> Heard {
    let signed = inbound.header("webhook-id").zip(inbound.header("webhook-timestamp"));
    let Some(((id, stamp), signature)) = signed.zip(inbound.header("webhook-signature")) else {
        return Heard::Forged("the headers webhook-id, webhook-timestamp and webhook-signature are needed");
    };
    let Ok(seconds) = stamp.parse::<i64>() else { return Heard::Forged("webhook-timestamp is no number") };
    if !signer.verifies(id, seconds, inbound.body, signature) {
        return Heard::Forged("webhook-signature doesn't fit");
    }
    if (now.millis().div_euclid(1000) - seconds).abs() > TOLERANCE {
        return Heard::Forged("webhook-timestamp is more than five minutes off");
    }
    let Ok(told) = serde_json::from_slice::<Value>(inbound.body) else {
        return Heard::Unreadable("the body must be JSON");
    };
    let Some(state) = told.get("state").and_then(Value::as_str).and_then(ReceiptState::from_name) else {
        return Heard::Unreadable(
            "state must be queued, sent, delivered, failed, expired, rejected or unknown",
        );
    };
    // What is signed counts; the address's token only has to agree with it.
    let about = text_or_number(&told, "delivery_id").and_then(|id| id.parse().ok()).or(inbound.attempt);
    let Some(attempt) = about else { return Heard::Unreadable("delivery_id must be the one that was sent") };
    if inbound.attempt.is_some_and(|of_token| of_token != attempt) {
        return Heard::Forged("delivery_id is of another message than this address");
    }
    let receipt = Receipt {
        about: About::Attempt(attempt),
        provider_id: text_or_number(&told, "provider_id"),
        state,
        code: text_or_number(&told, "code"),
        cost: cost(&told),
        at: None,
    };
    Heard::Receipts { receipts: vec![receipt], reply: Reply::empty() }
}
