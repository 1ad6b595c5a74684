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
}

/// How a device is woken.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceAddress {
    /// By whom.
    pub platform: Platform,
    /// The platform's name for the device.
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
