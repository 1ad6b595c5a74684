//! Verifying what authenticators answer. The rules of WebAuthn are the library's; what a ceremony was asked with is ours.
//!
//! The library's state of a ceremony is made anew from what we keep, since the challenge is drawn by our dice and kept as a
//! hash. Attestations are not asked for: who made an authenticator is not looked at.

use std::time::Duration;

use countersign_model::{FactorRefusal, PasskeyRefusal};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{
    AuthenticationState, AuthenticatorAssertionResponseRaw, AuthenticatorAttestationResponseRaw, Credential,
    ParsedAttestation, PublicKeyCredential, RegisterPublicKeyCredential, RegistrationState,
};

use super::base64url;
use super::config::{Config, Want};
use super::response::{Assertion, ID, Registration};
use crate::KindError;

/// The signatures that are asked for: ECDSA with P-256, and RSA PKCS#1 v1.5 for Windows Hello, both with SHA-256.
pub(super) const ALGORITHMS: [(i64, &str); 2] = [(-7, "ES256"), (-257, "RS256")];

fn core(party: &str, origins: &[String]) -> WebauthnCore {
    let origins = origins.iter().filter_map(|origin| Url::parse(origin).ok()).collect();
    // The library's own options and their timeout are not used. Origins have to be the same, ports included.
    WebauthnCore::new_unsafe_experts_only(party, party, origins, Duration::ZERO, Some(false), Some(false))
}

/// The library's type, whose fields are its own.
fn state<T: DeserializeOwned>(state: Value) -> Result<T, KindError> {
    serde_json::from_value(state).map_err(|_| KindError::Unreadable)
}

/// The credential that a registration brings.
///
/// # Errors
/// What is wrong with it.
pub(super) fn register(config: &Config, it: &Registration) -> Result<Credential, KindError> {
    let state: RegistrationState = state(json!({
        "policy": config.user_verification,
        "exclude_credentials": [],
        "challenge": base64url::write(&it.client_data.challenge),
        "credential_algorithms": ALGORITHMS.map(|(_, name)| name),
        "require_resident_key": false,
        "authenticator_attachment": null,
        "extensions": {},
        "allow_synchronised_authenticators": true,
    }))?;
    let id = it.id.clone().unwrap_or_default();
    let answer = RegisterPublicKeyCredential {
        id: base64url::write(&id),
        raw_id: id,
        response: AuthenticatorAttestationResponseRaw {
            attestation_object: it.attestation_object.clone(),
            client_data_json: it.client_data.json.clone(),
            transports: None,
        },
        type_: "public-key".to_owned(),
        extensions: Default::default(),
    };
    let party = &config.relying_party;
    let mut credential = core(&party.id, &party.origins)
        .register_credential(&answer, &state, None)
        .map_err(|error| refusal(&error, PasskeyRefusal::AttestedData))?;
    if !ID.contains(&credential.cred_id.len()) {
        return Err(refused(PasskeyRefusal::AttestedData));
    }
    if it.id.as_ref().is_some_and(|id| *id != credential.cred_id) {
        return Err(refused(PasskeyRefusal::Id));
    }
    // Who made the authenticator was not asked, and says something about the person.
    credential.attestation = ParsedAttestation::default();
    Ok(credential)
}

/// What a login was asked with.
pub(super) struct Login<'a> {
    pub(super) party: &'a str,
    pub(super) origins: &'a [String],
    pub(super) user_verification: Want,
}

/// Verifies an assertion, and writes down in the credential what it tells: the counter above all.
///
/// # Errors
/// What is wrong with it.
pub(super) fn authenticate(
    login: &Login<'_>,
    credential: &mut Credential,
    it: &Assertion,
) -> Result<(), KindError> {
    let state: AuthenticationState = state(json!({
        "credentials": [],
        "policy": login.user_verification,
        "challenge": base64url::write(&it.client_data.challenge),
        "appid": null,
        "allow_backup_eligible_upgrade": true,
    }))?;
    let answer = PublicKeyCredential {
        id: base64url::write(&it.id),
        raw_id: it.id.clone(),
        response: AuthenticatorAssertionResponseRaw {
            authenticator_data: it.authenticator_data.clone(),
            client_data_json: it.client_data.json.clone(),
            signature: it.signature.clone(),
            user_handle: it.user_handle.clone(),
        },
        extensions: Default::default(),
        type_: "public-key".to_owned(),
    };
    let shown = core(login.party, login.origins)
        .authenticate_single_credential(&answer, &state, credential)
        .map_err(|error| refusal(&error, PasskeyRefusal::AuthenticatorData))?;
    credential.counter = shown.counter();
    credential.backup_state = shown.backup_state();
    credential.backup_eligible = shown.backup_eligible();
    Ok(())
}

const fn refused(what: PasskeyRefusal) -> KindError {
    KindError::Refused(FactorRefusal::Passkey(what))
}

/// In our words; `data` is where the authenticator speaks of itself.
fn refusal(error: &WebauthnError, data: PasskeyRefusal) -> KindError {
    match error {
        WebauthnError::InvalidClientDataType
        | WebauthnError::MismatchedChallenge
        | WebauthnError::InvalidRPOrigin
        | WebauthnError::CredentialCrossOrigin
        | WebauthnError::ParseJSONFailure(_) => refused(PasskeyRefusal::ClientData),
        WebauthnError::InvalidRPIDHash => refused(PasskeyRefusal::OtherRelyingParty),
        WebauthnError::AuthenticationFailure | WebauthnError::SignatureInvalid => {
            KindError::Refused(FactorRefusal::Failed)
        }
        WebauthnError::CredentialPossibleCompromise => KindError::Refused(FactorRefusal::Cloned),
        WebauthnError::COSEKeyInvalidCBORValue
        | WebauthnError::COSEKeyInvalidType
        | WebauthnError::COSEKeyEDUnsupported
        | WebauthnError::COSEKeyECDSAXYInvalid
        | WebauthnError::COSEKeyRSANEInvalid
        | WebauthnError::COSEKeyECDSAInvalidCurve
        | WebauthnError::COSEKeyEDDSAXInvalid
        | WebauthnError::COSEKeyEDDSAInvalidCurve
        | WebauthnError::COSEKeyInvalidAlgorithm
        | WebauthnError::EcdsaPointInvalid
        | WebauthnError::RsaParametersInvalid
        | WebauthnError::SshPublicKeyEDUnsupported
        | WebauthnError::CredentialAlteredAlgFromRequest => refused(PasskeyRefusal::PublicKey),
        WebauthnError::UserNotPresent
        | WebauthnError::UserNotVerified
        | WebauthnError::ParseNOMFailure
        | WebauthnError::MissingAttestationCredentialData
        | WebauthnError::CredentialMayNotBeHardwareBound
        | WebauthnError::CredentialBackupEligibilityInconsistent => refused(data),
        // What is left is about attestations.
        _ => refused(PasskeyRefusal::AttestationObject),
    }
}
