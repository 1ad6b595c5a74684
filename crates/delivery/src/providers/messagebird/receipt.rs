//! MessageBird's receipts: a request whose query tells, and a signed token that holds the hashes of address and body.
//!
//! The names in the query are UNCONFIRMED beyond those of the SDKs' message.

use countersign_model::{About, Cost, Receipt, ReceiptState, Timestamp};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::jwt::{self, Algorithm, Claims};
use crate::signature::unhex;
use crate::{Heard, Inbound, Reply, Secret};

/// How far their clock may be from ours, in seconds: what their own libraries allow.
const LEEWAY: i64 = 1;

pub(super) fn read(inbound: &Inbound<'_>, signing_key: Option<&Secret>, now: Timestamp) -> Heard {
    let Some(key) = signing_key else {
        return Heard::Forged("signing_key is not set, so nothing can be believed");
    };
    let Some(token) = inbound.header("messagebird-signature-jwt") else {
        return Heard::Forged("the header MessageBird-Signature-JWT is missing");
    };
    let claims = match jwt::verified(token, key.reveal().as_bytes(), Algorithm::ALL, now, LEEWAY) {
        Ok(claims) => claims,
        Err(why) => return Heard::Forged(why),
    };
    if let Err(why) = fits(&claims, inbound, now) {
        return Heard::Forged(why);
    }
    match receipt(inbound) {
        Some(receipt) => Heard::Receipts { receipts: vec![receipt], reply: Reply::empty() },
        None => Heard::Unreadable("status and reference or id are needed"),
    }
}

/// Whether the token was made for this request, by them and not long ago.
fn fits(claims: &Claims, inbound: &Inbound<'_>, now: Timestamp) -> Result<(), &'static str> {
    if claims.text("iss") != Some("MessageBird") {
        return Err("the token's issuer is not MessageBird");
    }
    if claims.text("jti").is_none_or(str::is_empty) {
        return Err("the token has no name");
    }
    // Without an end it could be shown for ever.
    if !claims.has("exp") {
        return Err("the token names no end");
    }
    let seconds = now.millis().div_euclid(1000);
    if claims.has("iat") && claims.seconds("iat").is_none_or(|made| made - LEEWAY > seconds) {
        return Err("the token is from the future");
    }
    if !is_hash(claims.text("url_hash"), inbound.url.as_bytes()) {
        return Err("the token is for another address");
    }
    let body_fits = match inbound.body {
        [] => !claims.has("payload_hash"),
        body => is_hash(claims.text("payload_hash"), body),
    };
    if body_fits { Ok(()) } else { Err("the token is for another body") }
}

/// Whether `claim` is the SHA-256 of `data` in hex.
fn is_hash(claim: Option<&str>, data: &[u8]) -> bool {
    let hash = Sha256::digest(data);
    claim.and_then(unhex).is_some_and(|claim| hash.as_slice().ct_eq(&claim).into())
}

fn receipt(inbound: &Inbound<'_>) -> Option<Receipt> {
    let told: Vec<_> = form_urlencoded::parse(inbound.query.as_bytes()).collect();
    let field = |name: &str| {
        told.iter().find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_ref())
    };
    let provider_id = field("id").map(str::to_owned);
    // Where the address's token names a message, it counts: the reference might be anything.
    let reference = inbound.attempt.or_else(|| field("reference")?.parse().ok());
    let about = reference.map(About::Attempt).or_else(|| provider_id.clone().map(About::ProviderId))?;
    Some(Receipt {
        about,
        provider_id,
        state: state(field("status")?),
        code: field("statusErrorCode").filter(|code| code.len() <= 10 && *code != "0").map(str::to_owned),
        cost: field("price[amount]")
            .zip(field("price[currency]"))
            .and_then(|(amount, currency)| Cost::read(amount, currency)),
        at: field("statusDatetime").and_then(Timestamp::parse),
    })
}

/// A state that we don't know is never taken for delivered.
fn state(status: &str) -> ReceiptState {
    match status {
        "scheduled" | "buffered" => ReceiptState::Queued,
        "sent" => ReceiptState::Sent,
        "delivered" => ReceiptState::Delivered,
        "expired" => ReceiptState::Expired,
        "delivery_failed" => ReceiptState::Failed,
        // Of calls; all but `calling` UNCONFIRMED.
        "calling" => ReceiptState::Sent,
        "answered" => ReceiptState::Delivered,
        "failed" | "busy" | "machine" | "no_answer" | "no-answer" => ReceiptState::Failed,
        _ => ReceiptState::Unknown,
    }
}
