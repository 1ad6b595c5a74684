//! `POST /v2/Services/{ServiceSid}/Entities/{Identity}/Challenges/{Sid}`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_engine::challenge::AnswerChallenge;
use countersign_model::{ChallengeSid, StringMap};
use countersign_web::{FormBody, Origin, Problem, Visitor, json};
use http::StatusCode;

use super::body;
use crate::route::Route;
use crate::v2::factor_refusal::{factor_problem, parse_with};
use crate::v2::visit::visit;

/// Answers a challenge: 200, `pending` still after a wrong answer.
pub(crate) async fn update(
    visitor: Visitor,
    origin: Origin,
    State(engine): State<Engine>,
    route: Route<(String, String, String)>,
    FormBody(form): FormBody,
) -> Result<Response, Problem> {
    let (service, identity, sid) = &route.params;
    let visit = visit(&visitor, &engine, (service, identity), || route.not_found()).await?;
    let challenge: ChallengeSid = sid.parse().map_err(|_| route.not_found())?;
    let wanted = AnswerChallenge {
        place: visit.place,
        challenge,
        metadata: parse_with(&form, "Metadata", StringMap::parse)?,
        auth_payload: form.text("AuthPayload").map(str::to_owned),
        of_factor: visit.own,
    };
    let answered = engine.answer_challenge(wanted).await;
    let now = engine.now();
    let challenge = answered.map_err(|error| factor_problem(&error, now, || route.not_found()))?;
    Ok(json(StatusCode::OK, &body(&challenge, now, &origin)))
}
