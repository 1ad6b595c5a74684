//! What operators and callers did, written down.

use std::fmt;

use crate::{AccessTokenSid, AccountSid, ApiKeySid, AuditSid, FactorSid, PromptSid, Timestamp};

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A caller with an account's own token.
    Account(AccountSid),
    /// A caller with an API key.
    ApiKey(ApiKeySid),
    /// A device with a permission to enrol.
    AccessToken(AccessTokenSid),
    /// The device that holds a factor's key.
    Device(FactorSid),
    /// Somebody on the server's command line, by the name that the system knows them by.
    Operator(String),
    /// Whoever took a call.
    Recipient,
    /// The person in front of a prompt's pages.
    Prompt(PromptSid),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(sid) => sid.fmt(f),
            Self::ApiKey(sid) => sid.fmt(f),
            Self::AccessToken(sid) => sid.fmt(f),
            Self::Device(sid) => sid.fmt(f),
            Self::Operator(name) => write!(f, "operator:{name}"),
            Self::Recipient => f.write_str("recipient"),
            Self::Prompt(sid) => sid.fmt(f),
        }
    }
}

/// One line of the audit trail. Lines are added and never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its name.
    pub sid: AuditSid,
    /// When.
    pub at: Timestamp,
    /// The account it concerns, if it concerns one.
    pub account: Option<AccountSid>,
    /// Who.
    pub who: Actor,
    /// What was done: a word such as `block.added`.
    pub what: &'static str,
    /// To what; addresses are masked.
    pub subject: String,
    /// More, if there is more to say.
    pub detail: Option<String>,
}
