//! What the endpoint tells later: `{"delivery_id", "state", "code"?, "price"?}`, signed as our own requests are.

use countersign_model::{About, Receipt, ReceiptState, Timestamp};
use serde_json::Value;

use super::answer::cost;
use crate::http::text_or_number;
use crate::standard_webhooks::Signer;
use crate::{Heard, Inbound, Reply};

/// Reads one receipt; `now` is compared with the time that was signed.
pub(super) fn read(inbound: &Inbound<'_>, signer: &Signer, now: Timestamp) -> Heard {
    if let Err(why) = signer.verify(inbound, now) {
        return Heard::Forged(why);
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
