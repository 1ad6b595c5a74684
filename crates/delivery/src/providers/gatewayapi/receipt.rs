//! GatewayAPI's receipts: `Signature: v1=<hex HMAC-SHA256 of the body>`.

use countersign_model::{About, Receipt, ReceiptState, Timestamp};
use serde_json::Value;

use crate::http::text_or_number;
use crate::signature::is_hex_hmac_sha256;
use crate::{Heard, Inbound, Reply, Secret};

pub(super) fn read(inbound: &Inbound<'_>, secret: Option<&Secret>) -> Heard {
    let Some(secret) = secret else {
        return Heard::Forged("webhook_secret is not set, so nothing can be believed");
    };
    let signature = inbound.header("signature").and_then(|value| value.trim().strip_prefix("v1="));
    if !signature.is_some_and(|given| is_hex_hmac_sha256(secret.reveal().as_bytes(), inbound.body, given)) {
        return Heard::Forged("the header Signature doesn't fit");
    }
    let Ok(told) = serde_json::from_slice::<Value>(inbound.body) else {
        return Heard::Unreadable("the body must be JSON");
    };
    Heard::Receipts { receipts: receipt(&told).into_iter().collect(), reply: Reply::empty() }
}

/// The receipt in an event; nothing for events of other kinds, which are answered well all the same.
fn receipt(told: &Value) -> Option<Receipt> {
    // An early copy of their page spells it `messaging`.
    let kind = told.get("event_type")?.as_str()?;
    if !matches!(
        kind,
        "message.status.sms" | "messaging.status.sms" | "message.status.rcs" | "messaging.status.rcs"
    ) {
        return None;
    }
    let event = told.get("event")?;
    let provider_id = text_or_number(event, "msg_id");
    let reference = event.get("reference").and_then(Value::as_str).and_then(|sid| sid.parse().ok());
    let about = reference.map(About::Attempt).or_else(|| provider_id.clone().map(About::ProviderId))?;
    Some(Receipt {
        about,
        provider_id,
        state: state(event.get("status").and_then(Value::as_str).unwrap_or_default()),
        code: event.get("error").and_then(|error| text_or_number(error, "hex_code")),
        cost: None,
        at: event.get("status_at").and_then(Value::as_str).and_then(Timestamp::parse),
    })
}

/// A state that we don't know is never taken for delivered.
fn state(status: &str) -> ReceiptState {
    match status {
        "ENROUTE" => ReceiptState::Sent,
        "DELIVERED" | "READ" => ReceiptState::Delivered,
        "EXPIRED" => ReceiptState::Expired,
        "DELETED" | "UNDELIVERABLE" => ReceiptState::Failed,
        "REJECTED" => ReceiptState::Rejected,
        "ACCEPTED" => ReceiptState::Queued,
        _ => ReceiptState::Unknown,
    }
}
