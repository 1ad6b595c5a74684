//! The older API's receipts: `X-Gwapi-Signature` is a token signed with the webhook's own.
//!
//! The token holds the whole receipt again, so it alone is read: the body beside it is signed by nothing.

use countersign_model::{About, Receipt, ReceiptState, Timestamp};

use crate::jwt::{self, Algorithm, Claims};
use crate::{Heard, Inbound, Reply, Secret};

/// How far their clock may be from ours, in seconds. Their tokens name no end; the status's time is no measure against
/// replays, for they try again for half a day, and a receipt told twice changes nothing.
const LEEWAY: i64 = 60;

pub(super) fn read(inbound: &Inbound<'_>, token: Option<&Secret>, now: Timestamp) -> Heard {
    let Some(token) = token else {
        return Heard::Forged("webhook_token is not set, so nothing can be believed");
    };
    let Some(given) = inbound.header("x-gwapi-signature") else {
        return Heard::Forged("the header X-Gwapi-Signature is missing");
    };
    match jwt::verified(given, token.reveal().as_bytes(), &[Algorithm::Hs256], now, LEEWAY) {
        Ok(claims) => {
            Heard::Receipts { receipts: receipt(&claims).into_iter().collect(), reply: Reply::empty() }
        }
        Err(why) => Heard::Forged(why),
    }
}

/// The receipt in a token; nothing for messages that came in, which the same webhook may tell of.
fn receipt(claims: &Claims) -> Option<Receipt> {
    let status = claims.text("status")?;
    let provider_id = claims.number("id").map(|id| id.to_string());
    let attempt = claims.text("userref").and_then(|sid| sid.parse().ok());
    let about = attempt.map(About::Attempt).or_else(|| provider_id.clone().map(About::ProviderId))?;
    Some(Receipt {
        about,
        provider_id,
        state: state(status),
        code: claims.text("code").filter(|code| code.len() <= 10).map(str::to_owned),
        // The answer to the message told it.
        cost: None,
        at: claims.seconds("time").map(|seconds| Timestamp::from_millis(seconds.saturating_mul(1000))),
    })
}

/// A state that we don't know is never taken for delivered.
fn state(status: &str) -> ReceiptState {
    match status {
        // What they call unknown is where every message begins.
        "UNKNOWN" | "SCHEDULED" | "BUFFERED" => ReceiptState::Queued,
        "ENROUTE" => ReceiptState::Sent,
        "DELIVERED" => ReceiptState::Delivered,
        "EXPIRED" => ReceiptState::Expired,
        "DELETED" | "UNDELIVERABLE" => ReceiptState::Failed,
        "REJECTED" | "SKIPPED" => ReceiptState::Rejected,
        // `ACCEPTED` among them: the last they will tell, and it doesn't say that the phone has it.
        _ => ReceiptState::Unknown,
    }
}
