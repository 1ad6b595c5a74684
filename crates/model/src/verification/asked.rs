//! A check that an upstream decides: reserved in one transaction, settled in another, and asked in between.
//!
//! A reservation is a check already spent: however often the same verification is asked at once, and whatever dies in
//! between, no more are asked than there are. Only an answer that proves it gives one back or lets somebody in.

use super::{Ending, Refusal, Status, Verification, allowed_checks};
use crate::Timestamp;

/// What came of asking for a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// One is reserved: write this, then ask.
    Asking(Verification),
    /// None was left: write this.
    NoneLeft {
        /// The row, ended.
        verification: Verification,
        /// When a new verification may be made.
        frees_at: Timestamp,
    },
}

impl Verification {
    /// Reserves one check. `wrong_today` counts this address's wrong checks of the last 24 hours.
    ///
    /// # Errors
    /// As [`Verification::may_check`].
    pub fn reserve(mut self, wrong_today: i64, now: Timestamp) -> Result<Reserved, Refusal> {
        self.may_check(now)?;
        self.updated_at = now;
        if self.checks_used >= allowed_checks(wrong_today) {
            self.status = Status::Ended { how: Ending::Exhausted, at: now };
            return Ok(Reserved::NoneLeft { frees_at: self.frees_at(now), verification: self });
        }
        // It stays pending even when this was the last one: the upstream must still be able to say yes.
        self.checks_used += 1;
        Ok(Reserved::Asking(self))
    }

    /// The upstream said that the code was right. It said so while the verification lived there, so an end that only time
    /// or other checks brought meanwhile doesn't count.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when it was approved before, or the caller gave it up.
    pub fn settle_approved(mut self, now: Timestamp) -> Result<Self, Refusal> {
        match self.status {
            Status::Pending | Status::Ended { how: Ending::Exhausted | Ending::Expired, .. } => {
                self.status = Status::Ended { how: Ending::Approved, at: now };
                self.updated_at = now;
                Ok(self)
            }
            Status::Ended { how: Ending::Approved | Ending::Canceled, .. } => Err(Refusal::NotFound),
        }
    }

    /// The code was wrong, or nobody knows: the check stays spent. `wrong_today` counts this one too.
    #[must_use]
    pub fn settle_wrong(mut self, wrong_today: i64, now: Timestamp) -> Self {
        self.updated_at = now;
        if self.status == Status::Pending && self.checks_used >= allowed_checks(wrong_today) {
            self.status = Status::Ended { how: Ending::Exhausted, at: now };
        }
        self
    }

    /// The upstream has no such verification any more: approved there by an answer that was lost, canceled or expired.
    #[must_use]
    pub fn settle_gone(mut self, now: Timestamp) -> Self {
        if self.status == Status::Pending {
            self.status = Status::Ended { how: Ending::Expired, at: now };
            self.updated_at = now;
        }
        self
    }

    /// The upstream says that its checks are used up. Tells when a new verification may be made.
    #[must_use]
    pub fn settle_none_left(mut self, now: Timestamp) -> (Self, Timestamp) {
        if self.status == Status::Pending {
            self.status = Status::Ended { how: Ending::Exhausted, at: now };
            self.updated_at = now;
        }
        let frees_at = self.frees_at(now);
        (self, frees_at)
    }

    /// The upstream surely didn't look at the code: the check is given back.
    #[must_use]
    pub fn settle_unasked(mut self, now: Timestamp) -> Self {
        if self.status == Status::Pending {
            self.checks_used -= 1;
            self.updated_at = now;
        }
        self
    }
}

#[cfg(test)]
#[path = "asked_tests.rs"]
mod tests;
