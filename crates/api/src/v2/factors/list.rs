//! `GET /v2/Services/{ServiceSid}/Entities/{Identity}/Factors`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_store::entities;
use countersign_store::factors::{self, Owner};
use countersign_web::{Caller, Origin, Problem, Query, trouble};
use serde_json::json;

use super::body;
use crate::route::Route;
use crate::v2::paging::{List, Paging};
use crate::v2::place::place;

/// A person's factors of Twilio's kinds, oldest first: 200.
pub(crate) async fn list(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
    Query(query): Query,
) -> Result<Response, Problem> {
    let (service, identity) = &route.params;
    let of = place(&caller, service, identity).ok_or_else(|| route.not_found())?;
    let path = format!("/v2/Services/{}/Entities/{}/Factors", of.service, of.identity);
    let paging = Paging::parse_for_factors(&query)?;
    let request = paging.request.clone();
    let since = engine.unverified_since();
    let found = engine
        .store()
        .read(move |tx| {
            let owner = Owner { account: of.account, service: of.service, identity: &of.identity, since };
            match entities::find(tx, of.account, of.service, &of.identity)? {
                Some(_) => factors::list_of(tx, &owner, countersign_factors::twilios(), &request).map(Some),
                None => Ok(None),
            }
        })
        .await;
    let page = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    let record = |factor| body(factor, None, &origin).map(|body| json!(body));
    let records = page.rows.iter().map(record).collect::<Result<_, _>>()?;
    let list = List { origin: &origin, path: &path, key: "factors", filters: &[] };
    Ok(paging.answer(&list, &page, records))
}
