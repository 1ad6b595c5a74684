//! `GET /v2/Templates`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::{PageRequest, PageToken};
use countersign_store::templates;
use countersign_web::{Caller, Origin, PageMeta, PageQuery, Problem, Query, json, trouble};
use http::StatusCode;
use serde_json::json;

use super::body;

/// An account's templates, oldest first; of those of one name if it is given: 200.
pub(crate) async fn list(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    Query(form): Query,
) -> Result<Response, Problem> {
    let query = PageQuery::parse(&form)?;
    let token = query.token.as_deref().map(str::parse::<PageToken>).transpose();
    let token = token.map_err(|_| Problem::invalid_parameter("PageToken"))?;
    let request = PageRequest { size: u16::try_from(query.size).unwrap_or(u16::MAX), token };
    // What the database can't hold names nothing.
    let name = form
        .parse_with("FriendlyName", |text| if text.contains('\0') { Err(()) } else { Ok(text.to_owned()) })?;
    let asked = name.clone();
    let found =
        engine.store().read(move |tx| templates::list(tx, caller.account, asked.as_deref(), &request)).await;
    let page = found.map_err(|error| trouble(&error))?;
    let filters: Vec<_> = name.as_deref().map(|name| ("FriendlyName", name)).into_iter().collect();
    let (previous, next) = (page.previous.map(|t| t.to_string()), page.next.map(|t| t.to_string()));
    let (previous, next) = (previous.as_deref(), next.as_deref());
    let meta = PageMeta::new(&origin, "/v2/Templates", "templates", &filters, &query, previous, next);
    let records = page.rows.iter().map(|template| json!(body(template))).collect();
    Ok(json(StatusCode::OK, &meta.with_records(records)))
}
