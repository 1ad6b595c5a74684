//! What Vonage posts: questions of calls, and events. Each is JSON, signed by a token in the header.

use countersign_model::{About, Cost, Receipt, ReceiptState, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::http::text_or_number;
use crate::jwt::{Algorithm, verified};
use crate::signature::unhex;
use crate::{CallHeard, Heard, Inbound, Reply, Secret};

/// How old a token may be, in seconds. They sign each request anew.
const OLDEST: i64 = 300;

/// Their prices are in euros, whatever the account is billed in.
const CURRENCY: &str = "EUR";

/// Whether this can be their name for a call: a UUID.
pub(super) fn is_call_id(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// A call asks what to do.
pub(super) fn question(
    inbound: &Inbound<'_>,
    secret: &Secret,
    application: &str,
    now: Timestamp,
) -> CallHeard {
    let body = match believed(inbound, secret, application, now) {
        Ok(body) => body,
        Err(why) => return CallHeard::Forged(why),
    };
    let Some(id) = body.get("uuid").and_then(Value::as_str).filter(|id| is_call_id(id)) else {
        return CallHeard::Unreadable("uuid is needed");
    };
    let pressed = body.get("dtmf").and_then(|dtmf| dtmf.get("digits")?.as_str());
    CallHeard::Call {
        call_id: id.to_owned(),
        pressed: pressed.filter(|keys| !keys.is_empty()).map(str::to_owned),
    }
}

/// An event of a call.
pub(super) fn event(inbound: &Inbound<'_>, secret: &Secret, application: &str, now: Timestamp) -> Heard {
    let body = match believed(inbound, secret, application, now) {
        Ok(body) => body,
        Err(why) => return Heard::Forged(why),
    };
    let text = |name| body.get(name).and_then(Value::as_str);
    let id = text("uuid").filter(|id| is_call_id(id)).map(str::to_owned);
    // Other events of the conversation have no status.
    let (Some(id), Some(status)) = (id, text("status")) else {
        return Heard::Receipts { receipts: Vec::new(), reply: Reply::empty() };
    };
    let receipt = Receipt {
        about: inbound.attempt.map_or_else(|| About::ProviderId(id.clone()), About::Attempt),
        provider_id: Some(id),
        state: state(status),
        code: Some(status.chars().filter(char::is_ascii_lowercase).take(20).collect()),
        cost: text_or_number(&body, "price").and_then(|price| Cost::read(&price, CURRENCY)),
        at: text("timestamp").and_then(Timestamp::parse),
    };
    Heard::Receipts { receipts: vec![receipt], reply: Reply::empty() }
}

/// That a call has ended says nobody heard the code: whoever did was delivered it meanwhile, and that stays.
fn state(status: &str) -> ReceiptState {
    match status {
        "started" => ReceiptState::Queued,
        "ringing" | "answered" | "human" => ReceiptState::Sent,
        "completed" | "disconnected" | "busy" | "unanswered" | "timeout" | "failed" | "machine" => {
            ReceiptState::Failed
        }
        "rejected" | "cancelled" => ReceiptState::Rejected,
        _ => ReceiptState::Unknown,
    }
}

/// The body, when a token of theirs says that it is theirs. The token covers nothing else, so what else has to be true of
/// a request stands in our address.
fn believed(
    inbound: &Inbound<'_>,
    secret: &Secret,
    application: &str,
    now: Timestamp,
) -> Result<Value, &'static str> {
    let header = inbound.header("authorization").ok_or("the header Authorization is missing")?;
    let token = header.strip_prefix("Bearer ").ok_or("the header Authorization holds no token")?;
    let claims = verified(token, secret.reveal().as_bytes(), &[Algorithm::Hs256], now, OLDEST)?;
    let issued = claims.seconds("iat").ok_or("the token doesn't say when it was made")?;
    if (now.millis().div_euclid(1000)).saturating_sub(issued).saturating_abs() > OLDEST {
        return Err("the token is too old");
    }
    if claims.text("application_id").is_some_and(|of| of != application) {
        return Err("the token is another application's");
    }
    let hash = claims.text("payload_hash").and_then(unhex).ok_or("the token says nothing of the body")?;
    if !bool::from(Sha256::digest(inbound.body).as_slice().ct_eq(&hash)) {
        return Err("the token is of another body");
    }
    serde_json::from_slice(inbound.body).map_err(|_| "the body is no JSON")
}
