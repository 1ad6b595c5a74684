//! How long things are kept.

use countersign_model::Timestamp;

/// Days that each kind of data is kept, or hours where a name says so. What no key names has its own time: wrong checks and
/// sends of an address count for a day, what a rate limit counts for its bucket's interval, idempotency keys live a day,
/// the safe list stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Verifications and their sends.
    pub verifications: u32,
    /// Lines of the audit trail.
    pub audit: u32,
    /// Challenges.
    pub challenges: u32,
    /// Factors that were never verified, in hours.
    pub unverified_factors_hours: u32,
    /// Attempts as they are counted by the hour; as long as the attempts themselves at least.
    pub sums: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { verifications: 30, audit: 400, challenges: 30, unverified_factors_hours: 24, sums: 400 }
    }
}

impl Retention {
    /// The moment before which verifications and their sends are forgotten.
    pub(crate) fn verifications_since(self, now: Timestamp) -> Timestamp {
        days_before(now, self.verifications)
    }

    /// The moment before which hours of counted attempts are forgotten: none is whose attempts are still there.
    pub(crate) fn sums_since(self, now: Timestamp) -> Timestamp {
        days_before(now, self.sums.max(self.verifications + 1))
    }

    /// The moment before which lines of the audit trail are forgotten.
    pub(crate) fn audit_since(self, now: Timestamp) -> Timestamp {
        days_before(now, self.audit)
    }

    /// The moment before which challenges are forgotten.
    pub(crate) fn challenges_since(self, now: Timestamp) -> Timestamp {
        days_before(now, self.challenges)
    }

    /// The moment before which a factor must have been verified to be there still.
    pub(crate) fn unverified_factors_since(self, now: Timestamp) -> Timestamp {
        now.plus_millis(-i64::from(self.unverified_factors_hours) * 3_600_000)
    }
}

fn days_before(now: Timestamp, days: u32) -> Timestamp {
    now.plus_millis(-i64::from(days) * 86_400_000)
}
