//! Approving in a call: the application shows two digits, and the person who is called keys them, or 9 to report it.
//!
//! No code belongs to it. What was pressed stands in the verification's row: that it counts once, however often a provider
//! asks again, and when and in which call it was.

use crate::verification::{CodeSource, Ending, MAX_CHECKS, Status};
use crate::{AttemptSid, Checked, Refusal, Timestamp, Verdict, Verification};

/// What a live slot is for. An approval has one of its own: it never joins or replaces a code, and no address leads to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A code.
    Code,
    /// An approval in a call.
    Approve,
}

impl Slot {
    /// The name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Approve => "approve",
        }
    }
}

/// What a person meant by the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// The two digits that the application shows.
    Approved,
    /// Nobody there asked for it.
    Reported,
    /// Other keys.
    Wrong,
}

impl Press {
    const ALL: [Self; 3] = [Self::Approved, Self::Reported, Self::Wrong];

    /// The name in the database and in measurements.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Reported => "reported",
            Self::Wrong => "wrong",
        }
    }

    /// What `keys` mean where `digits` are shown. Shown digits never begin with 9, so whoever presses it means it; a 9
    /// with another digit behind it is a slip of the finger.
    #[must_use]
    pub fn of(keys: &str, digits: &str) -> Self {
        if keys == digits {
            Self::Approved
        } else if matches!(keys, "9" | "99" | "9#" | "9*") {
            Self::Reported
        } else {
            Self::Wrong
        }
    }
}

/// That keys were pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pressed {
    /// When.
    pub at: Timestamp,
    /// In which call.
    pub attempt_sid: AttemptSid,
    /// After how many questions of that call, from 1.
    pub question: u8,
    /// What was meant.
    pub what: Press,
}

/// What is known of an approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The master key that its digits are derived with.
    pub key_id: String,
    /// What was pressed, oldest first.
    pub pressed: Vec<Pressed>,
}

impl Approval {
    /// One that nobody was asked for yet.
    #[must_use]
    pub const fn new(key_id: String) -> Self {
        Self { key_id, pressed: Vec::new() }
    }

    /// What was pressed after this question.
    #[must_use]
    pub fn answer_to(&self, attempt_sid: AttemptSid, question: u8) -> Option<Press> {
        let answers = |it: &&Pressed| it.attempt_sid == attempt_sid && it.question == question;
        self.pressed.iter().find(answers).map(|it| it.what)
    }

    /// Whether somebody has approved.
    #[must_use]
    pub fn is_approved(&self) -> bool {
        self.pressed.iter().any(|it| it.what == Press::Approved)
    }

    /// When somebody reported it, if somebody did.
    #[must_use]
    pub fn reported_at(&self) -> Option<Timestamp> {
        self.pressed.iter().find(|it| it.what == Press::Reported).map(|it| it.at)
    }

    /// What was pressed, as text for the row: `millis what attempt question`, separated by commas.
    #[must_use]
    pub fn pressed_text(&self) -> String {
        let line = |it: &Pressed| {
            format!("{} {} {} {}", it.at.millis(), it.what.as_str(), it.attempt_sid, it.question)
        };
        self.pressed.iter().map(line).collect::<Vec<_>>().join(",")
    }

    /// From a row; `None` for a text that this version can't have written.
    #[must_use]
    pub fn from_row(key_id: String, pressed: &str) -> Option<Self> {
        let read = |line: &str| {
            let mut parts = line.split(' ');
            let at = Timestamp::from_millis(parts.next()?.parse().ok()?);
            let what = parts.next()?;
            let what = Press::ALL.into_iter().find(|press| press.as_str() == what)?;
            let attempt_sid = parts.next()?.parse().ok()?;
            Some(Pressed { at, attempt_sid, question: parts.next()?.parse().ok()?, what })
        };
        let lines = pressed.split(',').filter(|line| !line.is_empty());
        Some(Self { key_id, pressed: lines.map(read).collect::<Option<_>>()? })
    }
}

impl Verification {
    /// The slot that it lives in.
    #[must_use]
    pub const fn slot(&self) -> Slot {
        match self.code {
            CodeSource::Approval(_) => Slot::Approve,
            _ => Slot::Code,
        }
    }

    /// What is known of the approval; nothing where there is a code.
    #[must_use]
    pub const fn approval(&self) -> Option<&Approval> {
        match &self.code {
            CodeSource::Approval(approval) => Some(approval),
            _ => None,
        }
    }

    /// Whether a call may still ask for the approval.
    #[must_use]
    pub fn may_be_approved(&self, now: Timestamp) -> bool {
        self.status_at(now) == Status::Pending && self.approval().is_some_and(|known| !known.is_approved())
    }

    /// The same verification after keys were pressed. An approval leaves it pending until a check takes it; a report ends
    /// it; wrong keys are counted over all its calls.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is nothing to approve any more.
    pub fn after_keys(mut self, pressed: Pressed) -> Result<Self, Refusal> {
        let now = pressed.at;
        let may = self.may_be_approved(now);
        let CodeSource::Approval(approval) = &mut self.code else { return Err(Refusal::NotFound) };
        if !may {
            return Err(Refusal::NotFound);
        }
        approval.pressed.push(pressed);
        self.updated_at = now;
        match pressed.what {
            Press::Approved => {}
            Press::Reported => self.status = Status::Ended { how: Ending::Canceled, at: now },
            Press::Wrong => {
                self.checks_used += 1;
                if self.checks_used >= MAX_CHECKS {
                    self.status = Status::Ended { how: Ending::Exhausted, at: now };
                }
            }
        }
        Ok(self)
    }

    /// Takes the approval, if somebody gave it: the next check finds nothing. `bound` says whether the check speaks of the
    /// payment that the call spoke of. A check that comes too early or speaks of another payment spends nothing.
    ///
    /// # Errors
    /// As [`Verification::may_check`].
    pub fn check_approval(mut self, bound: bool, now: Timestamp) -> Result<Checked, Refusal> {
        self.may_check(now)?;
        if !(bound && self.approval().is_some_and(Approval::is_approved)) {
            return Ok(Checked { verification: self, verdict: Verdict::Waiting });
        }
        self.status = Status::Ended { how: Ending::Approved, at: now };
        self.updated_at = now;
        Ok(Checked { verification: self, verdict: Verdict::Approved })
    }
}

#[cfg(test)]
#[path = "approval_tests.rs"]
mod tests;
