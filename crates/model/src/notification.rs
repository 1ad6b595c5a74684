//! Telling a device that there is something to answer (behaviour map 9.4).

use std::fmt;
use std::ops::RangeInclusive;

use crate::{ChallengeSid, EntitySid, NotificationSid, Timestamp};

/// How long a notification may be tried, in seconds; 0 is once.
pub const NOTIFICATION_SECONDS: RangeInclusive<i64> = 0..=300;
/// Notifications that may be asked for of one challenge, beside the one that goes out with it.
pub const MAX_NOTIFICATIONS: i64 = 3;

/// Who can wake a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Platform {
    /// Apple's push service.
    Apn,
    /// Google's Firebase Cloud Messaging.
    Fcm,
    /// A browser's push service (RFC 8030), whose address the browser gives.
    Webpush,
}

impl Platform {
    /// Every one, in the order of the specification; the last is ours.
    pub const ALL: [Self; 3] = [Self::Apn, Self::Fcm, Self::Webpush];

    /// As a factor's `Config.NotificationPlatform` names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Apn => "apn",
            Self::Fcm => "fcm",
            Self::Webpush => "webpush",
        }
    }
}

/// How a device is woken.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceAddress {
    /// By whom.
    pub platform: Platform,
    /// The platform's name for the device; for a browser its [`PushSubscription`](crate::PushSubscription) as text.
    pub token: String,
}

/// Shows nothing of the token.
impl fmt::Debug for DeviceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceAddress").field("platform", &self.platform).finish_non_exhaustive()
    }
}

/// A notification that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Its name on the wire.
    pub sid: NotificationSid,
    /// Of which challenge it tells.
    pub challenge_sid: ChallengeSid,
    /// Whose challenge it is.
    pub entity_sid: EntitySid,
    /// Whether an application asked for it; else it went out with the challenge.
    pub is_asked: bool,
    /// How long it is tried, in seconds.
    pub ttl: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Notification {
    /// The moment from which on it is not tried again.
    #[must_use]
    pub const fn until(&self) -> Timestamp {
        self.created_at.plus_millis(self.ttl * 1000)
    }
}
