//! `GET /v2/Services/{ServiceSid}/Entities/{Identity}/Challenges/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::ChallengeSid;
use countersign_store::{challenges, entities};
use countersign_web::{Origin, Problem, Visitor, json, trouble};
use http::StatusCode;

use super::{body, with_signed_fields};
use crate::route::Route;
use crate::v2::visit::visit;

/// A challenge: 200.
pub(crate) async fn fetch(
    visitor: Visitor,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String, String)>,
) -> Result<Response, Problem> {
    let (service, identity, sid) = &route.params;
    let visit = visit(&visitor, &engine, (service, identity), || route.not_found()).await?;
    let sid: ChallengeSid = sid.parse().map_err(|_| route.not_found())?;
    let (of, own) = (visit.place, visit.own);
    let found = engine
        .store()
        .read(move |tx| match entities::find(tx, of.account, of.service, &of.identity)? {
            Some(entity) => challenges::find(tx, entity.sid, sid),
            None => Ok(None),
        })
        .await;
    let found = found.map_err(|error| trouble(&error))?;
    let found = found.filter(|challenge| own.is_none() || challenge.factor_sid == own);
    let challenge = found.ok_or_else(|| route.not_found())?;
    Ok(with_signed_fields(json(StatusCode::OK, &body(&challenge, engine.now(), &origin)), &challenge))
}
