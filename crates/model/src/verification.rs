//! A verification: a code sent to one address, its sends and checks (behaviour map 4).
//!
//! ```text
//!             create                    create (same To, under 5 sends): the same one, the same code
//!  (none) ───────────────▶ pending ◀────────┘
//!                            │  right code, or update to approved ─▶ approved
//!                            │  update to canceled, or superseded ─▶ canceled
//!                            │  the last check was wrong ──────────▶ exhausted (frees its address after 15 minutes)
//!                            │  the lifetime is over ──────────────▶ expired (computed when read)
//! ```
//!
//! Where an upstream made the code, a check is reserved before it is asked, and settled by its answer (`asked.rs`).
//!
//! Everything here is arithmetic on one row. The store locks the row, a method below consumes it and gives the row
//! that is to be written, or a refusal.

mod asked;

pub use asked::Reserved;

use crate::{
    AccountSid, Amount, Approval, AttemptSid, Channel, Payee, Recipient, ServiceSid, Timestamp,
    VerificationSid,
};

/// Sends of one verification's code.
pub const MAX_SENDS: i64 = 5;
/// Checks of one verification.
pub const MAX_CHECKS: i64 = 5;
/// Wrong checks per service and address in 24 hours; new codes don't refill it.
pub const WRONG_CHECKS_A_DAY: i64 = 20;
/// Checks of one verification once that budget is used up.
pub const CHECKS_BEYOND_BUDGET: i64 = 1;
/// How long used-up sends or checks keep a person waiting at most, in milliseconds, whatever the lifetime.
pub const HOLD_MILLIS: i64 = 15 * 60 * 1000;

/// Where the code comes from. The code itself stands nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeSource {
    /// Derived from the row and a key.
    Derived {
        /// Which master key.
        key_id: String,
        /// How many digits; kept because the service's setting may change meanwhile.
        length: u8,
    },
    /// Brought by the caller, sealed.
    Custom {
        /// The sealed text.
        sealed: String,
    },
    /// There is none: a call asks for an approval.
    Approval(Approval),
    /// The fixed one of a test number, as the configuration has it when it is checked. It is sent to nobody.
    TestNumber,
    /// Made and checked by the upstream that the verification was handed to; unknown here, so that nothing here can
    /// approve it.
    Upstream,
}

/// That another server of the same API sends the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// The operator's name for that server.
    pub upstream: String,
    /// What the verification is called there, once its answer told.
    pub sid: Option<String>,
}

/// What is paid, for PSD2: the code is good for exactly this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// How much.
    pub amount: Amount,
    /// To whom.
    pub payee: Payee,
}

/// That a code was sent once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendMark {
    /// When it was asked for.
    pub at: Timestamp,
    /// The way.
    pub channel: Channel,
    /// The send's own record.
    pub attempt_sid: AttemptSid,
}

/// How a verification stands, with the evidence of its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// A code is out and may be checked.
    Pending,
    /// Ended; see [`Ending`].
    Ended {
        /// How.
        how: Ending,
        /// When.
        at: Timestamp,
    },
}

/// How a verification ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The right code came, or the caller says so.
    Approved,
    /// The caller gave it up, or another took its place.
    Canceled,
    /// Too many wrong checks.
    Exhausted,
    /// Its lifetime was over.
    Expired,
}

impl Status {
    const ENDS: [Ending; 4] = [Ending::Approved, Ending::Canceled, Ending::Exhausted, Ending::Expired];

    /// The name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Ended { how, .. } => how.as_str(),
        }
    }

    /// When it ended.
    #[must_use]
    pub const fn ended_at(self) -> Option<Timestamp> {
        match self {
            Self::Pending => None,
            Self::Ended { at, .. } => Some(at),
        }
    }

    /// The status that a row holds; `None` for a row that is not ours.
    #[must_use]
    pub fn from_row(name: &str, ended_at: Option<Timestamp>) -> Option<Self> {
        match ended_at {
            None => (name == "pending").then_some(Self::Pending),
            Some(at) => {
                let how = Self::ENDS.into_iter().find(|end| end.as_str() == name)?;
                Some(Self::Ended { how, at })
            }
        }
    }
}

