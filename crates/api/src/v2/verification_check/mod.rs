//! Verification checks (behaviour map 4.5). There is no such record: an answer shows the verification.

mod create;

use countersign_model::{Timestamp, Verdict, Verification};
use serde::Serialize;

pub(crate) use create::create;

/// The answer to a check, in the specification's order.
#[derive(Serialize)]
struct CheckBody<'a> {
    sid: String,
    service_sid: String,
    account_sid: String,
    to: &'a str,
    channel: &'static str,
    status: &'static str,
    valid: bool,
    amount: Option<&'a str>,
    payee: Option<&'a str>,
    date_created: String,
    date_updated: String,
    sna_attempts_error_codes: [i64; 0],
    /// Ours: true for a test number, and missing otherwise. An application lets nobody in by an approval with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    test_number: Option<bool>,
}

fn body(it: &Verification, verdict: Verdict, updated_at: Timestamp) -> CheckBody<'_> {
    let approved = verdict == Verdict::Approved;
    let paid = it.transaction.as_ref();
    CheckBody {
        sid: it.sid.to_string(),
        service_sid: it.service_sid.to_string(),
        account_sid: it.account_sid.to_string(),
        to: it.recipient.as_str(),
        channel: it.channel.as_str(),
        // A wrong code leaves it pending; so does the last wrong one in this answer, and 60202 follows.
        status: if approved { "approved" } else { "pending" },
        valid: approved,
        amount: paid.map(|paid| paid.amount.as_str()),
        payee: paid.map(|paid| paid.payee.as_str()),
        date_created: it.created_at.to_string(),
        date_updated: updated_at.to_string(),
        sna_attempts_error_codes: [],
        test_number: it.is_test().then_some(true),
    }
}
