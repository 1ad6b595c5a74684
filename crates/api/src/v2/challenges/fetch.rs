//! `GET /v2/Services/{ServiceSid}/Entities/{Identity}/Challenges/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::ChallengeSid;
use countersign_store::{challenges, entities};
use countersign_web::{Caller, Origin, Problem, json, trouble};
use http::StatusCode;

use super::body;
use crate::route::Route;
use crate::v2::place::place;

/// A challenge: 200.
pub(crate) async fn fetch(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String, String)>,
) -> Result<Response, Problem> {
    let (service, identity, sid) = &route.params;
    let of = place(&caller, service, identity).ok_or_else(|| route.not_found())?;
    let sid: ChallengeSid = sid.parse().map_err(|_| route.not_found())?;
    let found = engine
        .store()
        .read(move |tx| match entities::find(tx, of.account, of.service, &of.identity)? {
            Some(entity) => challenges::find(tx, entity.sid, sid),
            None => Ok(None),
        })
        .await;
    let challenge = found.map_err(|error| trouble(&error))?.ok_or_else(|| route.not_found())?;
    Ok(json(StatusCode::OK, &body(&challenge, engine.now(), &origin)))
}