impl Ending {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Canceled => "canceled",
            Self::Exhausted => "max_attempts_reached",
            Self::Expired => "expired",
        }
    }
}

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No live verification: never started, approved, canceled, expired. Twilio tells none of these apart.
    NotFound,
    /// The checks are used up.
    MaxChecks {
        /// When a new verification may be made.
        frees_at: Timestamp,
    },
    /// The sends are used up.
    MaxSends {
        /// When a new code may be sent.
        frees_at: Timestamp,
    },
}

/// One verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Its name on the wire.
    pub sid: VerificationSid,
    /// The account it belongs to.
    pub account_sid: AccountSid,
    /// The service it was made under.
    pub service_sid: ServiceSid,
    /// Who is asked.
    pub recipient: Recipient,
    /// The way of the latest send.
    pub channel: Channel,
    /// How it stands; `Pending` may hide that its lifetime is over: read [`Verification::status_at`].
    pub status: Status,
    /// Where the code comes from.
    pub code: CodeSource,
    /// Who sends the code, if not a provider. It stays as it began, whatever the configuration says later.
    pub handed: Option<Handed>,
    /// What the code is bound to, for PSD2.
    pub transaction: Option<Transaction>,
    /// Its sends, oldest first.
    pub sends: Vec<SendMark>,
    /// Sends counted against the limit: its own and those inherited.
    pub sends_used: i64,
    /// Checks counted against the limit: its own and those inherited.
    pub checks_used: i64,
    /// Tags of the caller as JSON text; recorded, not returned.
    pub tags: Option<String>,
    /// Whether webhooks may want to hear of it: those of its service did when it began.
    pub is_told: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When its code dies. A re-send doesn't move it (behaviour map 4.3).
    pub expires_at: Timestamp,
}

/// What a create finds in the place of the live verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing lives there: begin anew.
    Free,
    /// One lives: send its code again.
    Join,
    /// One lives that has to give way: end it as canceled and begin anew with these counts.
    Replace {
        /// Sends already used.
        sends_used: i64,
        /// Checks already used.
        checks_used: i64,
    },
}

/// What one check did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The row to be written.
    pub verification: Verification,
    /// What the caller is told.
    pub verdict: Verdict,
}

/// The answer to one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The right code: the person is let in.
    Approved,
    /// Not the right code. Also said of the last check (behaviour map 4.5).
    Wrong,
    /// No code was looked at: a call asks for an approval, and nobody has given it yet.
    Waiting,
    /// No check was left: wrong ones elsewhere used the budget up meanwhile.
    NoneLeft {
        /// When a new verification may be made.
        frees_at: Timestamp,
    },
}

impl Verification {
    /// Whether it is of a test number: no person had to do with it, and none may be let in by it.
    #[must_use]
    pub const fn is_test(&self) -> bool {
        matches!(self.code, CodeSource::TestNumber)
    }

    /// How it stands at `now`: a pending one whose lifetime is over has expired, whether or not a sweep has come by.
    #[must_use]
    pub fn status_at(&self, now: Timestamp) -> Status {
        match self.status {
            Status::Pending if now >= self.expires_at => {
                Status::Ended { how: Ending::Expired, at: self.expires_at }
            }
            status => status,
        }
    }

    /// Until when used-up checks keep the address from a new code: the earlier of expiry and 15 minutes.
    fn frees_at(&self, exhausted_at: Timestamp) -> Timestamp {
        self.expires_at.min(exhausted_at.plus_millis(HOLD_MILLIS))
    }

    /// Whether it may be read by its SID: approved and expired ones are gone, canceled ones stay, exhausted ones
    /// stay until they free their address (behaviour map 4.6).
    #[must_use]
    pub fn is_readable(&self, now: Timestamp) -> bool {
        match self.status_at(now) {
            Status::Pending | Status::Ended { how: Ending::Canceled, .. } => true,
            Status::Ended { how: Ending::Exhausted, at } => now < self.frees_at(at),
            Status::Ended { how: Ending::Approved | Ending::Expired, .. } => false,
        }
    }

