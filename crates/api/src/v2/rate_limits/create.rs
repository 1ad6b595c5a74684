//! `POST /v2/Services/{ServiceSid}/RateLimits`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::rate_limit::CreateRateLimitError as Error;
use countersign_model::ServiceSid;
use countersign_web::{Caller, FormBody, Origin, Problem, json, trouble};
use http::StatusCode;

use super::{body, description};
use crate::route::Route;

/// Makes a rate limit: 201.
pub(crate) async fn create(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let service: ServiceSid = route.params.parse().map_err(|_| route.not_found())?;
    let name = form.required("UniqueName")?.parse().map_err(|_| Problem::bad_unique_name())?;
    let description = description(&form)?.flatten();
    let made = engine.create_rate_limit(caller.account, service, name, description, caller.actor()).await;
    let limit = made.map_err(|error| match error {
        Error::NoService => route.not_found(),
        Error::Enough => Problem::max_rate_limits(),
        Error::NameTaken => Problem::rate_limit_name_taken(),
        Error::Store(error) => trouble(&error),
    })?;
    Ok(json(StatusCode::CREATED, &body(&limit, &origin)))
}
