//! `GET /v2/Templates`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_store::templates;
use countersign_web::{Caller, Origin, Problem, Query, trouble};
use serde_json::json;

use super::body;
use crate::v2::paging::{List, Paging};

/// An account's templates, oldest first; of those of one name if it is given: 200.
pub(crate) async fn list(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    Query(form): Query,
) -> Result<Response, Problem> {
    let paging = Paging::parse(&form)?;
    let request = paging.request.clone();
    // What the database can't hold names nothing.
    let name = form
        .parse_with("FriendlyName", |text| if text.contains('\0') { Err(()) } else { Ok(text.to_owned()) })?;
    let asked = name.clone();
    let found =
        engine.store().read(move |tx| templates::list(tx, caller.account, asked.as_deref(), &request)).await;
    let page = found.map_err(|error| trouble(&error))?;
    let filters: Vec<_> = name.as_deref().map(|name| ("FriendlyName", name)).into_iter().collect();
    let records = page.rows.iter().map(|template| json!(body(template))).collect();
    let list = List { origin: &origin, path: "/v2/Templates", key: "templates", filters: &filters };
    Ok(paging.answer(&list, &page, records))
}
