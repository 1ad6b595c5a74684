//! Recovery codes: a sheet of codes to get in by when everything else is lost.
//!
//! Ten codes of 80 random bits, shown once. What is kept of each is a hash under the factor's own key, which is sealed: a copy
//! of the database shows neither a code nor whether a guess would be one. A code is spent under the factor's lock, so of two
//! at once one is good.

mod text;

use countersign_model::{Answer, Challenge, Dice, Factor, FactorRefusal, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{Enrol, Enrolled, Kept, Kind, KindError, Params};

/// The name of the kind.
pub const NAME: &str = "recovery_codes";
/// Codes of a sheet.
pub const CODES: usize = 10;
/// Octets of the key that a sheet's codes are hashed with.
const KEY_LEN: usize = 32;
/// Octets of a hash: for two codes to meet, 2^64 would be needed.
const HASH_LEN: usize = 16;

/// The kind.
pub struct RecoveryCodes;

/// A sheet that was just drawn.
pub struct Sheet {
    /// What is kept of it.
    pub kept: Kept,
    /// The codes as they are shown this once: four groups of four.
    pub codes: Vec<Code>,
}

/// A code as it is shown, wiped when dropped.
pub type Code = Zeroizing<String>;

/// What stands in clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Public {
    codes: Vec<Hashed>,
    /// When all of them were taken for used, in milliseconds: they came back from a backup.
    #[serde(default)]
    void_since: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Hashed {
    hash: String,
    /// Milliseconds.
    used_at: Option<i64>,
}

/// Draws a sheet.
///
/// # Errors
/// [`KindError::Unreadable`] when it can't be JSON.
pub fn draw(dice: &dyn Dice) -> Result<Sheet, KindError> {
    let key = Zeroizing::new(dice.draw::<KEY_LEN>().to_vec());
    let codes: Vec<_> = (0..CODES).map(|_| Zeroizing::new(dice.draw::<{ text::OCTETS }>())).collect();
    let kept_codes = codes.iter().map(|code| Hashed { hash: hash(&key, &code[..]), used_at: None }).collect();
    let mut kept = Kept { secret: Some(key), ..Kept::default() };
    kept.write(&Public { codes: kept_codes, void_since: None })?;
    Ok(Sheet { kept, codes: codes.iter().map(|code| text::write(code)).collect() })
}

fn hash(key: &[u8], code: &[u8]) -> String {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(code);
    mac.finalize().into_bytes()[..HASH_LEN].iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Spends the code `payload` if it is one of the sheet and was not used before.
fn spend(kept: &mut Kept, payload: &str, now: Timestamp) -> Result<bool, KindError> {
    let Some(code) = text::read(payload) else { return Err(FactorRefusal::Parameter("AuthPayload").into()) };
    let mut public: Public = kept.read()?;
    let given = hash(kept.secret()?, &code[..]);
    let mut found = None;
    // Every one is looked at, so that the time it takes doesn't tell which one it was.
    for code in &mut public.codes {
        let is_it: bool = code.hash.as_bytes().ct_eq(given.as_bytes()).into();
        if is_it && code.used_at.is_none() {
            found = Some(code);
        }
    }
    let Some(found) = found else { return Ok(false) };
    found.used_at = Some(now.millis());
    kept.write(&public)?;
    Ok(true)
}

impl Kind for RecoveryCodes {
    fn name(&self) -> &'static str {
        NAME
    }

    /// A new sheet takes the place of the one before.
    fn most(&self) -> i64 {
        1
    }

    fn has_own_calls(&self) -> bool {
        true
    }

    fn is_twilios(&self) -> bool {
        false
    }

    /// The codes are shown by the verb that makes a sheet.
    fn enrol(&self, _: &Enrol<'_>, _: &dyn Dice) -> Result<Enrolled, FactorRefusal> {
        Err(FactorRefusal::Parameter("FactorType"))
    }

    fn config(&self, kept: &Kept) -> Result<Value, KindError> {
        let public = kept.read::<Public>()?;
        let left = public.codes.iter().filter(|code| code.used_at.is_none()).count();
        Ok(json!({
            "remaining": left,
            "total": public.codes.len(),
            "must_be_renewed": public.void_since.is_some(),
        }))
    }

    fn change(&self, _: &mut Kept, _: &Params, _: Timestamp) -> Result<(), KindError> {
        Ok(())
    }

    fn verify(&self, _: &Factor, _: &mut Kept, _: &str, _: Timestamp) -> Result<bool, KindError> {
        Err(FactorRefusal::VerifiedAlready.into())
    }

    fn answer(
        &self,
        _: &Factor,
        _: &Challenge,
        kept: &mut Kept,
        payload: &str,
        now: Timestamp,
    ) -> Result<Option<Answer>, KindError> {
        Ok(spend(kept, payload, now)?.then_some(Answer::Approved))
    }

    /// Any of them may have been used since the backup was taken: all count as used, and the person is to make a new sheet.
    fn restored(&self, kept: &mut Kept, now: Timestamp) -> Result<(), KindError> {
        let mut public: Public = kept.read()?;
        for code in &mut public.codes {
            code.used_at.get_or_insert(now.millis());
        }
        public.void_since.get_or_insert(now.millis());
        kept.write(&public)
    }
}

#[cfg(test)]
mod tests;
