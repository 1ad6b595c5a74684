//! Passkeys and security keys (WebAuthn): a key pair whose private half stays in the person's authenticator.
//!
//! A ceremony is known by the hash of its challenge, which is random and good once. A registration's stands in the factor's
//! `lookup` until the credential's takes its place; a login's stands in the challenge. So neither answer names a factor or a
//! challenge, and neither is good twice.

mod base64url;
mod ceremony;
mod config;
mod options;
mod party;
mod response;

use countersign_model::{
    Answer, Challenge, Dice, Factor, FactorRefusal, FactorStatus, PasskeyRefusal, Timestamp, Window,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use webauthn_rs_core::proto::Credential;
use zeroize::Zeroizing;

use crate::kind::AskOpenly;
use crate::{Enrol, Enrolled, Kept, Kind, KindError, Params};
use ceremony::Login;
use config::{Config, Want};
pub use response::{Assertion, Registration};

/// Its name on the wire and in rows.
pub const NAME: &str = "passkeys";

/// The kind.
pub(super) struct Passkeys;

/// The kind, for the calls that are its own.
pub static KIND: &dyn Kind = &Passkeys;

/// What stands in clear. The public key and the counter are sealed: whoever can write the database can't exchange them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Public {
    config: Config,
    /// Whether the request named the origins: else logins come from where the service says at that time.
    own_origins: bool,
    /// Until when the registration may end.
    expires_at: i64,
    /// In base64url, once it is registered. Browsers are told it before anybody has logged in.
    credential_id: Option<String>,
    /// Hints for the next time.
    transports: Vec<String>,
}

impl Public {
    fn of(factor: &Factor) -> Result<Self, KindError> {
        Self::deserialize(&factor.public).map_err(|_| KindError::Unreadable)
    }

    fn is_of(&self, party: &str) -> bool {
        self.config.relying_party.id == party
    }
}

/// What is kept with a challenge, in clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    party: String,
    /// Where the service lets logins come from; none where it has no say about this domain.
    origins: Vec<String>,
    user_verification: Want,
    /// Whether the answer has to tell who it is.
    is_open: bool,
}

const fn refused(what: PasskeyRefusal) -> KindError {
    KindError::Refused(FactorRefusal::Passkey(what))
}

