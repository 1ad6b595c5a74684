//! A prompt: pages on which a person sets up their methods, proves themselves, or confirms something.
//!
//! ```text
//!  pending ── everything was shown, or set up ─▶ completed ── the result's code is exchanged, once ─▶ "approved"
//!     ├────── the person has no method ──▶ not_enrolled
//!     ├────── the person gives up, or the application ends it ─▶ canceled
//!     ├────── "it wasn't me" ─▶ denied
//!     ├────── too many wrong answers ─▶ failed
//!     └────── its time is over ─▶ expired (computed when read)
//! ```
//!
//! "Approved" is no status: only whoever brings the code that the person's own browser was given hears it.

mod content;
mod method;
mod policy;
mod pushes;
mod return_url;
mod stage;
mod text;

use serde::{Deserialize, Serialize};

use crate::{AccountSid, Identity, PromptSid, ServiceSid, Timestamp};

pub use content::{Confirm, Content};
pub use method::{Method, Proof, Strength};
pub use policy::{Contradiction, Demand};
pub use pushes::{NoPush, Pushes};
pub use return_url::{BadReturnUrl, ReturnUrl, is_host_name};
pub use stage::{Ceremony, Notice, Stage, Trouble};

/// How long a prompt may live, in seconds. The first is a link's that is clicked at once, 900 what it lives unless told.
pub const PROMPT_SECONDS: std::ops::RangeInclusive<i64> = 60..=3600;
/// How long a result's code is good, in milliseconds.
pub const RESULT_MILLIS: i64 = 60_000;
/// Wrong answers after which a prompt has failed.
pub const MAX_PROMPT_WRONG: i64 = 10;
/// Wrong answers that are looked at in 24 hours for one person from one network. A stranger somewhere else spends nothing of
/// it, and neither new codes nor new prompts refill it.
pub const PROMPT_WRONG_A_DAY: i64 = 20;
/// Messages in 24 hours by which one person may have addresses verified that are new: more than anybody needs, and too few to
/// earn by.
pub const PROMPT_NEW_SENDS_A_DAY: i64 = 20;
/// How often a prompt's page may ask for passkeys: each time leaves a row behind.
pub const MAX_PROMPT_CEREMONIES: u32 = 50;

/// What a prompt is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Methods are set up, renamed and removed.
    Setup,
    /// The person proves themselves.
    Login,
    /// The same, for one thing that they are shown.
    Confirm,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Setup, Self::Login, Self::Confirm];

    /// Every name, in the same order.
    pub const NAMES: [&'static str; 3] = ["setup", "login", "confirm"];

    /// On the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The purpose of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// How a prompt ended without what it was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptEnding {
    /// The person has nothing to prove themselves with.
    NotEnrolled,
    /// The person or the application gave it up.
    Canceled,
    /// The person said that it wasn't them.
    Denied,
    /// Too many answers were wrong.
    Failed,
}

impl PromptEnding {
    const ALL: [Self; 4] = [Self::NotEnrolled, Self::Canceled, Self::Denied, Self::Failed];

    /// On the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotEnrolled => "not_enrolled",
            Self::Canceled => "canceled",
            Self::Denied => "denied",
            Self::Failed => "failed",
        }
    }
}

/// The code that the person's browser takes back to the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResultCode {
    /// None is out.
    None,
    /// One is.
    Issued {
        /// Its SHA-256.
        hash: String,
        /// Until when it is good.
        until: Timestamp,
    },
    /// It was exchanged; there will be no other.
    Exchanged {
        /// When.
        at: Timestamp,
    },
}

/// Where a prompt stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptStatus {
    /// The person isn't done.
    Pending,
    /// Everything was shown, or set up.
    Completed {
        /// When.
        at: Timestamp,
        /// What of it the application has heard.
        result: ResultCode,
    },
    /// It ended otherwise.
    Ended {
        /// How.
        how: PromptEnding,
        /// When.
        at: Timestamp,
    },
    /// Its time is over.
    Expired {
        /// Since when.
        at: Timestamp,
    },
}

impl PromptStatus {
    /// On the wire. Never "approved".
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Completed { .. } => "completed",
            Self::Ended { how, .. } => how.as_str(),
            Self::Expired { .. } => "expired",
        }
    }

    /// When it ended.
    #[must_use]
    pub const fn ended_at(&self) -> Option<Timestamp> {
        match self {
            Self::Pending => None,
            Self::Completed { at, .. } | Self::Ended { at, .. } | Self::Expired { at } => Some(*at),
        }
    }

    /// From a row; expiry is computed, so no row says it. `None` for what no row of ours holds.
    #[must_use]
    pub fn from_row(status: &str, ended_at: Option<Timestamp>, result: ResultCode) -> Option<Self> {
        match (status, ended_at) {
            ("pending", None) => Some(Self::Pending),
            ("completed", Some(at)) => Some(Self::Completed { at, result }),
            (status, Some(at)) => {
                let how = PromptEnding::ALL.into_iter().find(|how| how.as_str() == status)?;
                Some(Self::Ended { how, at })
            }
            _ => None,
        }
    }
}

