//! `GET /v2/Services/{ServiceSid}/Verifications/{Sid}`, by SID or by address.

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::verification::Target;
use countersign_model::{ServiceSid, Status};
use countersign_store::{services, slots, verifications};
use countersign_web::{Caller, Origin, Problem, json, trouble};
use http::StatusCode;

use super::body;
use crate::explains::Explains;
use crate::route::Route;
use crate::v2::{refusal, target};

/// A verification: 200. Approved and expired ones are gone; by address only a live one is found (behaviour map 4.6).
pub(crate) async fn fetch(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    State(explains): State<Explains>,
    route: Route<(String, String)>,
) -> Result<Response, Problem> {
    let service_sid: ServiceSid = route.params.0.parse().map_err(|_| route.not_found())?;
    let target = target::parse(&route.params.1).ok_or_else(|| route.not_found())?;
    let by_address = matches!(target, Target::Address(_));
    let found = engine
        .store()
        .read(move |tx| {
            let sid = match &target {
                Target::Sid(sid) => Some(*sid),
                Target::Address(to) => slots::holder(tx, service_sid, to)?,
            };
            let Some(sid) = sid else { return Ok(None) };
            let Some(service) = services::find(tx, caller.account, service_sid)? else { return Ok(None) };
            let found = verifications::find_owned(tx, caller.account, service_sid, sid)?;
            Ok(found.map(|verification| (verification, service)))
        })
        .await
        .map_err(|error| trouble(&error))?;
    let (verification, service) = found.ok_or_else(|| refusal::gone(&route, explains, None))?;
    let now = engine.now();
    if let Err(refused) = engine.fetch_limit().spend(verification.sid, now) {
        let seconds = u64::try_from(refused.wait_millis).unwrap_or(0).div_ceil(1000);
        return Err(Problem::too_many_requests().with_retry_after(seconds));
    }
    let is_live = verification.status_at(now) == Status::Pending;
    if if by_address { !is_live } else { !verification.is_readable(now) } {
        return Err(refusal::gone(&route, explains, verification.past(now)));
    }
    Ok(json(StatusCode::OK, &body(&verification, &service, &origin, now)))
}
