//! `GET /v2/Attempts`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::attempt::{ListAttempts, PAGE_LOOKS};
use countersign_model::{Page, Recipient};
use countersign_store::outcomes::Wanted;
use countersign_web::{Caller, Origin, Problem, Query, trouble};
use serde_json::json;

use super::body;
use super::filter::{Filter, Way};
use crate::v2::paging::{List, Paging};

/// The parameters that choose, by name: they stand in the addresses of the other pages too.
const FILTERS: [&str; 8] = [
    "DateCreatedAfter",
    "DateCreatedBefore",
    "ChannelData.To",
    "Country",
    "Channel",
    "VerifyServiceSid",
    "VerificationSid",
    "Status",
];

/// An account's attempts, newest first: 200.
pub(crate) async fn list(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    Query(query): Query,
) -> Result<Response, Problem> {
    let filter = Filter::parse(&query)?;
    let wanted = Wanted {
        account: caller.account,
        service: filter.service,
        verification: query.parse_with("VerificationSid", str::parse)?,
        channel: if let Way::By(channel) = filter.way { Some(channel) } else { None },
        recipient: query.parse_with("ChannelData.To", Recipient::parse)?,
        converted: query.parse_with("Status", converted)?,
    };
    let paging = Paging::parse(&query)?;
    let page = if filter.way == Way::Unknown {
        Page { rows: Vec::new(), previous: None, next: None }
    } else {
        let Filter { country, moments, .. } = filter;
        let asked =
            ListAttempts { wanted, country, moments, page: paging.request.clone(), looks: PAGE_LOOKS };
        engine.list_attempts(asked).await.map_err(|error| trouble(&error))?
    };
    let filters: Vec<_> = FILTERS.iter().filter_map(|name| Some((*name, query.text(name)?))).collect();
    let now = engine.now();
    let records = page.rows.iter().map(|outcome| json!(body(outcome, &origin, now))).collect();
    let list = List { origin: &origin, path: "/v2/Attempts", key: "attempts", filters: &filters };
    Ok(paging.answer(&list, &page, records))
}

/// Twilio's page writes these in capitals, its libraries in small letters.
fn converted(text: &str) -> Result<bool, ()> {
    match text.to_ascii_lowercase().as_str() {
        "converted" => Ok(true),
        "unconverted" => Ok(false),
        _ => Err(()),
    }
}
