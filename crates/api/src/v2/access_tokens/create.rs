//! `POST /v2/Services/{ServiceSid}/AccessTokens`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::access_token::NewAccessToken;
use countersign_factors::Kind;
use countersign_model::{ACCESS_TOKEN_SECONDS, FactorName, Identity, ServiceSid};
use countersign_web::{Caller, Form, FormBody, Origin, Problem, json};
use http::StatusCode;

use super::body;
use crate::route::Route;
use crate::v2::factor_refusal::factor_problem;

/// Gives a permission to make one factor for one person: 201. Whoever brings its token may do that and nothing else.
pub(crate) async fn create(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<String>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let service: ServiceSid = route.params.parse().map_err(|_| route.not_found())?;
    let required = |name| Problem::bad_access_token(name);
    let wanted = NewAccessToken {
        account: caller.account,
        service,
        identity: read(&form, "Identity", Identity::parse)?.ok_or_else(|| required("Identity"))?,
        kind: read(&form, "FactorType", kind)?.ok_or_else(|| required("FactorType"))?,
        factor_name: read(&form, "FactorFriendlyName", FactorName::parse)?,
        ttl: read(&form, "Ttl", seconds)?.unwrap_or(*ACCESS_TOKEN_SECONDS.start()),
    };
    let made = engine.create_access_token(wanted, caller.actor()).await;
    let (token, text) = made.map_err(|error| factor_problem(&error, engine.now(), || route.not_found()))?;
    Ok(json(StatusCode::CREATED, &body(&token, &text, &origin)))
}

/// Where elsewhere about factors a bad parameter is 60306, here it is 60305, and so is one that is missing.
fn read<'f, T, E>(
    form: &'f Form,
    name: &str,
    parse: impl FnOnce(&'f str) -> Result<T, E>,
) -> Result<Option<T>, Problem> {
    form.text(name).map(parse).transpose().map_err(|_| Problem::bad_access_token(name))
}

fn kind(name: &str) -> Result<&'static dyn Kind, ()> {
    countersign_factors::find(name).filter(|kind| kind.has_access_tokens()).ok_or(())
}

fn seconds(text: &str) -> Result<i64, ()> {
    // `parse` alone would take a plus sign.
    let seconds = text.parse().ok().filter(|seconds| ACCESS_TOKEN_SECONDS.contains(seconds));
    seconds.filter(|_| !text.starts_with('+')).ok_or(())
}
