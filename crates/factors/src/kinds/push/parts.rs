//! What is kept of a push factor: in clear how its device is told, sealed its key and the platform's token for it.

use std::ops::RangeInclusive;

use countersign_model::{DeviceAddress, FactorRefusal, PushSubscription};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::es256::PublicKey;
use crate::{Kept, KindError, Params};

/// How long an `AppId` or an `SdkVersion` may be, in characters.
pub(super) const NAME: RangeInclusive<usize> = 1..=100;
/// How long a platform's token for a device is, in characters; a browser's subscription is longer.
const TOKEN: RangeInclusive<usize> = 32..=255;

/// Who tells the device that there is something to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Platform {
    Apn,
    Fcm,
    Webpush,
    /// Nobody: the app asks by itself.
    None,
}

impl Platform {
    const fn that_wakes(self) -> Option<countersign_model::Platform> {
        match self {
            Self::Apn => Some(countersign_model::Platform::Apn),
            Self::Fcm => Some(countersign_model::Platform::Fcm),
            Self::Webpush => Some(countersign_model::Platform::Webpush),
            Self::None => None,
        }
    }

    /// What it calls a device, in its one spelling; none for what can't be one.
    fn token(self, text: &str) -> Option<String> {
        if self != Self::Webpush {
            return line(text, TOKEN);
        }
        let browser = PushSubscription::parse(text).ok()?;
        PublicKey::from_point(browser.key()).map(|_| browser.to_text())
    }
}

/// What stands in clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Public {
    pub(super) app_id: String,
    pub(super) notification_platform: Platform,
    pub(super) sdk_version: Option<String>,
    /// The `kid` of the device's tokens.
    pub(super) credential_sid: String,
}

/// All of it.
pub(super) struct Parts {
    pub(super) key: PublicKey,
    pub(super) public: Public,
    /// The platform's name for the device.
    pub(super) token: Option<String>,
}

impl Parts {
    /// # Errors
    /// [`KindError::Unreadable`].
    pub(super) fn read(kept: &Kept) -> Result<Self, KindError> {
        let secret = kept.secret()?.split_at_checked(PublicKey::POINT_LEN);
        let (point, token) = secret.ok_or(KindError::Unreadable)?;
        let token = (!token.is_empty()).then(|| String::from_utf8(token.to_vec()));
        Ok(Self {
            key: PublicKey::from_point(point).ok_or(KindError::Unreadable)?,
            public: kept.read()?,
            token: token.transpose().map_err(|_| KindError::Unreadable)?,
        })
    }

    /// # Errors
    /// [`KindError::Unreadable`] when it can't be JSON.
    pub(super) fn write(&self, kept: &mut Kept) -> Result<(), KindError> {
        kept.write(&self.public)?;
        let token = self.token.as_deref().unwrap_or_default();
        kept.secret = Some(Zeroizing::new([self.key.point(), token.as_bytes()].concat()));
        Ok(())
    }

    /// With what the request says of how the device is told.
    ///
    /// # Errors
    /// What is missing or wrong in it.
    pub(super) fn with(mut self, params: &Params) -> Result<Self, FactorRefusal> {
        let named = params.parse_with("Config.NotificationPlatform", platform)?;
        if let Some(named) = named {
            // One platform's name for a device says nothing to another.
            self.token.take_if(|_| named != self.public.notification_platform);
            self.public.notification_platform = named;
        }
        let told_by = self.public.notification_platform;
        let given = match told_by {
            // Whatever it is, nobody will use it.
            Platform::None => params.parse_with("Config.NotificationToken", |text| line(text, TOKEN))?,
            _ => params.parse_with("Config.NotificationToken", |text| told_by.token(text))?,
        };
        if let Some(token) = given {
            self.token = Some(token);
        }
        if let Some(version) = params.parse_with("Config.SdkVersion", |text| line(text, NAME))? {
            self.public.sdk_version = Some(version);
        }
        // Whoever names a platform has a token of it. One that the platform knew no more may be absent.
        match told_by {
            Platform::None => self.token = None,
            _ if named.is_some() && self.token.is_none() => {
                return Err(FactorRefusal::Missing("Config.NotificationToken"));
            }
            _ => {}
        }
        Ok(self)
    }

    pub(super) fn device(&self) -> Option<DeviceAddress> {
        let platform = self.public.notification_platform.that_wakes()?;
        self.token.clone().map(|token| DeviceAddress { platform, token })
    }
}

pub(super) fn platform(text: &str) -> Option<Platform> {
    Platform::deserialize(Value::from(text)).ok()
}

pub(super) fn line(text: &str, long: RangeInclusive<usize>) -> Option<String> {
    let fits = long.contains(&text.chars().count()) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}
