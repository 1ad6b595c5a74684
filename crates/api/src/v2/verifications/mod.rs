//! Verifications (behaviour map 4).

mod create;
mod fetch;
mod idempotency;
mod rate_limits;
mod request;
mod update;

use countersign_model::{Recipient, Service, Timestamp, Verification};
use countersign_web::Origin;
use serde::Serialize;
use serde_json::{Value, json};

pub(crate) use create::create;
pub(crate) use fetch::fetch;
pub(crate) use update::update;

/// A verification as answers show it, in the specification's order. The code is never among it.
#[derive(Serialize)]
struct VerificationBody<'a> {
    sid: String,
    service_sid: String,
    account_sid: String,
    to: &'a str,
    channel: &'static str,
    status: &'static str,
    valid: bool,
    date_created: String,
    date_updated: String,
    lookup: Value,
    amount: Option<&'a str>,
    payee: Option<&'a str>,
    send_code_attempts: Vec<Sent>,
    sna: Option<()>,
    url: String,
    /// Ours; only where a call asks for an approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    approval: Option<ApprovalBody>,
    /// Ours: true for a test number, and missing otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    test_number: Option<bool>,
}

/// What an application needs to know of an approval.
#[derive(Serialize)]
struct ApprovalBody {
    /// What it shows to the person: in the answer to a create alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    digits: Option<String>,
    /// When whoever took the call reported it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reported_at: Option<String>,
}

#[derive(Serialize)]
struct Sent {
    time: String,
    channel: &'static str,
    attempt_sid: String,
}

/// What the numbering plan tells of a number; carrier and network are known only to a lookup service.
fn lookup(service: &Service, recipient: &Recipient) -> Value {
    match recipient {
        Recipient::Phone(phone) if service.settings.lookup_enabled => json!({"carrier": {
            "mobile_country_code": null,
            "type": phone.line_type(),
            "error_code": null,
            "mobile_network_code": null,
            "name": null,
        }}),
        _ => json!({}),
    }
}

fn body<'a>(
    it: &'a Verification,
    service: &Service,
    origin: &Origin,
    now: Timestamp,
) -> VerificationBody<'a> {
    let status = it.status_at(now).as_str();
    let paid = it.transaction.as_ref();
    VerificationBody {
        sid: it.sid.to_string(),
        service_sid: it.service_sid.to_string(),
        account_sid: it.account_sid.to_string(),
        to: it.recipient.as_str(),
        channel: it.channel.as_str(),
        status,
        valid: status == "approved",
        date_created: it.created_at.to_string(),
        date_updated: it.updated_at.to_string(),
        lookup: lookup(service, &it.recipient),
        amount: paid.map(|paid| paid.amount.as_str()),
        payee: paid.map(|paid| paid.payee.as_str()),
        send_code_attempts: it
            .sends
            .iter()
            .map(|mark| Sent {
                time: mark.at.to_string(),
                channel: mark.channel.attempt_name(),
                attempt_sid: mark.attempt_sid.to_string(),
            })
            .collect(),
        sna: None,
        url: origin.url(&format!("/v2/Services/{}/Verifications/{}", it.service_sid, it.sid)),
        approval: it.approval().map(|approval| ApprovalBody {
            digits: None,
            reported_at: approval.reported_at().map(|at| at.to_string()),
        }),
        test_number: it.is_test().then_some(true),
    }
}
