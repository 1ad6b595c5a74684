//! Refusals about factors and challenges in Twilio's words (behaviour map 3.2).

use countersign_engine::factor::FactorError;
use countersign_model::{FactorRefusal, Timestamp};
use countersign_web::{Form, Problem, trouble};

use super::refusal::wait;

/// The problem for what an engine's verb says; `not_found` is the answer for what isn't there.
pub(crate) fn factor_problem(
    error: &FactorError,
    now: Timestamp,
    not_found: impl FnOnce() -> Problem,
) -> Problem {
    match error {
        FactorError::Store(error) => trouble(error),
        FactorError::Refused(refusal) => refused(*refusal, now, not_found),
    }
}

fn refused(refusal: FactorRefusal, now: Timestamp, not_found: impl FnOnce() -> Problem) -> Problem {
    match refusal {
        FactorRefusal::NotFound => not_found(),
        FactorRefusal::Missing(name) => Problem::missing_parameter(name),
        FactorRefusal::Parameter(name) => Problem::invalid_factor_parameter(name),
        FactorRefusal::Binding => Problem::bad_binding(),
        FactorRefusal::BindingTaken => Problem::binding_taken(),
        FactorRefusal::MaxFactors => Problem::max_factors(),
        FactorRefusal::MaxFactorsToday { frees_at } => {
            Problem::max_factors_today().with_retry_after(wait(frees_at, now))
        }
        FactorRefusal::MaxEnrolments => Problem::max_enrolments(),
        FactorRefusal::TokenSpent => Problem::unauthorized(),
        FactorRefusal::VerifiedAlready | FactorRefusal::Unproven => Problem::factor_not_verified(),
        FactorRefusal::Unverified => Problem::factor_unverified(),
        FactorRefusal::MaxChallenges { frees_at } => {
            Problem::max_challenges().with_retry_after(wait(frees_at, now))
        }
        FactorRefusal::MaxAnswers { frees_at: Some(frees_at) } => {
            Problem::max_answers().with_retry_after(wait(frees_at, now))
        }
        FactorRefusal::MaxAnswers { frees_at: None } => Problem::max_answers(),
        FactorRefusal::NoDevice => Problem::no_device(),
        FactorRefusal::MaxNotifications => Problem::max_notifications(),
        FactorRefusal::Answered => Problem::challenge_answered(),
        FactorRefusal::Expired => Problem::challenge_expired(),
        FactorRefusal::Failed => Problem::challenge_failed(),
    }
}

/// The value of `name` as `parse` understands it. Where elsewhere in the API a bad parameter is 60200, here it is 60306.
pub(crate) fn parse_with<'f, T, E>(
    form: &'f Form,
    name: &str,
    parse: impl FnOnce(&'f str) -> Result<T, E>,
) -> Result<Option<T>, Problem> {
    form.text(name).map(parse).transpose().map_err(|_| Problem::invalid_factor_parameter(name))
}

/// As [`parse_with`], for a parameter that must be there.
pub(crate) fn require_with<'f, T, E>(
    form: &'f Form,
    name: &str,
    parse: impl FnOnce(&'f str) -> Result<T, E>,
) -> Result<T, Problem> {
    parse(form.required(name)?).map_err(|_| Problem::invalid_factor_parameter(name))
}