    /// What a create for the same address means while this one is in the slot.
    ///
    /// # Errors
    /// [`Refusal::MaxSends`] or [`Refusal::MaxChecks`] while the person has to wait.
    pub fn standing(&self, wanted: Option<&Transaction>, now: Timestamp) -> Result<Standing, Refusal> {
        match self.status_at(now) {
            Status::Pending => {
                if self.sends_used >= MAX_SENDS {
                    let last = self.sends.last().map_or(self.created_at, |mark| mark.at);
                    let frees_at = self.expires_at.min(last.plus_millis(HOLD_MILLIS));
                    if now < frees_at {
                        return Err(Refusal::MaxSends { frees_at });
                    }
                    // With a lifetime of hours, five used sends must not keep the person out for hours.
                    return Ok(Standing::Replace { sends_used: 0, checks_used: self.checks_used });
                }
                if self.transaction.as_ref() == wanted {
                    Ok(Standing::Join)
                } else {
                    // PSD2: a code is good for one transaction only. The counts go along, or changing the amount
                    // would be a way to guess and to send without end.
                    Ok(Standing::Replace { sends_used: self.sends_used, checks_used: self.checks_used })
                }
            }
            Status::Ended { how: Ending::Exhausted, at } => {
                let frees_at = self.frees_at(at);
                if now < frees_at { Err(Refusal::MaxChecks { frees_at }) } else { Ok(Standing::Free) }
            }
            Status::Ended { .. } => Ok(Standing::Free),
        }
    }

    /// The same verification after one more send.
    #[must_use]
    pub fn resent(mut self, mark: SendMark) -> Self {
        self.channel = mark.channel;
        self.updated_at = mark.at;
        self.sends_used += 1;
        self.sends.push(mark);
        self
    }

    /// Whether a check may be spent, before the code is looked at.
    ///
    /// # Errors
    /// [`Refusal::MaxChecks`] when they are used up, [`Refusal::NotFound`] when it doesn't live.
    pub fn may_check(&self, now: Timestamp) -> Result<(), Refusal> {
        match self.status_at(now) {
            Status::Pending => Ok(()),
            Status::Ended { how: Ending::Exhausted, at } if now < self.frees_at(at) => {
                Err(Refusal::MaxChecks { frees_at: self.frees_at(at) })
            }
            Status::Ended { .. } => Err(Refusal::NotFound),
        }
    }

    /// How it ended and when, once it lives no longer.
    #[must_use]
    pub fn past(&self, now: Timestamp) -> Option<(Ending, Timestamp)> {
        match self.status_at(now) {
            Status::Pending => None,
            Status::Ended { how, at } => Some((how, at)),
        }
    }

    /// Spends one check. `wrong_today` counts this address's wrong checks of the last 24 hours, this one left out.
    ///
    /// # Errors
    /// As [`Verification::may_check`].
    pub fn check(mut self, right: bool, wrong_today: i64, now: Timestamp) -> Result<Checked, Refusal> {
        self.may_check(now)?;
        self.updated_at = now;
        let verdict = if self.checks_used >= allowed_checks(wrong_today) {
            // Ended here and now, so that it frees its address in 15 minutes and not when its lifetime is over.
            self.status = Status::Ended { how: Ending::Exhausted, at: now };
            Verdict::NoneLeft { frees_at: self.frees_at(now) }
        } else if right {
            self.checks_used += 1;
            self.status = Status::Ended { how: Ending::Approved, at: now };
            Verdict::Approved
        } else {
            self.checks_used += 1;
            if self.checks_used >= allowed_checks(wrong_today + 1) {
                self.status = Status::Ended { how: Ending::Exhausted, at: now };
            }
            Verdict::Wrong
        };
        Ok(Checked { verification: self, verdict })
    }

    /// Ends a live one as the caller says: `Approved` or `Canceled`.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is nothing to end. An exhausted one can still be canceled: that is the
    /// documented way to free the number (behaviour map 4.7).
    pub fn ended_by_caller(mut self, how: Ending, now: Timestamp) -> Result<Self, Refusal> {
        let may = match self.status_at(now) {
            Status::Pending => true,
            Status::Ended { how: Ending::Exhausted, at } => {
                how == Ending::Canceled && now < self.frees_at(at)
            }
            Status::Ended { .. } => false,
        };
        if !may {
            return Err(Refusal::NotFound);
        }
        self.status = Status::Ended { how, at: now };
        self.updated_at = now;
        Ok(self)
    }
}

/// How many checks one verification has, given the wrong ones of the last 24 hours.
const fn allowed_checks(wrong_today: i64) -> i64 {
    if wrong_today >= WRONG_CHECKS_A_DAY { CHECKS_BEYOND_BUDGET } else { MAX_CHECKS }
}

#[cfg(test)]
#[path = "verification_tests.rs"]
mod tests;
