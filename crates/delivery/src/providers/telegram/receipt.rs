//! The Gateway's receipts: hex HMAC-SHA256 over `timestamp\nbody`, under the SHA-256 of the access token. The formula
//! stands alike in independent public libraries; UNCONFIRMED with a live account.

use countersign_model::{About, Receipt, ReceiptState, Timestamp};
use serde_json::Value;

use super::cost;
use crate::http::text_or_number;
use crate::signature::is_hex_hmac_sha256;
use crate::{Heard, Inbound, Reply};

/// How far the signed time may be off, in seconds.
const TOLERANCE: i64 = 300;

pub(super) fn read(inbound: &Inbound<'_>, key: &[u8], now: Timestamp) -> Heard {
    let signed = inbound.header("x-request-timestamp").zip(inbound.header("x-request-signature"));
    let Some((stamp, signature)) = signed else {
        return Heard::Forged("the headers X-Request-Timestamp and X-Request-Signature are needed");
    };
    let Ok(seconds) = stamp.parse::<i64>() else { return Heard::Forged("X-Request-Timestamp is no number") };
    if !is_hex_hmac_sha256(key, &[stamp.as_bytes(), b"\n", inbound.body].concat(), signature) {
        return Heard::Forged("X-Request-Signature doesn't fit");
    }
    if now.millis().div_euclid(1000).saturating_sub(seconds).saturating_abs() > TOLERANCE {
        return Heard::Forged("X-Request-Timestamp is more than five minutes off");
    }
    let Ok(told) = serde_json::from_slice::<Value>(inbound.body) else {
        return Heard::Unreadable("the body must be JSON");
    };
    // What is signed counts; the address's token only has to agree with it.
    let reference = told.get("payload").and_then(|payload| payload.as_str()?.parse().ok());
    if reference.zip(inbound.attempt).is_some_and(|(signed, of_token)| signed != of_token) {
        return Heard::Forged("payload is of another message than this address");
    }
    let about = reference.or(inbound.attempt).map(About::Attempt);
    Heard::Receipts { receipts: receipt(&told, about).into_iter().collect(), reply: Reply::empty() }
}

/// The receipt in a report; nothing in one that tells only of a code that was checked.
fn receipt(told: &Value, about: Option<About>) -> Option<Receipt> {
    let delivery = told.get("delivery_status")?;
    let provider_id = text_or_number(told, "request_id");
    let seconds = delivery.get("updated_at").and_then(Value::as_i64);
    Some(Receipt {
        about: about.or_else(|| provider_id.clone().map(About::ProviderId))?,
        provider_id,
        state: match delivery.get("status")?.as_str()? {
            "sent" => ReceiptState::Sent,
            "delivered" | "read" => ReceiptState::Delivered,
            "expired" => ReceiptState::Expired,
            "revoked" => ReceiptState::Failed,
            // One that we don't know is never taken for delivered.
            _ => ReceiptState::Unknown,
        },
        code: None,
        cost: cost(told),
        at: seconds.and_then(|seconds| seconds.checked_mul(1000)).map(Timestamp::from_millis),
    })
}
