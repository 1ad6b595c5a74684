//! Removing everything about one address. There is no index by address: history is walked by SID, in chunks, and what
//! matches is removed.

use countersign_model::Recipient;

use super::verifications::read_sends;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    WALK = "SELECT sid, recipient, service_sid FROM verifications WHERE sid > $1 ORDER BY sid LIMIT $2";
    SLOT = "DELETE FROM live_slots WHERE service_sid = $1 AND recipient = $2 AND verification_sid = $3";
    VERIFICATION = "DELETE FROM verifications WHERE sid = $1 RETURNING sends";
    ERRAND = "DELETE FROM outbox WHERE attempt_sid = $1";
    ATTEMPT = "DELETE FROM attempts WHERE sid = $1";
    // The key begins with the service: without its name every row would be looked at.
    WRONG_CHECKS = "DELETE FROM wrong_checks WHERE address = $1
        AND service_sid IN (SELECT sid FROM services UNION SELECT service_sid FROM purges)";
    SENDS = "DELETE FROM address_sends WHERE address = $1 AND account_sid IN (SELECT sid FROM accounts)";
    SAFE = "DELETE FROM safe_list WHERE phone_number = $1 AND account_sid IN (SELECT sid FROM accounts)";
}

/// A verification of the address that is to be removed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    service_sid: String,
    recipient: String,
    sid: String,
}

/// A piece of history that was looked at.
#[derive(Debug)]
pub struct Stretch {
    /// What matched.
    pub found: Vec<Found>,
    /// How many verifications were looked at; fewer than asked for at the end of history.
    pub looked_at: i64,
    /// The last one's SID, to go on behind.
    pub last: Option<String>,
}

/// How many rows were removed, by table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Verifications.
    pub verifications: u64,
    /// Live slots.
    pub slots: u64,
    /// Sends.
    pub attempts: u64,
    /// Sends that still waited.
    pub errands: u64,
}

impl std::ops::AddAssign for Removed {
    fn add_assign(&mut self, more: Self) {
        self.verifications += more.verifications;
        self.slots += more.slots;
        self.attempts += more.attempts;
        self.errands += more.errands;
    }
}

/// Where history after `millis` begins: a SID that none of that time is smaller than.
#[must_use]
pub fn place_of(millis: i64) -> String {
    format!("VE{millis:012x}{:020}", 0)
}

/// Looks at `most` verifications behind the SID `after` for those of which `is_meant` says yes.
///
/// # Errors
/// What the database says.
pub fn look(
    tx: &mut ReadTx<'_>,
    after: &str,
    most: i64,
    is_meant: impl Fn(&str) -> bool,
) -> Result<Stretch, DbError> {
    let mut stretch = Stretch { found: Vec::new(), looked_at: 0, last: None };
    let sids = tx.all(WALK, &[after.into(), most.into()], |row| {
        let (sid, recipient) = (row.text(0)?, row.text(1)?);
        if is_meant(&recipient) {
            stretch.found.push(Found { sid: sid.clone(), recipient, service_sid: row.text(2)? });
        }
        Ok(sid)
    })?;
    stretch.looked_at = i64::try_from(sids.len()).unwrap_or(i64::MAX);
    stretch.last = sids.into_iter().next_back();
    Ok(stretch)
}

/// Removes verifications with all that hangs on them. `found` is locked in its order: have it sorted.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut WriteTx<'_>, found: &[Found]) -> Result<Removed, DbError> {
    let mut removed = Removed::default();
    // Slots before verifications, as everybody locks them: who holds a slot may be about to write the verification.
    for it in found {
        let key = [(&it.service_sid).into(), (&it.recipient).into(), (&it.sid).into()];
        removed.slots += tx.change(SLOT, &key)?;
    }
    for it in found {
        // Read as it is removed: a send that was added meanwhile is among them.
        let Some(sends) = tx.one(VERIFICATION, &[(&it.sid).into()], |row| row.text(0))? else { continue };
        removed.verifications += 1;
        let sends = read_sends(&sends).ok_or_else(|| DbError::unreadable("verifications.sends"))?;
        for send in sends {
            let sid = send.attempt_sid.to_string();
            removed.errands += tx.change(ERRAND, &[(&sid).into()])?;
            removed.attempts += tx.change(ATTEMPT, &[(&sid).into()])?;
        }
    }
    Ok(removed)
}

/// Rows that counted for an address, or let it pass, in no verification of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Hours in which wrong codes had been counted, by service.
    pub wrong_checks: u64,
    /// Accounts that had counted its sends.
    pub counted_sends: u64,
    /// Entries of safe lists.
    pub safe_list: u64,
}

/// Forgets what was counted against an address and who vouched for it, in every service and account. Blocks stay: they
/// are an operator's own words.
///
/// # Errors
/// What the database says.
pub fn forget(tx: &mut WriteTx<'_>, recipient: &Recipient) -> Result<Forgotten, DbError> {
    let key = recipient.budget_key();
    let key = [(&key).into()];
    Ok(Forgotten {
        counted_sends: tx.change(SENDS, &key)?,
        wrong_checks: tx.change(WRONG_CHECKS, &key)?,
        safe_list: tx.change(SAFE, &key)?,
    })
}