/// A prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// Its name on the wire.
    pub sid: PromptSid,
    /// Whose service it is.
    pub account_sid: AccountSid,
    /// The service.
    pub service_sid: ServiceSid,
    /// The application's name for the person.
    pub identity: Identity,
    /// What it is for.
    pub purpose: Purpose,
    /// Where it stands, expiry left out: see [`Prompt::status_at`].
    pub status: PromptStatus,
    /// The [`Content`], sealed.
    pub sealed: String,
    /// SHA-256 of the token in its link.
    pub token_hash: String,
    /// SHA-256 of the secret of the browser that it belongs to: the first that did something.
    pub browser_hash: Option<String>,
    /// Grows with everything that is done, so that a form of before is known.
    pub step: i64,
    /// Wrong answers.
    pub wrong: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When something was last done.
    pub updated_at: Timestamp,
    /// Until when it can be used.
    pub expires_at: Timestamp,
    /// Whether webhooks wanted to hear of prompts when it was made: then they are told of this one.
    pub is_told: bool,
}

/// Who stands before a prompt's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptStanding {
    /// Nobody has done anything yet.
    Unbound,
    /// The browser that it belongs to.
    Own,
    /// Another one.
    Other,
}

impl Prompt {
    /// Until when a browser is given codes for the result of a prompt that was completed `at` then: as long as the prompt was
    /// to live, and not less than one code.
    #[must_use]
    pub fn leaves_until(&self, at: Timestamp) -> Timestamp {
        self.expires_at.max(at.plus_millis(RESULT_MILLIS))
    }

    /// Where it stands at `now`.
    #[must_use]
    pub fn status_at(&self, now: Timestamp) -> PromptStatus {
        match &self.status {
            PromptStatus::Pending if self.expires_at <= now => PromptStatus::Expired { at: self.expires_at },
            status => status.clone(),
        }
    }

    /// Who the browser with this secret's hash is.
    #[must_use]
    pub fn standing(&self, browser_hash: &str) -> PromptStanding {
        match &self.browser_hash {
            None => PromptStanding::Unbound,
            Some(bound) if bound == browser_hash => PromptStanding::Own,
            Some(_) => PromptStanding::Other,
        }
    }

    /// Whether the result's code may be exchanged by one with this hash at `now`.
    #[must_use]
    pub fn admits(&self, code_hash: &str, now: Timestamp) -> bool {
        let PromptStatus::Completed { result: ResultCode::Issued { hash, until }, .. } = &self.status else {
            return false;
        };
        hash == code_hash && now < *until
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MockDice;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + millis)
    }

    fn prompt(status: PromptStatus) -> Prompt {
        let dice = MockDice::new(1);
        Prompt {
            sid: PromptSid::new(at(0), &dice),
            account_sid: AccountSid::new(at(0), &dice),
            service_sid: ServiceSid::new(at(0), &dice),
            identity: Identity::parse("ann-00001").unwrap(),
            purpose: Purpose::Login,
            status,
            sealed: String::new(),
            token_hash: String::new(),
            browser_hash: None,
            step: 0,
            wrong: 0,
            created_at: at(0),
            updated_at: at(0),
            expires_at: at(900_000),
            is_told: false,
        }
    }

    #[test]
    fn a_code_is_good_for_its_time_once_and_no_other_is() {
        let issued = |until| PromptStatus::Completed {
            at: at(0),
            result: ResultCode::Issued { hash: "h".to_owned(), until },
        };
        let it = prompt(issued(at(60_000)));
        assert!(it.admits("h", at(59_999)));
        assert!(!it.admits("h", at(60_000)) && !it.admits("H", at(0)) && !it.admits("", at(0)));
        let exchanged = ResultCode::Exchanged { at: at(1) };
        for result in [ResultCode::None, exchanged] {
            assert!(!prompt(PromptStatus::Completed { at: at(0), result }).admits("h", at(2)));
        }
        assert!(!prompt(PromptStatus::Pending).admits("h", at(2)));
    }

    #[test]
    fn a_row_says_how_it_ended_and_never_that_it_expired_or_was_approved() {
        for how in PromptEnding::ALL {
            let read = PromptStatus::from_row(how.as_str(), Some(at(1)), ResultCode::None);
            assert_eq!(read, Some(PromptStatus::Ended { how, at: at(1) }));
        }
        for status in ["expired", "approved", "pending", "", "x"] {
            assert_eq!(PromptStatus::from_row(status, Some(at(1)), ResultCode::None), None, "{status}");
        }
        assert_eq!(PromptStatus::from_row("completed", None, ResultCode::None), None);
    }

    #[test]
    fn it_expires_at_its_moment_unless_it_ended_before() {
        let it = prompt(PromptStatus::Pending);
        assert_eq!(it.status_at(at(899_999)).as_str(), "pending");
        assert_eq!(it.status_at(at(900_000)), PromptStatus::Expired { at: at(900_000) });
        let done = prompt(PromptStatus::Completed { at: at(1), result: ResultCode::None });
        assert_eq!(done.status_at(at(900_000)).as_str(), "completed");
    }

    #[test]
    fn purposes_have_names() {
        for name in Purpose::NAMES {
            assert_eq!(Purpose::parse(name).map(Purpose::as_str), Some(name));
            assert_eq!(serde_json::to_value(Purpose::parse(name)).unwrap(), name);
        }
        assert_eq!(Purpose::parse("Login"), None);
    }
}
