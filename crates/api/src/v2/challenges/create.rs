//! `POST /v2/Services/{ServiceSid}/Entities/{Identity}/Challenges`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::challenge::CreateChallenge;
use countersign_model::{BadDetails, Details, FactorSid, MAX_CHALLENGE_MILLIS, StringMap, Timestamp};
use countersign_web::{Caller, Form, FormBody, Origin, Problem, json};
use http::StatusCode;

use super::body;
use crate::route::Route;
use crate::v2::factor_refusal::{factor_problem, parse_with, require_with};
use crate::v2::place::place;

/// Challenges a factor: 201, `approved` at once if a right `AuthPayload` came along, and else `pending`.
pub(crate) async fn create(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String)>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let (service, identity) = &route.params;
    let place = place(&caller, service, identity).ok_or_else(|| route.not_found())?;
    let wanted = CreateChallenge {
        place,
        factor: require_with(&form, "FactorSid", str::parse::<FactorSid>)?,
        expires_at: expires_at(&form, engine.now())?,
        details: details(&form)?,
        hidden_details: parse_with(&form, "HiddenDetails", StringMap::parse)?,
        auth_payload: form.text("AuthPayload").map(str::to_owned),
    };
    let asked = engine.create_challenge(wanted).await;
    let now = engine.now();
    let asked = asked.map_err(|error| factor_problem(&error, now, || route.not_found()))?;
    Ok(json(StatusCode::CREATED, &body(&asked.challenge, now, &origin)))
}

/// In the future, an hour ahead at most.
fn expires_at(form: &Form, now: Timestamp) -> Result<Option<Timestamp>, Problem> {
    parse_with(form, "ExpirationDate", |text| {
        let in_time = |at: &Timestamp| (1..=MAX_CHALLENGE_MILLIS).contains(&at.millis_since(now));
        Timestamp::parse(text).filter(in_time).ok_or(())
    })
}

fn details(form: &Form) -> Result<Option<Details>, Problem> {
    Details::parse(form.text("Details.Message"), &form.repeated("Details.Fields")).map_err(|bad| {
        Problem::invalid_factor_parameter(match bad {
            BadDetails::Message => "Details.Message",
            BadDetails::Fields => "Details.Fields",
        })
    })
}
