//! `GET /v2/Attempts`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::attempt::{ListAttempts, PAGE_LOOKS};
use countersign_model::{Page, PageRequest, PageToken, Recipient};
use countersign_store::outcomes::Wanted;
use countersign_web::{Caller, Origin, PageMeta, PageQuery, Problem, Query, json, trouble};
use http::StatusCode;
use serde_json::json;

use super::body;
use super::filter::{Filter, Way};

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
    let asked = PageQuery::parse(&query)?;
    let token = asked.token.as_deref().map(str::parse::<PageToken>).transpose();
    let token = token.map_err(|_| Problem::invalid_parameter("PageToken"))?;
    let request = PageRequest { size: u16::try_from(asked.size).unwrap_or(u16::MAX), token };
    let page = if filter.way == Way::Unknown {
        Page { rows: Vec::new(), previous: None, next: None }
    } else {
        let Filter { country, moments, .. } = filter;
        let asked = ListAttempts { wanted, country, moments, page: request, looks: PAGE_LOOKS };
        engine.list_attempts(asked).await.map_err(|error| trouble(&error))?
    };
    let filters: Vec<_> = FILTERS.iter().filter_map(|name| Some((*name, query.text(name)?))).collect();
    let (previous, next) = (page.previous.map(|t| t.to_string()), page.next.map(|t| t.to_string()));
    let (previous, next) = (previous.as_deref(), next.as_deref());
    let meta = PageMeta::new(&origin, "/v2/Attempts", "attempts", &filters, &asked, previous, next);
    let now = engine.now();
    let records = page.rows.iter().map(|outcome| json!(body(outcome, &origin, now))).collect();
    Ok(json(StatusCode::OK, &meta.with_records(records)))
}

/// Twilio's page writes these in capitals, its libraries in small letters.
fn converted(text: &str) -> Result<bool, ()> {
    match text.to_ascii_lowercase().as_str() {
        "converted" => Ok(true),
        "unconverted" => Ok(false),
        _ => Err(()),
    }
}
