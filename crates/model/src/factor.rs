//! A factor: one thing by which a person proves who it is (behaviour map 8.2).

mod name;
mod passkey_refusal;
mod refusal;

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use crate::{AccountSid, EntitySid, FactorSid, Identity, Moments, ServiceSid, StringMap, Timestamp, Window};

pub use name::{BadFactorName, FactorName};
pub use passkey_refusal::{MissingCriteria, PasskeyRefusal};
pub use refusal::FactorRefusal;

/// Wrong answers that enrol nothing, before the factor can't be verified any more.
pub const MAX_WRONG_ENROLMENTS: i64 = 5;
/// Factors that are made for one person in 24 hours, those that are gone again among them.
pub const FACTORS_A_DAY: usize = 100;
/// Wrong answers to challenges of one factor in 24 hours before each further one holds it; new challenges don't refill it.
pub const WRONG_ANSWERS_A_DAY: usize = 20;
/// How long a wrong answer beyond that holds the factor, in milliseconds.
pub const FACTOR_HOLD_MILLIS: i64 = 15 * 60 * 1000;

/// Which kind of factor: `totp`, `push`, `passkeys`. Which ones there are is for the crate of kinds to say.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct FactorKind(String);

/// The text can't be the name of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadFactorKind;

impl FactorKind {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FactorKind {
    type Err = BadFactorKind;

    fn from_str(text: &str) -> Result<Self, BadFactorKind> {
        let fits = (1..=32).contains(&text.len());
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if fits && plain { Ok(Self(text.to_owned())) } else { Err(BadFactorKind) }
    }
}

impl fmt::Display for FactorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for FactorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether the person has shown that the factor works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorStatus {
    /// Not yet.
    Unverified {
        /// Answers that were wrong.
        wrong: i64,
    },
    /// It has.
    Verified {
        /// When.
        at: Timestamp,
    },
}

impl FactorStatus {
    /// On the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unverified { .. } => "unverified",
            Self::Verified { .. } => "verified",
        }
    }
}

/// A factor of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Factor {
    /// Its name on the wire.
    pub sid: FactorSid,
    /// Whose service it is.
    pub account_sid: AccountSid,
    /// The service.
    pub service_sid: ServiceSid,
    /// Whose factor it is.
    pub entity_sid: EntitySid,
    /// The application's name for that person.
    pub identity: Identity,
    /// Its name for people.
    pub friendly_name: FactorName,
    /// Which kind.
    pub kind: FactorKind,
    /// Whether it is verified.
    pub status: FactorStatus,
    /// What its kind keeps of it, in clear; only the kind reads it.
    pub public: Value,
    /// What its kind keeps secret, sealed.
    pub sealed: Option<String>,
    /// What it is found by where nobody names it; one factor of a service has it. The kind's name stands in front.
    pub lookup: Option<String>,
    /// What the device or application put beside it.
    pub metadata: Option<StringMap>,
    /// When it was challenged in the last day.
    pub challenged: Moments,
    /// When it was answered wrongly in the last day.
    pub wrong: Moments,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed or verified.
    pub updated_at: Timestamp,
}

/// Shows nothing of what its kind keeps.
impl fmt::Debug for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Factor")
            .field("sid", &self.sid)
            .field("kind", &self.kind)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Factor {
    /// Whether an answer that would verify it may be looked at.
    ///
    /// # Errors
    /// [`FactorRefusal::VerifiedAlready`], or [`FactorRefusal::MaxEnrolments`] after five wrong ones.
    pub const fn may_verify(&self) -> Result<(), FactorRefusal> {
        match self.status {
            FactorStatus::Verified { .. } => Err(FactorRefusal::VerifiedAlready),
            FactorStatus::Unverified { wrong } if wrong >= MAX_WRONG_ENROLMENTS => {
                Err(FactorRefusal::MaxEnrolments)
            }
            FactorStatus::Unverified { .. } => Ok(()),
        }
    }

    /// What an answer that was looked at makes of it.
    ///
    /// # Errors
    /// As [`Factor::may_verify`].
    pub fn verified(mut self, right: bool, now: Timestamp) -> Result<Self, FactorRefusal> {
        self.may_verify()?;
        self.updated_at = now;
        self.status = match self.status {
            FactorStatus::Unverified { wrong } if !right => FactorStatus::Unverified { wrong: wrong + 1 },
            _ => FactorStatus::Verified { at: now },
        };
        Ok(self)
    }

    /// Counts a challenge that is made for it.
    ///
    /// # Errors
    /// [`FactorRefusal::Unverified`], or [`FactorRefusal::MaxChallenges`] when one of `windows` is full.
    pub fn challenge(&mut self, windows: &[Window], now: Timestamp) -> Result<(), FactorRefusal> {
        if matches!(self.status, FactorStatus::Unverified { .. }) {
            return Err(FactorRefusal::Unverified);
        }
        if let Some(frees_at) =
            windows.iter().filter_map(|window| self.challenged.frees_at(*window, now)).max()
        {
            return Err(FactorRefusal::MaxChallenges { frees_at });
        }
        self.challenged.add(now);
        Ok(())
    }

    /// Whether an answer to a challenge may be looked at. A factor whose day's wrong answers are used up is held for a
    /// quarter of an hour by each further one, and no longer: guessing then goes on at four an hour, over all challenges,
    /// and the person is never kept out for more than that at a time.
    ///
    /// # Errors
    /// [`FactorRefusal::MaxAnswers`] while it is held.
    pub fn may_answer(&self, now: Timestamp) -> Result<(), FactorRefusal> {
        if self.wrong.count(Window::a_day(WRONG_ANSWERS_A_DAY), now) < WRONG_ANSWERS_A_DAY {
            return Ok(());
        }
        match self.wrong.last().map(|last| last.plus_millis(FACTOR_HOLD_MILLIS)) {
            Some(frees_at) if now < frees_at => Err(FactorRefusal::MaxAnswers { frees_at: Some(frees_at) }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
#[path = "factor_tests.rs"]
mod tests;
