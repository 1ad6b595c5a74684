//! A permission for one device to enrol (behaviour map 9.2).

use std::ops::RangeInclusive;

use crate::{AccessTokenSid, AccountSid, FactorKind, FactorName, FactorSid, Identity, ServiceSid, Timestamp};

/// How long one may be good, in seconds.
pub const ACCESS_TOKEN_SECONDS: RangeInclusive<i64> = 60..=300;

/// A permission to make one factor of one kind for one person, once and soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Its name on the wire.
    pub sid: AccessTokenSid,
    /// Whose service it is.
    pub account_sid: AccountSid,
    /// The service.
    pub service_sid: ServiceSid,
    /// Whose factor is to be made.
    pub identity: Identity,
    /// Of which kind.
    pub kind: FactorKind,
    /// How it is to be called; none leaves it to the device.
    pub factor_name: Option<FactorName>,
    /// How long it is good, in seconds.
    pub ttl: i64,
    /// The factor that was made by it.
    pub factor_sid: Option<FactorSid>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl AccessToken {
    /// Whether a factor may still be made by it.
    #[must_use]
    pub const fn is_good_at(&self, now: Timestamp) -> bool {
        self.factor_sid.is_none() && !self.is_over_at(now)
    }

    /// Whether its time is over.
    #[must_use]
    pub const fn is_over_at(&self, now: Timestamp) -> bool {
        now.millis_since(self.created_at) >= self.ttl * 1000
    }
}
