//! `GET /v2/Services/{ServiceSid}/MessagingConfigurations`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::ServiceSid;
use countersign_store::{messaging_configurations, services};
use countersign_web::{Caller, Origin, PageMeta, PageQuery, Problem, Query, json, trouble};
use http::StatusCode;
use serde_json::json;

use super::body;
use crate::route::Route;

/// A service's messaging configurations, in the order of their countries: 200. There are no more than countries, so a
/// page is cut from all of them, and its token is the place of its first.
pub(crate) async fn list(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    Query(query): Query,
) -> Result<Response, Problem> {
    let service: ServiceSid = route.params.parse().map_err(|_| route.not_found())?;
    let query = PageQuery::parse(&query)?;
    let at = match query.token.as_deref() {
        None => 0,
        Some(token) => token
            .strip_prefix("PA")
            .and_then(|place| place.parse::<u16>().ok())
            .map(usize::from)
            .ok_or_else(|| Problem::invalid_parameter("PageToken"))?,
    };
    let account = caller.account;
    let found = engine.store().read(move |tx| {
        let Some(_) = services::find(tx, account, service)? else { return Ok(None) };
        messaging_configurations::list(tx, account, service).map(Some)
    });
    let mut all = found.await.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    all.sort_by_key(|it| it.country.to_string());
    let size = usize::try_from(query.size).unwrap_or(usize::MAX);
    let previous = (at > 0).then(|| format!("PA{}", at.saturating_sub(size)));
    let next = (all.len() > at.saturating_add(size)).then(|| format!("PA{}", at + size));
    let path = format!("/v2/Services/{service}/MessagingConfigurations");
    let (previous, next) = (previous.as_deref(), next.as_deref());
    let meta = PageMeta::new(&origin, &path, "messaging_configurations", &[], &query, previous, next);
    let records = all.iter().skip(at).take(size).map(|it| json!(body(it, &origin))).collect();
    Ok(json(StatusCode::OK, &meta.with_records(records)))
}
