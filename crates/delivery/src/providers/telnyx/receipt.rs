//! Telnyx's receipts: Ed25519 over `timestamp|body`.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_model::{About, Receipt, ReceiptState, Timestamp};
use serde_json::Value;

use super::cost;
use crate::http::text_or_number;
use crate::providers::BadSettings;
use crate::{Heard, Inbound, Reply};

/// How far the signed time may be off, in seconds: their own measure against replays.
const TOLERANCE: i64 = 300;

/// Bytes of an Ed25519 public key.
const KEY_LENGTH: usize = 32;

/// The key that they sign with.
pub(super) struct PublicKey(UnparsedPublicKey<Vec<u8>>);

impl PublicKey {
    pub(super) fn read(text: &str) -> Result<Self, BadSettings> {
        let bytes = STANDARD.decode(text.trim()).ok().filter(|bytes| bytes.len() == KEY_LENGTH);
        let bytes = bytes.ok_or_else(|| BadSettings("public_key must be 32 bytes in base64".to_owned()))?;
        Ok(Self(UnparsedPublicKey::new(&ED25519, bytes)))
    }

    fn verifies(&self, stamp: &str, body: &[u8], signature: &str) -> bool {
        let Ok(signature) = STANDARD.decode(signature.trim()) else { return false };
        let signed = [stamp.as_bytes(), b"|", body].concat();
        self.0.verify(&signed, &signature).is_ok()
    }
}

pub(super) fn read(inbound: &Inbound<'_>, key: Option<&PublicKey>, now: Timestamp) -> Heard {
    let Some(key) = key else {
        return Heard::Forged("public_key is not set, so nothing can be believed");
    };
    let signed = inbound.header("telnyx-timestamp").zip(inbound.header("telnyx-signature-ed25519"));
    let Some((stamp, signature)) = signed else {
        return Heard::Forged("the headers telnyx-timestamp and telnyx-signature-ed25519 are needed");
    };
    let Ok(seconds) = stamp.parse::<i64>() else { return Heard::Forged("telnyx-timestamp is no number") };
    if !key.verifies(stamp, inbound.body, signature) {
        return Heard::Forged("telnyx-signature-ed25519 doesn't fit");
    }
    if now.millis().div_euclid(1000).saturating_sub(seconds).saturating_abs() > TOLERANCE {
        return Heard::Forged("telnyx-timestamp is more than five minutes off");
    }
    let Ok(told) = serde_json::from_slice::<Value>(inbound.body) else {
        return Heard::Unreadable("the body must be JSON");
    };
    let receipts = told.get("data").and_then(|event| receipt(event, inbound)).into_iter().collect();
    Heard::Receipts { receipts, reply: Reply::empty() }
}

/// The receipt in an event; nothing for events of other kinds, which are answered well all the same.
fn receipt(event: &Value, inbound: &Inbound<'_>) -> Option<Receipt> {
    if !matches!(event.get("event_type")?.as_str()?, "message.sent" | "message.finalized") {
        return None;
    }
    let payload = event.get("payload")?;
    let provider_id = text_or_number(payload, "id");
    let about = inbound.attempt.map(About::Attempt);
    let code = payload.get("errors").and_then(|errors| text_or_number(errors.get(0)?, "code"));
    let state = payload.get("to").and_then(|to| to.get(0)?.get("status")?.as_str()).unwrap_or_default();
    let at = payload.get("completed_at").filter(|at| at.is_string()).or_else(|| event.get("occurred_at"));
    Some(Receipt {
        about: about.or_else(|| provider_id.clone().map(About::ProviderId))?,
        provider_id,
        state: read_state(state, code.as_deref()),
        code,
        cost: payload.get("cost").and_then(|told| cost(told, "amount")),
        at: at.and_then(Value::as_str).and_then(Timestamp::parse),
    })
}

/// A state that we don't know is never taken for delivered.
fn read_state(state: &str, code: Option<&str>) -> ReceiptState {
    match (state, code) {
        ("queued", _) => ReceiptState::Queued,
        ("sending" | "sent", _) => ReceiptState::Sent,
        ("delivered", _) => ReceiptState::Delivered,
        // They have no state for what came too late, but codes.
        ("expired", _) | ("delivery_failed" | "sending_failed", Some("40005" | "40014")) => {
            ReceiptState::Expired
        }
        ("delivery_failed", _) => ReceiptState::Failed,
        ("sending_failed", _) => ReceiptState::Rejected,
        _ => ReceiptState::Unknown,
    }
}