impl Kind for Passkeys {
    fn name(&self) -> &'static str {
        NAME
    }

    fn most(&self) -> i64 {
        20
    }

    fn has_own_calls(&self) -> bool {
        true
    }

    fn looks_at_siblings(&self) -> bool {
        true
    }

    /// None: a signature can't be guessed, and a limit would let strangers keep a person out by beginning logins.
    fn challenge_windows(&self, _: &Value) -> Vec<Window> {
        Vec::new()
    }

    fn enrol(&self, asked: &Enrol<'_>, dice: &dyn Dice) -> Result<Enrolled, FactorRefusal> {
        let (config, own_origins) = Config::read(asked.params.json("config"), asked.service)?;
        let siblings: Vec<_> = asked.siblings.iter().filter_map(|factor| Public::of(factor).ok()).collect();
        let challenge = dice.draw::<32>();
        let options = options::creation(&config, asked.name.as_str(), &challenge, &siblings);
        let mut kept = Kept { lookup: Some(response::challenge_lookup(&challenge)), ..Kept::default() };
        let expires_at = asked.now.plus_millis(options::REGISTRATION_MILLIS).millis();
        let public = Public { config, own_origins, expires_at, credential_id: None, transports: Vec::new() };
        kept.write(&public).map_err(|_| FactorRefusal::Passkey(PasskeyRefusal::Config))?;
        Ok(Enrolled { kept, binding: Value::Null, options })
    }

    fn address(&self, options: &mut Value, factor: &Factor) {
        options::address(options, factor.entity_sid.to_string().as_bytes());
    }

    fn config(&self, kept: &Kept) -> Result<Value, KindError> {
        let public = kept.read::<Public>()?;
        serde_json::to_value(public.config).map_err(|_| KindError::Unreadable)
    }

    /// Nothing can be changed: the credential is bound to what it was made with.
    fn change(&self, _: &mut Kept, _: &Params, _: Timestamp) -> Result<(), KindError> {
        Ok(())
    }

    /// `payload` is the body of a registration.
    fn verify(&self, _: &Factor, kept: &mut Kept, payload: &str, now: Timestamp) -> Result<bool, KindError> {
        let body: Value = serde_json::from_str(payload).map_err(|_| refused(PasskeyRefusal::Response))?;
        let registration = Registration::read(&body)?;
        let mut public: Public = kept.read()?;
        if kept.lookup.as_ref() != Some(&registration.lookup()) {
            return Err(refused(PasskeyRefusal::ClientData));
        }
        if public.expires_at <= now.millis() {
            return Err(refused(PasskeyRefusal::State));
        }
        let credential = ceremony::register(&public.config, &registration)?;
        public.credential_id = Some(base64url::write(&credential.cred_id));
        public.transports = registration.transports;
        kept.lookup = Some(response::credential_lookup(&credential.cred_id));
        kept.secret = Some(seal(&credential)?);
        kept.write(&public)?;
        Ok(true)
    }

    /// Passkeys are asked for by [`Kind::ask_openly`], whose answer the browser needs.
    fn ask(&self, _: &Factor, _: &mut Challenge, _: &[u8; 32]) -> Result<Option<Value>, KindError> {
        Err(FactorRefusal::Parameter("FactorSid").into())
    }

    fn ask_openly(
        &self,
        asked: &AskOpenly<'_>,
        challenge: &mut Challenge,
        chance: &[u8; 32],
    ) -> Result<Value, KindError> {
        let verified = |factor: &&Factor| matches!(factor.status, FactorStatus::Verified { .. });
        let known = asked.candidates.iter().copied().flatten().filter(verified).map(Public::of);
        let mut known = known.collect::<Result<Vec<_>, _>>()?;
        if asked.candidates.is_some() && known.is_empty() {
            return Err(FactorRefusal::NoFactor.into());
        }
        let set = config::of_service(asked.service);
        // The service's domain, unless the person's passkeys are all of another: then that of the latest.
        let (party, origins) = match (set, known.last()) {
            (Ok(set), None) => (set.id, set.origins),
            (Ok(set), Some(_)) if known.iter().any(|it| it.is_of(&set.id)) => (set.id, set.origins),
            (_, Some(latest)) => (latest.config.relying_party.id.clone(), Vec::new()),
            (Err(refusal), None) => return Err(refusal.into()),
        };
        known.retain(|it| it.is_of(&party));
        let set = asked.service.settings.passkeys.user_verification.as_deref();
        let set =
            set.and_then(|word| Want::deserialize(Value::from(word)).ok()).filter(|_| !origins.is_empty());
        let wants = known.iter().map(|it| it.config.user_verification).chain(set);
        let wants = wants.chain(asked.must_unlock.then_some(Want::Required));
        let user_verification = wants.max().unwrap_or(Want::Preferred);
        let is_open = asked.candidates.is_none();
        let options = options::request(&party, user_verification, chance, &known);
        challenge.lookup = Some(response::challenge_lookup(chance));
        challenge.public = serde_json::to_value(Asked { party, origins, user_verification, is_open })
            .map_err(|_| KindError::Unreadable)?;
        Ok(options)
    }

    /// `payload` is the body of an assertion.
    fn answer(
        &self,
        factor: &Factor,
        challenge: &Challenge,
        kept: &mut Kept,
        payload: &str,
        _: Timestamp,
    ) -> Result<Option<Answer>, KindError> {
        let body: Value = serde_json::from_str(payload).map_err(|_| refused(PasskeyRefusal::Response))?;
        let assertion = Assertion::read(&body)?;
        let public: Public = kept.read()?;
        let asked = Asked::deserialize(&challenge.public).map_err(|_| KindError::Unreadable)?;
        if challenge.lookup.as_ref() != Some(&assertion.challenge_lookup()) {
            return Err(refused(PasskeyRefusal::ClientData));
        }
        if kept.lookup.as_ref() != Some(&assertion.factor_lookup()) {
            return Err(refused(PasskeyRefusal::Id));
        }
        if public.config.relying_party.id != asked.party {
            return Err(refused(PasskeyRefusal::OtherRelyingParty));
        }
        // WebAuthn 7.2, step 6: who was not asked for by name has to say who it is.
        match &assertion.user_handle {
            Some(handle) if *handle != factor.entity_sid.to_string().as_bytes() => {
                return Err(refused(PasskeyRefusal::Response));
            }
            None if asked.is_open => return Err(refused(PasskeyRefusal::Response)),
            _ => {}
        }
        let mut origins = asked.origins;
        if public.own_origins || origins.is_empty() {
            origins.extend(public.config.relying_party.origins);
        }
        let login =
            Login { party: &asked.party, origins: &origins, user_verification: asked.user_verification };
        let mut credential: Credential =
            serde_json::from_slice(kept.secret()?).map_err(|_| KindError::Unreadable)?;
        ceremony::authenticate(&login, &mut credential, &assertion)?;
        kept.secret = Some(seal(&credential)?);
        Ok(Some(Answer::Approved))
    }

    /// The flag stands in what the authenticator signed.
    fn shows_unlocked(&self, payload: &str) -> bool {
        let body: Option<Value> = serde_json::from_str(payload).ok();
        body.and_then(|body| Assertion::read(&body).ok()).is_some_and(|assertion| assertion.is_unlocked())
    }

    /// A registration that was under way may have ended since: it has to begin anew.
    fn restored(&self, kept: &mut Kept, _: Timestamp) -> Result<(), KindError> {
        let mut public: Public = kept.read()?;
        public.expires_at = 0;
        kept.write(&public)
    }
}

/// The credential as the factor's secret.
fn seal(credential: &Credential) -> Result<Zeroizing<Vec<u8>>, KindError> {
    serde_json::to_vec(credential).map(Zeroizing::new).map_err(|_| KindError::Unreadable)
}

#[cfg(test)]
mod tests;
