//! `DELETE /v2/Services/{ServiceSid}/Entities/{Identity}/Factors/{Sid}`

use axum::extract::State;
use countersign_engine::Engine;
use countersign_model::FactorSid;
use countersign_web::{Problem, Visitor, trouble};
use http::StatusCode;

use crate::route::Route;
use crate::v2::visit::visit_factor;

/// Deletes a factor: 204.
pub(crate) async fn delete(
    visitor: Visitor,
    State(engine): State<Engine>,
    route: Route<(String, String, String)>,
) -> Result<StatusCode, Problem> {
    let (service, identity, sid) = &route.params;
    let sid: FactorSid = sid.parse().map_err(|_| route.not_found())?;
    let visit = visit_factor(&visitor, &engine, (service, identity), sid, || route.not_found()).await?;
    let deleted =
        engine.delete_factor(visit.place, sid, visit.actor).await.map_err(|error| trouble(&error))?;
    if deleted { Ok(StatusCode::NO_CONTENT) } else { Err(route.not_found()) }
}
