//! `GET /v2/Services/{ServiceSid}/Entities/{Identity}/Challenges`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::{ChallengeStatus, FactorSid};
use countersign_store::challenges::{self, Wanted};
use countersign_store::entities;
use countersign_web::{Form, Origin, Problem, Query, Visitor, trouble};
use serde_json::json;

use super::body;
use crate::route::Route;
use crate::v2::factor_refusal::parse_with;
use crate::v2::paging::{List, Paging};
use crate::v2::visit::{stranger, visit};

/// A person's challenges of Twilio's kinds, oldest first unless asked otherwise: 200.
pub(crate) async fn list(
    visitor: Visitor,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
    Query(query): Query,
) -> Result<Response, Problem> {
    let (service, identity) = &route.params;
    let visit = visit(&visitor, &engine, (service, identity), || route.not_found()).await?;
    let of = visit.place;
    let path = format!("/v2/Services/{}/Entities/{}/Challenges", of.service, of.identity);
    let (mut wanted, filters) = (wanted(&query)?, filters(&query));
    // A device asks for its own factor's, as apps do, or for none.
    if wanted.factor.is_some_and(|asked| visit.own.is_some_and(|own| own != asked)) {
        return Err(stranger(&engine));
    }
    wanted.factor = visit.own.or(wanted.factor);
    let paging = Paging::parse_for_factors(&query)?;
    let request = paging.request.clone();
    let now = engine.now();
    let found = engine
        .store()
        .read(move |tx| match entities::find(tx, of.account, of.service, &of.identity)? {
            Some(entity) => challenges::list(tx, &entity, &wanted, &request, now).map(Some),
            None => Ok(None),
        })
        .await;
    let page = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    let records = page.rows.iter().map(|challenge| json!(body(challenge, now, &origin))).collect();
    let list = List { origin: &origin, path: &path, key: "challenges", filters: &filters };
    Ok(paging.answer(&list, &page, records))
}

fn wanted(query: &Form) -> Result<Wanted, Problem> {
    let status = |text: &str| ChallengeStatus::NAMES.into_iter().find(|name| *name == text).ok_or(());
    let order = |text: &str| match text {
        "asc" => Ok(false),
        "desc" => Ok(true),
        _ => Err(()),
    };
    Ok(Wanted {
        factor: parse_with(query, "FactorSid", str::parse::<FactorSid>)?,
        status: parse_with(query, "Status", status)?,
        is_descending: parse_with(query, "Order", order)?.unwrap_or_default(),
        kinds: Some(countersign_factors::twilios().collect()),
    })
}

/// What chose the records, for the URLs of the other pages.
fn filters(query: &Form) -> Vec<(&str, &str)> {
    let named = |name: &'static str| query.text(name).map(|value| (name, value));
    ["FactorSid", "Status", "Order"].into_iter().filter_map(named).collect()
}
