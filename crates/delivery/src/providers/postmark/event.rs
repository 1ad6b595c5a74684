//! Postmark's events, one in a post, proved by nothing but a login.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_model::{About, Receipt, ReceiptState, Timestamp};
use serde_json::Value;
use subtle::ConstantTimeEq;

use crate::http::text_or_number;
use crate::{Heard, Inbound, Reply, Secret};

/// The metadata's field that holds our id.
pub(super) const REFERENCE: &str = "delivery_id";

/// Bounces that say something else than that it didn't arrive: delays, answers by machines, opinions.
const NO_FAILURES: &[&str] = &[
    "Transient",
    "Subscribe",
    "Unsubscribe",
    "AutoResponder",
    "AddressChange",
    "ChallengeVerification",
    "OpenRelayTest",
    "SpamComplaint",
];

/// Bounces with which a letter was refused for what it is, or before it left.
const REFUSALS: &[&str] = &[
    "SpamNotification",
    "VirusNotification",
    "Blocked",
    "ManuallyDeactivated",
    "SMTPApiError",
    "DMARCPolicy",
];

pub(super) fn read(inbound: &Inbound<'_>, login: Option<&Secret>) -> Heard {
    let Some(login) = login else {
        return Heard::Forged("webhook_login is not set, so nothing can be believed");
    };
    let given = inbound.header("authorization").and_then(basic);
    if !given.is_some_and(|given| bool::from(given.ct_eq(login.reveal().as_bytes()))) {
        return Heard::Forged("the login is not that of webhook_login");
    }
    match serde_json::from_slice::<Value>(inbound.body) {
        Ok(told @ Value::Object(_)) => {
            Heard::Receipts { receipts: receipt(&told).into_iter().collect(), reply: Reply::empty() }
        }
        _ => Heard::Unreadable("the body must be a JSON object"),
    }
}

/// The name and password in a header, as in `Basic bmFtZTpwYXNzd29yZA==` (RFC 7617).
fn basic(header: &str) -> Option<Vec<u8>> {
    let (scheme, login) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(login.trim()).ok())?
}

/// The receipt in an event; nothing for events about something else.
fn receipt(told: &Value) -> Option<Receipt> {
    let text = |name: &str| told.get(name).and_then(Value::as_str);
    let kind = text("Type").unwrap_or_default();
    let (state, at) = match text("RecordType")? {
        "Delivery" => (ReceiptState::Delivered, "DeliveredAt"),
        "Bounce" if kind == "Transient" => (ReceiptState::Sent, "BouncedAt"),
        "Bounce" if NO_FAILURES.contains(&kind) => return None,
        "Bounce" if REFUSALS.contains(&kind) => (ReceiptState::Rejected, "BouncedAt"),
        "Bounce" => (ReceiptState::Failed, "BouncedAt"),
        _ => return None,
    };
    let provider_id = text_or_number(told, "MessageID");
    let metadata = told.get("Metadata").and_then(|metadata| metadata.get(REFERENCE)?.as_str()?.parse().ok());
    let about = metadata.map(About::Attempt).or_else(|| provider_id.clone().map(About::ProviderId))?;
    let is_word = kind.bytes().all(|byte| byte.is_ascii_alphanumeric());
    Some(Receipt {
        about,
        provider_id,
        state,
        // `Details` says more, but repeats the address.
        code: (is_word && !kind.is_empty()).then(|| kind.to_owned()),
        cost: None,
        at: text(at).and_then(Timestamp::parse),
    })
}
