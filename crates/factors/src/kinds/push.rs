//! A key in a device's hardware, and a person who presses yes or no (behaviour map 9).
//!
//! The device proves itself by signatures alone: over the factor's SID when it enrols, over what it was shown when it
//! answers. So no answer can be guessed, and one that is for another challenge, or of another one's words, is none.

mod answer;
mod parts;

use countersign_model::{Answer, Challenge, DeviceAddress, Dice, Factor, FactorRefusal, Service, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use self::parts::{NAME, Parts, Public, line, platform};
use crate::device::{self, Claim};
use crate::es256::PublicKey;
use crate::{Enrol, Enrolled, Kept, Kind, KindError, Params};

/// The kind.
pub(super) struct Push;

/// The key of a factor.
fn key(kept: &Kept) -> Result<PublicKey, KindError> {
    Parts::read(kept).map(|parts| parts.key)
}

impl Kind for Push {
    fn name(&self) -> &'static str {
        "push"
    }

    fn most(&self) -> i64 {
        20
    }

    fn has_access_tokens(&self) -> bool {
        true
    }

    fn dated_by(&self) -> Option<fn(&Service) -> bool> {
        Some(|service| service.settings.push.include_date)
    }

    fn signed_fields(&self) -> &'static [&'static str] {
        answer::SIGNED
    }

    fn device(&self, kept: &Kept) -> Result<Option<DeviceAddress>, KindError> {
        Parts::read(kept).map(|parts| parts.device())
    }

    /// The platform stays: the app gives a new token when it is opened next.
    fn forget_device(&self, kept: &mut Kept, gone: &DeviceAddress) -> Result<bool, KindError> {
        let mut parts = Parts::read(kept)?;
        if parts.device().as_ref() != Some(gone) {
            return Ok(false);
        }
        parts.token = None;
        parts.write(kept).map(|()| true)
    }

    fn admits(&self, factor: &Factor, kept: &Kept, token: &str, now: Timestamp) -> Result<bool, KindError> {
        let of = Claim { factor: factor.sid, account: factor.account_sid };
        Ok(device::is_good(token, of, &key(kept)?, now))
    }

    /// The key is sealed although it is public: whoever takes a copy of the database learns of no device which it is; and so
    /// is the platform's token, by which devices could be woken. One key is one factor of a service, so that no two people
    /// can share a device's answers.
    fn enrol(&self, asked: &Enrol<'_>, _: &dyn Dice) -> Result<Enrolled, FactorRefusal> {
        let params = asked.params;
        let binding = |name| params.text(name).map_err(|_| FactorRefusal::Binding);
        if binding("Binding.Alg")? != Some("ES256") {
            return Err(FactorRefusal::Binding);
        }
        let key =
            binding("Binding.PublicKey")?.and_then(PublicKey::from_spki).ok_or(FactorRefusal::Binding)?;
        let missing = FactorRefusal::Missing;
        let app_id = params.parse_with("Config.AppId", |text| line(text, NAME))?;
        let told_by = params.parse_with("Config.NotificationPlatform", platform)?;
        let public = Public {
            app_id: app_id.ok_or(missing("Config.AppId"))?,
            notification_platform: told_by.ok_or(missing("Config.NotificationPlatform"))?,
            sdk_version: None,
            credential_sid: device::credential(asked.sid).to_string(),
        };
        let hash: String = Sha256::digest(key.point()).iter().map(|byte| format!("{byte:02x}")).collect();
        let mut kept = Kept { lookup: Some(format!("push:{hash}")), ..Kept::default() };
        let binding = json!({ "alg": "ES256", "public_key": key.to_spki() });
        let parts = Parts { key, public, token: None }.with(params)?;
        parts.write(&mut kept).map_err(|_| FactorRefusal::Parameter("Config"))?;
        Ok(Enrolled { kept, binding, options: Value::Null })
    }

    fn config(&self, kept: &Kept) -> Result<Value, KindError> {
        let Parts { public, token, .. } = Parts::read(kept)?;
        Ok(json!({
            "sdk_version": public.sdk_version,
            "app_id": public.app_id,
            "notification_platform": public.notification_platform,
            "notification_token": token,
            "credential_sid": public.credential_sid,
        }))
    }

    fn change(&self, kept: &mut Kept, params: &Params, _: Timestamp) -> Result<(), KindError> {
        Parts::read(kept)?.with(params)?.write(kept)
    }

    fn verify(
        &self,
        factor: &Factor,
        kept: &mut Kept,
        payload: &str,
        _: Timestamp,
    ) -> Result<bool, KindError> {
        if key(kept)?.has_signed(&factor.sid.to_string(), payload) {
            Ok(true)
        } else {
            Err(FactorRefusal::Unproven.into())
        }
    }

    fn ask(&self, _: &Factor, challenge: &mut Challenge, _: &[u8; 32]) -> Result<Option<Value>, KindError> {
        let message = challenge.details.as_ref().and_then(|details| details.message.as_deref());
        match message {
            None => Err(FactorRefusal::Missing("Details.Message").into()),
            Some("") => Err(FactorRefusal::Parameter("Details.Message").into()),
            Some(_) => Ok(None),
        }
    }

    fn answer(
        &self,
        _: &Factor,
        challenge: &Challenge,
        kept: &mut Kept,
        payload: &str,
        _: Timestamp,
    ) -> Result<Option<Answer>, KindError> {
        match answer::read(challenge, &key(kept)?, payload) {
            Some(answer) => Ok(Some(answer)),
            None => Err(FactorRefusal::Failed.into()),
        }
    }
}

#[cfg(test)]
mod tests;
