//! Plivo's receipts: a form, one for each state, and for each part of a long text.

use countersign_model::{About, Cost, Receipt, ReceiptState};

use super::signature;
use crate::{Heard, Inbound, Reply, Secret};

/// No error.
const NONE: &str = "000";

/// The code for what came too late (plivo.com/docs/messaging/troubleshooting/error-codes, UNCONFIRMED).
const EXPIRED: &str = "420";

pub(super) fn read(inbound: &Inbound<'_>, token: &Secret) -> Heard {
    let fields: Vec<(String, String)> = form_urlencoded::parse(inbound.body).into_owned().collect();
    let signed = inbound.header("x-plivo-signature-v3").zip(inbound.header("x-plivo-signature-v3-nonce"));
    let Some((header, nonce)) = signed else {
        return Heard::Forged("the headers X-Plivo-Signature-V3 and X-Plivo-Signature-V3-Nonce are needed");
    };
    if !signature::verifies(token.reveal().as_bytes(), inbound.url, &fields, nonce, header) {
        return Heard::Forged("X-Plivo-Signature-V3 doesn't fit");
    }
    let receipt = receipt(&fields, inbound);
    Heard::Receipts { receipts: receipt.into_iter().collect(), reply: Reply::empty() }
}

/// The receipt; nothing in a message that came in, which has no status. Names beside those of their message record are
/// UNCONFIRMED.
fn receipt(fields: &[(String, String)], inbound: &Inbound<'_>) -> Option<Receipt> {
    let field = |name: &str| {
        let value = fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        value.filter(|value| !value.is_empty())
    };
    let status = field("Status")?;
    // A part has a name of its own; the message has that of its first part.
    let provider_id = field("ParentMessageUUID").or_else(|| field("MessageUUID")).map(str::to_owned);
    let about = inbound.attempt.map(About::Attempt);
    let code = field("ErrorCode").filter(|code| *code != NONE && code.len() <= 10);
    let is_one = field("Units").is_none_or(|units| units == "1");
    Some(Receipt {
        about: about.or_else(|| provider_id.clone().map(About::ProviderId))?,
        provider_id,
        state: state(status, code),
        code: code.map(str::to_owned),
        // Whether a part tells the price of all parts is not known: then none is better than a wrong one.
        cost: field("TotalAmount").filter(|_| is_one).and_then(|amount| Cost::read(amount, "USD")),
        at: None,
    })
}

/// A state that we don't know is never taken for delivered.
fn state(status: &str, code: Option<&str>) -> ReceiptState {
    match status {
        "queued" => ReceiptState::Queued,
        "sent" => ReceiptState::Sent,
        "delivered" => ReceiptState::Delivered,
        "undelivered" | "failed" if code == Some(EXPIRED) => ReceiptState::Expired,
        "undelivered" => ReceiptState::Failed,
        "failed" | "rejected" => ReceiptState::Rejected,
        _ => ReceiptState::Unknown,
    }
}
