//! Passkeys: the page's script asks for options and brings what the browser made of them.

use countersign_factors::Params;
use countersign_factors::passkeys::{self, Assertion};
use countersign_model::{
    Ceremony, Factor, FactorStatus, MAX_PROMPT_CEREMONIES, Method, Proof, Stage, Trouble,
};
use countersign_store::StoreError;
use serde_json::{Value, json};

use super::act::{Acted, Done, Pressed};
use super::claim::{Claim, Claimed, Visit};
use super::lead;
use super::settle::{Came, proof};
use crate::Engine;
use crate::challenge::{ClaimChallenge, OpenChallenge};
use crate::factor::{CreateFactor, FactorError, FactorTarget, UpdateFactor};

/// Why there are no options.
#[derive(Debug)]
pub enum PasskeyError {
    /// The page isn't one of passkeys any more, or the prompt isn't this browser's.
    Gone(Acted),
    /// The passkey's own rules.
    Refused,
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for PasskeyError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<FactorError> for PasskeyError {
    fn from(error: FactorError) -> Self {
        match error {
            FactorError::Refused(_) => Self::Refused,
            FactorError::Store(error) => Self::Store(error),
        }
    }
}

impl Engine {
    /// Options for `navigator.credentials`: to make a passkey, or to use one. `origin` is where the page stands.
    ///
    /// # Errors
    /// See [`PasskeyError`].
    pub async fn prompt_passkey_options(&self, visit: &Visit, origin: &str) -> Result<Value, PasskeyError> {
        let it = self.ceremony_step(visit).await?;
        if it.opened.content.ceremonies >= MAX_PROMPT_CEREMONIES {
            return Err(PasskeyError::Refused);
        }
        let (options, ceremony) = if takes_passkey(&it) {
            let place = it.place();
            let wanted = OpenChallenge {
                account: place.account,
                service: place.service,
                kind: passkeys::KIND,
                identity: Some(place.identity),
                factor: None,
                must_unlock: it.opened.content.demand.has_to_be_unlocked(),
            };
            let asked = self.open_challenge(wanted).await?;
            (asked.options.unwrap_or_default(), Ceremony::Login(asked.challenge.sid))
        } else if matches!(it.stage, Stage::NewPasskey) {
            self.drop_begun(&it).await?;
            let wanted = CreateFactor {
                place: it.place(),
                kind: passkeys::KIND,
                friendly_name: it.account_name(),
                params: Params::from_iter([("config", config(&it, origin))]),
                metadata: None,
                access_token: None,
            };
            let made = self.create_factor(wanted, it.actor()).await?;
            (made.options, Ceremony::Registration(made.factor.sid))
        } else {
            return Err(PasskeyError::Gone(Acted::Stale));
        };
        match self.settle_step(&it, Came::Ceremony(ceremony)).await?.acted {
            Acted::Stay => Ok(options),
            acted => Err(PasskeyError::Gone(acted)),
        }
    }

