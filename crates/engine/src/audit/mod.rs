//! The audit trail. Lines are written in the transaction of what they tell of; behind them a job links them in a chain,
//! so that a line that was changed, removed, put in or moved is found.
//!
//! A link's hash covers the hash before it and the line. The ends of the chain stand sealed among the marks: who can
//! write the database alone can neither cut the end off nor hash it all anew. Lines of the last seconds are no links yet,
//! and whoever puts a whole older copy of the database in place of it is not found out: keep copies elsewhere.

mod chain;
mod ends;
mod forget;
mod verify;

use countersign_model::{AccountSid, Actor, AuditEntry, AuditSid, Dice, Timestamp};

use crate::Engine;

pub use verify::{Damage, Verified};

impl Engine {
    /// A line about what `who` does now, with its chance drawn.
    pub(crate) fn audit_entry(
        &self,
        now: Timestamp,
        account: Option<AccountSid>,
        who: Actor,
        what: &'static str,
        subject: String,
    ) -> AuditEntry {
        entry(self.dice(), now, account, who, what, subject)
    }
}

/// As [`Engine::audit_entry`], where there is no engine yet.
pub(crate) fn entry(
    dice: &dyn Dice,
    now: Timestamp,
    account: Option<AccountSid>,
    who: Actor,
    what: &'static str,
    subject: String,
) -> AuditEntry {
    AuditEntry { sid: AuditSid::new(now, dice), at: now, account, who, what, subject, detail: None }
}
