//! Vonage's receipts: the account decides whether they come as `GET`, as a form or as JSON.

use countersign_model::{About, Receipt, ReceiptState, Timestamp};
use serde_json::Value;

use super::signature::Signer;
use crate::{Heard, Inbound, Reply};

/// How old a signed receipt may be, in seconds. They repeat one for a day, and it isn't told whether each time is signed
/// anew; a receipt heard twice changes nothing.
const OLDEST: i64 = 24 * 60 * 60 + 300;

/// How far their clock may be ahead, in seconds.
const AHEAD: i64 = 300;

pub(super) fn read(inbound: &Inbound<'_>, signer: Option<&Signer>, api_key: &str, now: Timestamp) -> Heard {
    let Some(signer) = signer else {
        return Heard::Forged("signature_secret is not set, so nothing can be believed");
    };
    let Some(fields) = fields(inbound) else { return Heard::Unreadable("the body must be a form or JSON") };
    let field = |name: &str| {
        let value = fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        value.filter(|value| !value.is_empty())
    };
    if !field("sig").is_some_and(|signature| signer.verifies(&fields, signature)) {
        return Heard::Forged("sig doesn't fit: do signature_secret and signature_method?");
    }
    let Some(stamp) = field("timestamp").and_then(|stamp| stamp.parse::<i64>().ok()) else {
        return Heard::Forged("timestamp is missing");
    };
    if !(-AHEAD..=OLDEST).contains(&(now.millis().div_euclid(1000).saturating_sub(stamp))) {
        return Heard::Forged("timestamp is too far off");
    }
    if field("api-key").is_some_and(|of| of != api_key) {
        return Heard::Forged("api-key is another account's");
    }
    // Messages that come in have the same address on some accounts, and no status.
    let Some(status) = field("status") else {
        return Heard::Receipts { receipts: Vec::new(), reply: Reply::empty() };
    };
    // What is signed counts; the address's token only has to agree with it.
    let reference = field("client-ref").and_then(|reference| reference.parse().ok());
    if reference.zip(inbound.attempt).is_some_and(|(signed, of_token)| signed != of_token) {
        return Heard::Forged("client-ref is of another message than this address");
    }
    let provider_id = field("messageId").map(str::to_owned);
    let about = reference.or(inbound.attempt).map(About::Attempt);
    let about = about.or_else(|| provider_id.clone().map(About::ProviderId));
    let receipt = about.map(|about| Receipt {
        about,
        provider_id,
        state: state(status),
        code: field("err-code").filter(|code| *code != "0" && code.len() <= 10).map(str::to_owned),
        // What it tells is the price of one part, and all of them were told when they were taken.
        cost: None,
        at: field("message-timestamp").and_then(|at| Timestamp::parse(&format!("{}Z", at.replace(' ', "T")))),
    });
    Heard::Receipts { receipts: receipt.into_iter().collect(), reply: Reply::empty() }
}

/// The parameters, whichever way they came.
fn fields(inbound: &Inbound<'_>) -> Option<Vec<(String, String)>> {
    let form = |text: &[u8]| Some(form_urlencoded::parse(text).into_owned().collect());
    if inbound.method == "GET" {
        return form(inbound.query.as_bytes());
    }
    if !inbound.header("content-type").is_some_and(|kind| kind.contains("json")) {
        return form(inbound.body);
    }
    let told: Value = serde_json::from_slice(inbound.body).ok()?;
    let texts = told.as_object()?.iter().map(|(name, value)| match value {
        Value::String(text) => Some((name.clone(), text.clone())),
        Value::Number(_) | Value::Bool(_) => Some((name.clone(), value.to_string())),
        _ => None,
    });
    texts.collect()
}

/// A state that we don't know is never taken for delivered.
fn state(status: &str) -> ReceiptState {
    match status {
        "accepted" | "buffered" => ReceiptState::Sent,
        "delivered" => ReceiptState::Delivered,
        "expired" => ReceiptState::Expired,
        "failed" => ReceiptState::Failed,
        "rejected" => ReceiptState::Rejected,
        _ => ReceiptState::Unknown,
    }
}
