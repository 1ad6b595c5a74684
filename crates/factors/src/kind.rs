//! What every kind of factor can be asked.

use std::fmt;

use countersign_model::{
    Answer, Challenge, DeviceAddress, Dice, Factor, FactorName, FactorRefusal, FactorSid, Identity,
    Recipient, Service, Timestamp, TokenProgress, Window,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::Params;

/// What a kind keeps of one factor. The engine stores it: the secret sealed, for this one row and person.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// In clear, as JSON.
    pub public: Value,
    /// What nobody may read out of a copy of the database.
    pub secret: Option<Zeroizing<Vec<u8>>>,
    /// What the factor is found by where nobody names it. One factor of a service has it; begins with the kind's name.
    pub lookup: Option<String>,
}

impl Kept {
    /// What stands in clear, as the kind's own type.
    ///
    /// # Errors
    /// [`KindError::Unreadable`] when it is not of this kind.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, KindError> {
        T::deserialize(&self.public).map_err(|_| KindError::Unreadable)
    }

    /// Replaces what stands in clear.
    ///
    /// # Errors
    /// [`KindError::Unreadable`] when it can't be JSON.
    pub fn write(&mut self, public: &impl Serialize) -> Result<(), KindError> {
        self.public = serde_json::to_value(public).map_err(|_| KindError::Unreadable)?;
        Ok(())
    }

    /// The secret.
    ///
    /// # Errors
    /// [`KindError::Unreadable`] when there is none.
    pub fn secret(&self) -> Result<&[u8], KindError> {
        self.secret.as_deref().map(Vec::as_slice).ok_or(KindError::Unreadable)
    }
}

/// Shows nothing of it.
impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

/// Why a kind could not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindError {
    /// It won't.
    Refused(FactorRefusal),
    /// What the database holds of the factor is nothing that this kind wrote.
    Unreadable,
}

impl From<FactorRefusal> for KindError {
    fn from(refusal: FactorRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A factor that is to be made.
#[derive(Clone, Copy, Debug)]
pub struct Enrol<'a> {
    /// The service, with what it says about factors of this kind.
    pub service: &'a Service,
    /// The factor's name on the wire.
    pub sid: FactorSid,
    /// Whose it will be.
    pub identity: &'a Identity,
    /// Its name for people.
    pub name: &'a FactorName,
    /// What the request says to the kind.
    pub params: &'a Params,
    /// The person's other factors of the kind, where [`Kind::looks_at_siblings`].
    pub siblings: &'a [Factor],
    /// When it is made.
    pub now: Timestamp,
}

/// A challenge whose answer tells by which factor it is given.
#[derive(Clone, Copy, Debug)]
pub struct AskOpenly<'a> {
    /// The service, with what it says about factors of this kind.
    pub service: &'a Service,
    /// The factors of the person who is asked, or the one that is; none where anybody may answer.
    pub candidates: Option<&'a [Factor]>,
    /// Whether what they answer with has to be unlocked first, whatever service and factors say.
    pub must_unlock: bool,
}

/// A factor as its kind makes it.
#[derive(Clone)]
pub struct Enrolled {
    /// What is kept of it.
    pub kept: Kept,
    /// What the maker is told once and never again: the answer's `binding`.
    pub binding: Value,
    /// What the maker's client needs to go on: the answer's `options`.
    pub options: Value,
}

/// Shows nothing: the binding is the secret in clear.
impl fmt::Debug for Enrolled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Enrolled").finish_non_exhaustive()
    }
}

/// A kind of factor. What is called inside a transaction may be called twice, and only one outcome is kept: a kind has no
/// memory of its own.
pub trait Kind: Sync {
    /// Its name on the wire and in rows.
    fn name(&self) -> &'static str;

    /// How many factors of this kind one person may have.
    fn most(&self) -> i64;

    /// Whether it is made through calls of its own and not by `POST …/Factors`.
    fn has_own_calls(&self) -> bool {
        false
    }

    /// Whether Twilio has it too. What Twilio doesn't have stands in no list of `/v2` and is told to no webhook, so that an
    /// application that was written for Twilio's server meets nothing that it doesn't know.
    fn is_twilios(&self) -> bool {
        true
    }

    /// Whether the person's other factors of the kind matter when one is made.
    fn looks_at_siblings(&self) -> bool {
        false
    }

    /// Whether a device may make a factor of it with an access token.
    fn has_access_tokens(&self) -> bool {
        false
    }

    /// Whether the details of a challenge tell when it was made, by what the service says. None: never, nor need the service
    /// be asked.
    fn dated_by(&self) -> Option<fn(&Service) -> bool> {
        None
    }

