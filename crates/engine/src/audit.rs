//! Lines of the audit trail, written in the transaction of what they tell of.

use countersign_model::{AccountSid, Actor, AuditEntry, AuditSid, Timestamp};

use crate::Engine;

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
        let sid = AuditSid::new(now, self.dice());
        AuditEntry { sid, at: now, account, who, what, subject, detail: None }
    }
}
