//! SendGrid's events: an array, signed with ECDSA on P-256 over the timestamp's text and the body as it came.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ParsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_model::{About, Receipt, ReceiptState, Timestamp};
use serde_json::Value;

use crate::providers::BadSettings;
use crate::{Heard, Inbound, Reply};

/// The custom argument that holds our id; it stands in an event beside the event's own fields.
pub(super) const REFERENCE: &str = "delivery_id";

/// How old a signed post may be, in seconds. They try for a day, and it isn't said that a repetition is signed anew; a
/// replay changes nothing, so a day and an hour it is.
const TOLERANCE: i64 = 25 * 60 * 60;

/// What they call an event, and what it means here. Opens, clicks and complaints tell nothing about delivery.
const TABLE: &[(&str, ReceiptState)] = &[
    ("processed", ReceiptState::Queued),
    ("deferred", ReceiptState::Sent),
    ("delivered", ReceiptState::Delivered),
    ("bounce", ReceiptState::Failed),
    ("dropped", ReceiptState::Rejected),
];

/// The webhook's public key.
pub(super) struct Key(ParsedPublicKey);

impl Key {
    /// Reads the key as it is shown: base64 of its `SubjectPublicKeyInfo`.
    pub(super) fn read(text: &str) -> Result<Self, BadSettings> {
        STANDARD
            .decode(text.trim())
            .ok()
            .and_then(|der| ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, der).ok())
            .map(Self)
            .ok_or_else(|| {
                BadSettings("webhook_public_key must be the verification key as SendGrid shows it".to_owned())
            })
    }
}

pub(super) fn read(inbound: &Inbound<'_>, key: Option<&Key>, now: Timestamp) -> Heard {
    let Some(Key(key)) = key else {
        return Heard::Forged("webhook_public_key is not set, so nothing can be believed");
    };
    let header = |name: &str| inbound.header(&format!("x-twilio-email-event-webhook-{name}"));
    let Some((stamp, signature)) = header("timestamp").zip(header("signature")) else {
        return Heard::Forged("the headers with signature and timestamp are needed");
    };
    let text = [stamp.as_bytes(), inbound.body].concat();
    let fits = STANDARD.decode(signature).is_ok_and(|signature| key.verify_sig(&text, &signature).is_ok());
    if !fits {
        return Heard::Forged("the signature doesn't fit");
    }
    let Ok(seconds) = stamp.parse::<i64>() else { return Heard::Forged("the timestamp is no number") };
    if now.millis().div_euclid(1000).abs_diff(seconds) > TOLERANCE.unsigned_abs() {
        return Heard::Forged("the timestamp is more than a day off");
    }
    match serde_json::from_slice::<Value>(inbound.body) {
        Ok(Value::Array(events)) => {
            Heard::Receipts { receipts: events.iter().filter_map(receipt).collect(), reply: Reply::empty() }
        }
        _ => Heard::Unreadable("the body must be a JSON array"),
    }
}

/// The receipt in an event; nothing for events about something else.
fn receipt(told: &Value) -> Option<Receipt> {
    let text = |name: &str| told.get(name).and_then(Value::as_str);
    let kind = text("event")?;
    let state = TABLE.iter().find(|(name, _)| *name == kind).map(|(_, state)| *state)?;
    // A bounce of this type is a refusal of the sender, not of the address.
    let blocked = kind == "bounce" && text("type") == Some("blocked");
    // Their id of an event's letter has more behind the id that the letter's answer gave.
    let id = text("sg_message_id").and_then(|id| id.split('.').next()).filter(|id| !id.is_empty());
    let provider_id = id.map(str::to_owned);
    let reference = text(REFERENCE).and_then(|sid| sid.parse().ok());
    let about = reference.map(About::Attempt).or_else(|| provider_id.clone().map(About::ProviderId))?;
    Some(Receipt {
        about,
        provider_id,
        state: if blocked { ReceiptState::Rejected } else { state },
        code: text("status").filter(|status| is_code(status)).map(str::to_owned),
        cost: None,
        at: told
            .get("timestamp")
            .and_then(Value::as_i64)
            .map(|at| Timestamp::from_millis(at.saturating_mul(1000))),
    })
}

/// Whether it is an enhanced status code (RFC 3463), as in `5.1.1`. `reason` says more, but repeats the address.
fn is_code(status: &str) -> bool {
    let parts: Vec<&str> = status.split('.').collect();
    let short = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(short)
}
