//! Refusals about factors and challenges in Twilio's words (behaviour map 3.2).

use countersign_engine::factor::FactorError;
use countersign_model::{FactorRefusal, PasskeyRefusal, Timestamp};
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
        FactorRefusal::Failed | FactorRefusal::Cloned => Problem::challenge_failed(),
        FactorRefusal::NoFactor => Problem::factor_not_found(),
        FactorRefusal::NoChallenge => Problem::challenge_not_found(),
        FactorRefusal::NoEntity => Problem::entity_not_found(),
        // What no call of `/v2` asks for.
        FactorRefusal::NotApproved | FactorRefusal::EvidenceUsed => {
            Problem::invalid_factor_parameter("VerificationSid")
        }
        FactorRefusal::NoToken => Problem::invalid_factor_parameter("Serial"),
        FactorRefusal::TokenAssigned => Problem::binding_taken(),
        FactorRefusal::MaxTokensTried { frees_at } => {
            Problem::max_answers().with_retry_after(wait(frees_at, now))
        }
        FactorRefusal::Passkey(refusal) => passkey_problem(refusal),
    }
}

/// The problem for what is wrong about a passkey.
pub(super) fn passkey_problem(refusal: PasskeyRefusal) -> Problem {
    match refusal {
        PasskeyRefusal::FactorSid => Problem::bad_factor_sid(),
        PasskeyRefusal::Identity => Problem::bad_identity(),
        PasskeyRefusal::Config => Problem::bad_factor_config(),
        PasskeyRefusal::RelyingParty => Problem::bad_relying_party(),
        PasskeyRefusal::RelyingPartyId => Problem::bad_relying_party_id(),
        PasskeyRefusal::Id => Problem::bad_passkey_id(),
        PasskeyRefusal::RawId => Problem::bad_passkey_raw_id(),
        PasskeyRefusal::Attachment => Problem::bad_passkey_attachment(),
        PasskeyRefusal::Response => Problem::bad_passkey_response(),
        PasskeyRefusal::AuthenticatorData => Problem::bad_authenticator_data(),
        PasskeyRefusal::ClientData => Problem::bad_client_data(),
        PasskeyRefusal::Signature => Problem::bad_passkey_signature(),
        PasskeyRefusal::OtherRelyingParty => Problem::other_relying_party(),
        PasskeyRefusal::State => Problem::registration_over(),
        PasskeyRefusal::PublicKey => Problem::bad_public_key(),
        PasskeyRefusal::AttestationObject => Problem::bad_attestation(),
        PasskeyRefusal::AttestedData => Problem::bad_attested_data(),
        PasskeyRefusal::DisplayName => Problem::bad_display_name(),
        PasskeyRefusal::Criteria(missing) => Problem::criteria_missing(&missing.to_string()),
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
