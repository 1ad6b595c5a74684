//! A key in a device's hardware, and a person who presses yes or no (behaviour map 9).
//!
//! The device proves itself by signatures alone: over the factor's SID when it enrols, over what it was shown when it
//! answers. So no answer can be guessed, and one that is for another challenge, or of another one's words, is none.

mod answer;

use countersign_model::{Answer, Challenge, DeviceAddress, Dice, Factor, FactorRefusal, Service, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::device::{self, Claim};
use crate::es256::PublicKey;
use crate::{Enrol, Enrolled, Kept, Kind, KindError, Params};

/// How long an `AppId` or an `SdkVersion` may be, in characters.
const NAME: std::ops::RangeInclusive<usize> = 1..=100;
/// How long a platform's token for a device is, in characters.
const TOKEN: std::ops::RangeInclusive<usize> = 32..=255;

/// The kind.
pub(super) struct Push;

/// Who tells the device that there is something to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Platform {
    Apn,
    Fcm,
    /// Nobody: the app asks by itself.
    None,
}

/// What stands in clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Public {
    app_id: String,
    notification_platform: Platform,
    /// The platform's name for the device.
    notification_token: Option<String>,
    sdk_version: Option<String>,
    /// The `kid` of the device's tokens.
    credential_sid: String,
}

impl Public {
    /// With what the request says of how the device is told.
    fn with(mut self, params: &Params) -> Result<Self, FactorRefusal> {
        if let Some(platform) = params.parse_with("Config.NotificationPlatform", platform)? {
            self.notification_platform = platform;
        }
        if let Some(token) = params.parse_with("Config.NotificationToken", |text| line(text, TOKEN))? {
            self.notification_token = Some(token);
        }
        if let Some(version) = params.parse_with("Config.SdkVersion", |text| line(text, NAME))? {
            self.sdk_version = Some(version);
        }
        // Whoever names a platform has a token of it. One that the platform knew no more may be absent.
        let names_platform = params.text("Config.NotificationPlatform")?.is_some();
        match self.notification_platform {
            Platform::None => self.notification_token = None,
            _ if names_platform && self.notification_token.is_none() => {
                return Err(FactorRefusal::Missing("Config.NotificationToken"));
            }
            _ => {}
        }
        Ok(self)
    }
}

fn platform(text: &str) -> Option<Platform> {
    Platform::deserialize(Value::from(text)).ok()
}

fn line(text: &str, long: std::ops::RangeInclusive<usize>) -> Option<String> {
    let fits = long.contains(&text.chars().count()) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

/// The key of a factor.
fn key(kept: &Kept) -> Result<PublicKey, KindError> {
    PublicKey::from_point(kept.secret()?).ok_or(KindError::Unreadable)
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

    fn device(&self, public: &Value) -> Result<Option<DeviceAddress>, KindError> {
        let public = Public::deserialize(public).map_err(|_| KindError::Unreadable)?;
        let platform = match public.notification_platform {
            Platform::Apn => Some(countersign_model::Platform::Apn),
            Platform::Fcm => Some(countersign_model::Platform::Fcm),
            Platform::None => None,
        };
        let address = platform.zip(public.notification_token);
        Ok(address.map(|(platform, token)| DeviceAddress { platform, token }))
    }

    /// The platform stays: the app gives a new token when it is opened next.
    fn without_device(&self, public: &Value, gone: &DeviceAddress) -> Result<Option<Value>, KindError> {
        if self.device(public)?.as_ref() != Some(gone) {
            return Ok(None);
        }
        let mut public = Public::deserialize(public).map_err(|_| KindError::Unreadable)?;
        public.notification_token = None;
        serde_json::to_value(public).map(Some).map_err(|_| KindError::Unreadable)
    }

    fn admits(&self, factor: &Factor, kept: &Kept, token: &str, now: Timestamp) -> Result<bool, KindError> {
        let of = Claim { factor: factor.sid, account: factor.account_sid };
        Ok(device::is_good(token, of, &key(kept)?, now))
    }

    /// The key is sealed although it is public: whoever takes a copy of the database learns of no device which it is. One
    /// key is one factor of a service, so that no two people can share a device's answers.
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
            notification_token: None,
            sdk_version: None,
            credential_sid: device::credential(asked.sid).to_string(),
        };
        let hash: String = Sha256::digest(key.point()).iter().map(|byte| format!("{byte:02x}")).collect();
        let mut kept = Kept {
            secret: Some(Zeroizing::new(key.point().to_vec())),
            lookup: Some(format!("push:{hash}")),
            ..Kept::default()
        };
        kept.write(&public.with(params)?).map_err(|_| FactorRefusal::Parameter("Config"))?;
        let binding = json!({ "alg": "ES256", "public_key": key.to_spki() });
        Ok(Enrolled { kept, binding, options: Value::Null })
    }

    fn config(&self, public: &Value) -> Result<Value, KindError> {
        let public = Public::deserialize(public).map_err(|_| KindError::Unreadable)?;
        Ok(json!({
            "sdk_version": public.sdk_version,
            "app_id": public.app_id,
            "notification_platform": public.notification_platform,
            "notification_token": public.notification_token,
            "credential_sid": public.credential_sid,
        }))
    }

    fn change(&self, kept: &mut Kept, params: &Params, _: Timestamp) -> Result<(), KindError> {
        let public = kept.read::<Public>()?.with(params)?;
        kept.write(&public)
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
