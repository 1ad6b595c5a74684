//! `GET /v2/Services/{ServiceSid}/Entities/{Identity}/Factors/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::FactorSid;
use countersign_store::factors::{self, Owner};
use countersign_web::{Origin, Problem, Visitor, json, trouble};
use http::StatusCode;

use super::body;
use crate::route::Route;
use crate::v2::visit::visit_factor;

/// A factor: 200.
pub(crate) async fn fetch(
    visitor: Visitor,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String, String)>,
) -> Result<Response, Problem> {
    let (service, identity, sid) = &route.params;
    let sid: FactorSid = sid.parse().map_err(|_| route.not_found())?;
    let visit = visit_factor(&visitor, &engine, (service, identity), sid, || route.not_found()).await?;
    let since = engine.unverified_since();
    let found = engine
        .store()
        .read(move |tx| {
            let of = &visit.place;
            let owner = Owner { account: of.account, service: of.service, identity: &of.identity, since };
            factors::find(tx, &owner, sid)
        })
        .await;
    let factor = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    Ok(json(StatusCode::OK, &body(&factor, None, (&engine, &origin))?))
}