    /// What the browser made of the options. Only what answers to the last of them counts.
    ///
    /// # Errors
    /// See [`PasskeyError`].
    pub async fn prompt_passkey_answer(
        &self,
        visit: &Visit,
        credential: &Value,
    ) -> Result<Done, PasskeyError> {
        let it = self.ceremony_step(visit).await?;
        let came = match it.opened.content.ceremony {
            Some(Ceremony::Login(challenge)) if takes_passkey(&it) => {
                let Ok(assertion) = Assertion::read(credential) else {
                    return Ok(self.settle_step(&it, Came::Back(Trouble::Passkey)).await?);
                };
                let place = it.place();
                let wanted = ClaimChallenge {
                    account: place.account,
                    service: place.service,
                    factor: assertion.factor_lookup(),
                    challenge: assertion.challenge_lookup(),
                    payload: credential.to_string(),
                };
                match self.claim_challenge(wanted, it.actor()).await {
                    // Another challenge may be another person's, who has this browser too.
                    Ok(answered) if answered.challenge.sid == challenge => {
                        let factor = answered.challenge.factor_sid.and_then(|sid| it.factor(sid));
                        let proof = factor.and_then(|factor| proof(factor, None, self.now()));
                        // What this answer shows, whatever the passkey was made with.
                        let proof = proof.map(|it| Proof { is_unlocked: answered.is_unlocked, ..it });
                        proof.map_or(Came::Back(Trouble::Gone), Came::Proven)
                    }
                    Ok(_) | Err(FactorError::Refused(_)) => Came::Back(Trouble::Passkey),
                    Err(FactorError::Store(error)) => return Err(error.into()),
                }
            }
            Some(Ceremony::Registration(factor)) if matches!(it.stage, Stage::NewPasskey) => {
                let wanted = UpdateFactor {
                    target: FactorTarget::Sid(it.place(), factor),
                    friendly_name: None,
                    params: Params::default(),
                    auth_payload: Some(credential.to_string()),
                };
                match self.update_factor(wanted, it.actor()).await {
                    Ok(factor) if matches!(factor.status, FactorStatus::Verified { .. }) => {
                        self.added(&it, &factor, None).await?
                    }
                    Ok(_) | Err(FactorError::Refused(_)) => Came::Back(Trouble::Passkey),
                    Err(FactorError::Store(error)) => return Err(error.into()),
                }
            }
            _ => return Err(PasskeyError::Gone(Acted::Stale)),
        };
        Ok(self.settle_step(&it, came).await?)
    }

    /// Deletes the passkey that was begun before on this page: unfinished ones count to what a person may have.
    async fn drop_begun(&self, it: &Claimed) -> Result<(), StoreError> {
        let Some(Ceremony::Registration(begun)) = it.opened.content.ceremony else { return Ok(()) };
        let is_begun =
            |factor: &Factor| factor.sid == begun && matches!(factor.status, FactorStatus::Unverified { .. });
        if it.factors.iter().any(is_begun) {
            self.delete_factor(it.place(), begun, it.actor()).await?;
        }
        Ok(())
    }

    /// The page as it stands, for its own browser.
    async fn ceremony_step(&self, visit: &Visit) -> Result<Claimed, PasskeyError> {
        let visit = Visit { step: None, ..visit.clone() };
        let acted = match self.claim_step(&visit, &Pressed::Another).await? {
            Claim::Taken(claimed) => return Ok(*claimed),
            Claim::Stale => Acted::Stale,
            Claim::Over => Acted::Over,
            Claim::Elsewhere => Acted::Elsewhere,
            Claim::Unknown => Acted::Unknown,
        };
        Err(PasskeyError::Gone(acted))
    }
}

/// Whether the person is asked for something that they have, and a passkey of theirs would do: on its own page, and on those
/// that ask for a code, where browsers suggest it.
fn takes_passkey(it: &Claimed) -> bool {
    let prompt = &it.opened.prompt;
    let mut ways = lead::ways(prompt.purpose, &it.opened.content, &it.factors).into_iter();
    matches!(it.stage, Stage::Prove { .. } | Stage::Sent { .. })
        && ways.any(|factor| lead::method_of(factor) == Some(Method::Passkeys))
}

/// What a new passkey is asked for with: the service's words, and ours where it has none. It is bound to the service's
/// domain where this page lies within that, and else to this page's own.
fn config(it: &Claimed, origin: &str) -> Value {
    let set = &it.service.settings.passkeys;
    let host = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let of_service = set.relying_party.id.as_deref().filter(|id| {
        host.eq_ignore_ascii_case(id)
            || host.to_ascii_lowercase().ends_with(&format!(".{}", id.to_ascii_lowercase()))
    });
    let name = set.relying_party.name.as_deref().filter(|_| of_service.is_some());
    let or = |word: &Option<String>, else_: &str| {
        word.as_deref().filter(|word| !word.is_empty()).unwrap_or(else_).to_owned()
    };
    json!({
        "relying_party": {
            "id": of_service.unwrap_or(host),
            "name": name.unwrap_or_else(|| it.service.friendly_name.as_str()),
            "origins": [origin],
        },
        "authenticator_attachment": or(&set.authenticator_attachment, "any"),
        "discoverable_credentials": or(&set.discoverable_credentials, "preferred"),
        "user_verification": or(&set.user_verification, "preferred"),
    })
}
