//! Who may act below `/Entities/{Identity}`: the account's callers for everything, a device for its own factor, and whoever
//! brings an access token for enrolling once.

use countersign_engine::Engine;
use countersign_engine::device::Admission;
use countersign_engine::factor::Place;
use countersign_model::{AccessToken, Actor, FactorSid, Identity, ServiceSid};
use countersign_web::{Problem, Visitor, trouble};
use http::{HeaderValue, header};

use super::place::place;

/// Whoever was let in: where, as whom, and for which factor alone.
pub(crate) struct Visit {
    pub(crate) place: Place,
    pub(crate) actor: Actor,
    /// The factor whose device it is; none for the account's callers.
    pub(crate) own: Option<FactorSid>,
}

/// Whoever calls about a person's challenges: a device sees those of its factor.
pub(crate) async fn visit(
    visitor: &Visitor,
    engine: &Engine,
    path: (&str, &str),
    not_found: impl Fn() -> Problem,
) -> Result<Visit, Problem> {
    match admitted(visitor, engine, path, not_found).await? {
        Ok(visit) => Ok(visit),
        Err(_) => Err(stranger(engine)),
    }
}

/// Whoever calls about one factor, which a device must be that of. A device whose own factor is gone hears so: apps then
/// forget it, where a 401 would have them try for ever.
pub(crate) async fn visit_factor(
    visitor: &Visitor,
    engine: &Engine,
    path: (&str, &str),
    sid: FactorSid,
    not_found: impl Fn() -> Problem,
) -> Result<Visit, Problem> {
    match admitted(visitor, engine, path, &not_found).await? {
        Ok(visit) if visit.own.is_none_or(|own| own == sid) => Ok(visit),
        Err(Some(unknown)) if unknown == sid => Err(not_found()),
        _ => Err(stranger(engine)),
    }
}

/// Whoever makes a factor of this kind: with an access token, or for the account.
pub(crate) async fn visit_enrolment(
    visitor: &Visitor,
    engine: &Engine,
    path: (&str, &str),
    kind: &str,
    not_found: impl Fn() -> Problem,
) -> Result<(Visit, Option<AccessToken>), Problem> {
    let bearer = match visitor {
        Visitor::Caller(_) => return Ok((visit(visitor, engine, path, not_found).await?, None)),
        Visitor::Bearer(bearer) => bearer,
    };
    let Some((service, identity)) = parsed(path) else { return Err(stranger(engine)) };
    let found = engine.admit_access_token(service, &identity, bearer.token()).await;
    let found = found.map_err(|error| trouble(&error))?;
    let token = found.filter(|token| token.kind.as_str() == kind).ok_or_else(|| stranger(engine))?;
    bearer.acts_for(token.account_sid);
    let place = Place { account: token.account_sid, service, identity };
    Ok((Visit { place, actor: Actor::AccessToken(token.sid), own: None }, Some(token)))
}

/// The answer for a token that lets nobody in. It has our own time with it: a device whose clock is wrong sets it by that
/// and tries once more.
pub(crate) fn stranger(engine: &Engine) -> Problem {
    match HeaderValue::try_from(engine.now().to_http_date()) {
        Ok(date) => Problem::unauthorized().with_header(header::DATE, date),
        Err(_) => Problem::unauthorized(),
    }
}

/// Whoever it is; or, for a device that isn't let in, the factor that it names and the person doesn't have.
async fn admitted(
    visitor: &Visitor,
    engine: &Engine,
    path: (&str, &str),
    not_found: impl Fn() -> Problem,
) -> Result<Result<Visit, Option<FactorSid>>, Problem> {
    let bearer = match visitor {
        Visitor::Caller(caller) => {
            let place = place(caller, path.0, path.1).ok_or_else(not_found)?;
            return Ok(Ok(Visit { place, actor: caller.actor(), own: None }));
        }
        Visitor::Bearer(bearer) => bearer,
    };
    let Some((service, identity)) = parsed(path) else { return Ok(Err(None)) };
    let admission = engine.admit_device(service, &identity, bearer.token()).await;
    Ok(match admission.map_err(|error| trouble(&error))? {
        Admission::Admitted(device) => {
            bearer.acts_for(device.account);
            let place = Place { account: device.account, service, identity };
            Ok(Visit { place, actor: Actor::Device(device.factor), own: Some(device.factor) })
        }
        Admission::Unknown(factor) => Err(Some(factor)),
        Admission::Refused => Err(None),
    })
}

fn parsed((service, identity): (&str, &str)) -> Option<(ServiceSid, Identity)> {
    Some((service.parse().ok()?, Identity::parse(identity).ok()?))
}
