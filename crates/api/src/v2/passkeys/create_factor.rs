//! `POST /v2/Services/{ServiceSid}/Passkeys/Factors`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::factor::{CreateFactor, Place};
use countersign_factors::passkeys;
use countersign_model::FactorName;
use countersign_web::{Caller, JsonBody, Origin, Problem, json};
use http::StatusCode;

use super::{identity, service};
use crate::route::Route;
use crate::v2::factor_refusal::factor_problem;
use crate::v2::factors::{Once, body};

/// Makes a factor, and the entity if it is new: 201, with the options for `navigator.credentials.create`.
pub(crate) async fn create_factor(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    JsonBody(asked): JsonBody,
) -> Result<Response, Problem> {
    let service = service(&route)?;
    let friendly_name = asked["friendly_name"].as_str().and_then(|name| FactorName::parse(name).ok());
    let wanted = CreateFactor {
        friendly_name: friendly_name.ok_or_else(Problem::bad_display_name)?,
        place: Place { account: caller.account, service, identity: identity(&asked["identity"])? },
        kind: passkeys::KIND,
        access_token: None,
        params: [("config", asked["config"].clone())].into_iter().collect(),
        metadata: None,
    };
    let made = engine.create_factor(wanted, caller.actor()).await;
    let made = made.map_err(|error| factor_problem(&error, engine.now(), || route.not_found()))?;
    let once = Once { binding: made.binding, options: made.options };
    Ok(json(StatusCode::CREATED, &body(&made.factor, Some(once), (&engine, &origin))?))
}
