//! Sinch's receipts: one a recipient and state.

use countersign_model::{About, AttemptSid, Receipt, ReceiptState, Timestamp};
use serde_json::Value;

use crate::http::text_or_number;
use crate::signature::is_base64_hmac_sha256;
use crate::{Heard, Inbound, Reply, Secret};

/// How far the signed time may be off, in seconds.
const TOLERANCE: i64 = 300;

pub(super) fn read(inbound: &Inbound<'_>, secret: Option<&Secret>, now: Timestamp) -> Heard {
    if let Some(secret) = secret {
        if let Err(why) = verify(inbound, secret, now) {
            return Heard::Forged(why);
        }
    } else if inbound.attempt.is_none() {
        return Heard::Forged("nothing is signed, so nothing is believed but at a message's own address");
    }
    let Ok(told) = serde_json::from_slice::<Value>(inbound.body) else {
        return Heard::Unreadable("the body must be JSON");
    };
    let reference = told.get("client_reference").and_then(|sid| sid.as_str()?.parse().ok());
    if reference.zip(inbound.attempt).is_some_and(|(told, of_token)| told != of_token) {
        return Heard::Forged("client_reference is of another message than this address");
    }
    let receipts = receipt(&told, reference.or(inbound.attempt)).into_iter().collect();
    Heard::Receipts { receipts, reply: Reply::empty() }
}

/// Base64 HMAC-SHA256 over `body.nonce.timestamp`; the header that names the algorithm counts for nothing.
fn verify(inbound: &Inbound<'_>, secret: &Secret, now: Timestamp) -> Result<(), &'static str> {
    let header = |name: &str| inbound.header(name).ok_or("the headers x-sinch-webhook-signature… are needed");
    let signature = header("x-sinch-webhook-signature")?;
    let nonce = header("x-sinch-webhook-signature-nonce")?;
    let stamp = header("x-sinch-webhook-signature-timestamp")?;
    let signed = [inbound.body, b".", nonce.as_bytes(), b".", stamp.as_bytes()].concat();
    if !is_base64_hmac_sha256(secret.reveal().as_bytes(), &signed, signature) {
        return Err("x-sinch-webhook-signature doesn't fit");
    }
    let seconds: i64 = stamp.parse().map_err(|_| "x-sinch-webhook-signature-timestamp is no number")?;
    if now.millis().div_euclid(1000).saturating_sub(seconds).saturating_abs() > TOLERANCE {
        return Err("x-sinch-webhook-signature-timestamp is more than five minutes off");
    }
    Ok(())
}

/// The receipt in a report; nothing in reports of other kinds, which are answered well all the same.
fn receipt(told: &Value, attempt: Option<AttemptSid>) -> Option<Receipt> {
    if told.get("type")?.as_str()? != "recipient_delivery_report_sms" {
        return None;
    }
    let provider_id = text_or_number(told, "batch_id");
    let about = attempt.map(About::Attempt).or_else(|| provider_id.clone().map(About::ProviderId))?;
    let state = state(told.get("status").and_then(Value::as_str).unwrap_or_default());
    Some(Receipt {
        about,
        provider_id,
        state,
        // On the way the code repeats the status.
        code: text_or_number(told, "code").filter(|_| state.is_final() && state != ReceiptState::Delivered),
        cost: None,
        at: told.get("at").and_then(Value::as_str).and_then(Timestamp::parse),
    })
}

/// A state that we don't know is never taken for delivered.
fn state(status: &str) -> ReceiptState {
    match status.to_ascii_uppercase().as_str() {
        "QUEUED" => ReceiptState::Queued,
        "DISPATCHED" => ReceiptState::Sent,
        "DELIVERED" => ReceiptState::Delivered,
        "ABORTED" | "REJECTED" => ReceiptState::Rejected,
        "FAILED" | "CANCELLED" | "DELETED" => ReceiptState::Failed,
        "EXPIRED" => ReceiptState::Expired,
        _ => ReceiptState::Unknown,
    }
}