    /// Which members of a challenge's body the device signs when it answers, for a header of the answer that shows it one.
    fn signed_fields(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether `token` was made by the device that holds the factor, to call for itself, and is good at `now`. A kind whose
    /// factors hold no key that could sign says no.
    ///
    /// # Errors
    /// [`KindError::Unreadable`].
    fn admits(&self, factor: &Factor, kept: &Kept, token: &str, now: Timestamp) -> Result<bool, KindError> {
        let _ = (factor, kept, token, now);
        Ok(false)
    }

    /// How the device that holds the factor is woken when there is something to answer; none where nobody wakes it.
    ///
    /// # Errors
    /// [`KindError::Unreadable`].
    fn device(&self, kept: &Kept) -> Result<Option<DeviceAddress>, KindError> {
        let _ = kept;
        Ok(None)
    }

    /// Forgets a device that the platform knows no more; tells whether it was the factor's still. In a transaction.
    ///
    /// # Errors
    /// [`KindError::Unreadable`].
    fn forget_device(&self, kept: &mut Kept, gone: &DeviceAddress) -> Result<bool, KindError> {
        let _ = (kept, gone);
        Ok(false)
    }

    /// The address that the person is reached at by the factor; none where it is no address.
    ///
    /// # Errors
    /// [`KindError::Unreadable`].
    fn recipient(&self, kept: &Kept) -> Result<Option<Recipient>, KindError> {
        let _ = kept;
        Ok(None)
    }

    /// How far the hardware token has come that the factor is; none where it is no token. It outlives the factor in the
    /// token's own row.
    ///
    /// # Errors
    /// [`KindError::Unreadable`].
    fn token_progress(&self, public: &Value) -> Result<Option<TokenProgress>, KindError> {
        let _ = public;
        Ok(None)
    }

    /// How often a factor may be challenged. A kind whose answers can be guessed says so here.
    fn challenge_windows(&self, public: &Value) -> Vec<Window> {
        let _ = public;
        vec![Window::an_hour(50), Window::a_day(100)]
    }

    /// Makes a factor. Called before the transaction: chance may be drawn.
    ///
    /// # Errors
    /// What is missing or wrong in the request.
    fn enrol(&self, asked: &Enrol<'_>, dice: &dyn Dice) -> Result<Enrolled, FactorRefusal>;

    /// Completes the `options` of a factor that is made now: whose it is may not have been known before.
    fn address(&self, options: &mut Value, factor: &Factor) {
        let _ = (options, factor);
    }

    /// What answers show of it under `config`. The secret is missing where it doesn't open; a kind that shows nothing of it
    /// needn't care.
    ///
    /// # Errors
    /// [`KindError::Unreadable`].
    fn config(&self, kept: &Kept) -> Result<Value, KindError>;

    /// Takes over what an update says (`Config.*`). In a transaction.
    ///
    /// # Errors
    /// What is wrong in the request.
    fn change(&self, kept: &mut Kept, params: &Params, now: Timestamp) -> Result<(), KindError>;

    /// Whether `payload` shows that the person has the factor, as yet unverified. In a transaction.
    ///
    /// # Errors
    /// When it is nothing that could be judged. A wrong one is an outcome, which counts against guessing.
    fn verify(
        &self,
        factor: &Factor,
        kept: &mut Kept,
        payload: &str,
        now: Timestamp,
    ) -> Result<bool, KindError>;

    /// Has its say on a challenge that is being made: what must be in it, what is kept with it, and what the client is told
    /// under `options`. `chance` was drawn for it. In a transaction.
    ///
    /// # Errors
    /// What is missing or wrong in the request.
    fn ask(
        &self,
        factor: &Factor,
        challenge: &mut Challenge,
        chance: &[u8; 32],
    ) -> Result<Option<Value>, KindError> {
        let _ = (factor, challenge, chance);
        Ok(None)
    }

    /// As [`Kind::ask`], where the answer tells by which factor it is given: the kind gives the challenge the lookup that the
    /// answer is found by. What it gives back is the answer's `options`. In a transaction.
    ///
    /// # Errors
    /// A kind whose answers don't tell refuses.
    fn ask_openly(
        &self,
        asked: &AskOpenly<'_>,
        challenge: &mut Challenge,
        chance: &[u8; 32],
    ) -> Result<Value, KindError> {
        let _ = (asked, challenge, chance);
        Err(FactorRefusal::Parameter("FactorType").into())
    }

    /// What `payload` answers to `challenge`; none when it is wrong, which counts against guessing. In a transaction, with
    /// the factor locked: what is written to `kept` is seen by the next answer.
    ///
    /// # Errors
    /// When it is nothing that could be judged.
    fn answer(
        &self,
        factor: &Factor,
        challenge: &Challenge,
        kept: &mut Kept,
        payload: &str,
        now: Timestamp,
    ) -> Result<Option<Answer>, KindError>;

    /// Whether `payload`, which [`Kind::answer`] found right, says that the person unlocked what they answered with. Nobody
    /// believes it of an answer that wasn't looked at.
    fn shows_unlocked(&self, payload: &str) -> bool {
        let _ = payload;
        false
    }

    /// Makes of what a backup holds what may be used after a restore at `now`: no answer that was good before may be good
    /// again.
    ///
    /// # Errors
    /// [`KindError::Unreadable`].
    fn restored(&self, kept: &mut Kept, now: Timestamp) -> Result<(), KindError> {
        let _ = (kept, now);
        Ok(())
    }
}
