//! Attempts: every send of an account's codes (behaviour map 12).

mod fetch;
mod filter;
mod list;
mod status;
mod summary;

use countersign_model::{Channel, Cost, Country, Ending, Line, Recipient, Status, Timestamp, journal};
use countersign_store::outcomes::Outcome;
use countersign_web::Origin;
use serde::Serialize;

pub(crate) use fetch::fetch;
pub(crate) use list::list;
pub(crate) use summary::summary;

/// An attempt as answers show it.
#[derive(Serialize)]
struct AttemptBody<'a> {
    sid: String,
    account_sid: String,
    service_sid: String,
    verification_sid: String,
    date_created: String,
    date_updated: String,
    conversion_status: &'static str,
    channel: &'static str,
    price: Price,
    channel_data: ChannelData<'a>,
    url: String,
}

/// What it cost, once its provider has said so.
#[derive(Serialize)]
struct Price {
    value: Option<String>,
    currency: Option<String>,
}

#[derive(Serialize)]
struct ChannelData<'a> {
    verification_sid: String,
    to: Option<&'a str>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_status: Option<&'static str>,
    error_code: Option<&'a str>,
    country: Option<String>,
    code_length: Option<i64>,
    locale: Option<&'a str>,
    // Nobody who carries messages for us tells the network behind a number.
    mcc: Option<&'a str>,
    mnc: Option<&'a str>,
    carrier: Option<&'a str>,
}

fn body<'a>(outcome: &'a Outcome, origin: &Origin, now: Timestamp) -> AttemptBody<'a> {
    let attempt = &outcome.attempt;
    let is_call = attempt.channel == Channel::Call;
    let status = match outcome.status_at(now) {
        _ if outcome.is_converted() => "confirmed",
        Some(Status::Ended { how: Ending::Expired, .. }) => "expired",
        _ => "unconfirmed",
    };
    AttemptBody {
        sid: attempt.sid.to_string(),
        account_sid: attempt.account_sid.to_string(),
        service_sid: attempt.service_sid.to_string(),
        verification_sid: attempt.verification_sid.to_string(),
        date_created: attempt.created_at.to_string(),
        date_updated: attempt.updated_at.to_string(),
        conversion_status: if outcome.is_converted() { "converted" } else { "unconverted" },
        channel: attempt.channel.as_str(),
        price: price(&attempt.journal),
        channel_data: ChannelData {
            verification_sid: attempt.verification_sid.to_string(),
            to: outcome.recipient.as_ref().map(Recipient::as_str),
            status,
            message_status: (!is_call).then(|| status::of_message(attempt)),
            call_status: is_call.then(|| status::of_call(attempt)),
            error_code: error_code(&attempt.journal),
            country: outcome.country().as_ref().map(Country::to_string),
            code_length: outcome.code_length,
            locale: locale(&attempt.journal),
            mcc: None,
            mnc: None,
            carrier: None,
        },
        url: origin.url(&format!("/v2/Attempts/{}", attempt.sid)),
    }
}

/// What all providers that were asked want for it together. Of several currencies only the last can stand here.
fn price(journal: &[Line]) -> Price {
    let sum = journal::costs(journal).into_iter().map(|(_, cost)| cost).reduce(|sum, cost| {
        if sum.currency == cost.currency {
            Cost { amount: sum.amount.plus(cost.amount), currency: sum.currency }
        } else {
            cost
        }
    });
    Price {
        value: sum.map(|cost| cost.amount.to_string()),
        currency: sum.map(|cost| cost.currency.as_str().to_ascii_lowercase()),
    }
}

/// The last code that a provider gave for what went wrong.
fn error_code(journal: &[Line]) -> Option<&str> {
    journal.iter().rev().find_map(|line| match line {
        Line::Told(told) => Some(told.code.as_deref()),
        _ => None,
    })?
}

/// The language of the last message.
fn locale(journal: &[Line]) -> Option<&str> {
    journal.iter().rev().find_map(|line| match line {
        Line::Hop(hop) => hop.locale.as_deref(),
        _ => None,
    })
}
