//! Going through the chain to see whether it is whole.

use std::fmt;

use countersign_keyring::same;
use countersign_store::audit::Line;
use countersign_store::{StoreError, audit, marks};

use super::ends::{Ends, Link, MARK};
use crate::Engine;

/// Links read at a time.
const PAGE: i64 = 1000;
/// How often it is gone through anew because the chain moved on meanwhile.
const TRIES: usize = 5;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Links that are as they were written, from the first.
    pub links: i64,
    /// Lines that are no links yet: nothing can be said about them.
    pub not_linked: i64,
    /// The first damage, if there is one.
    pub damage: Option<Damage>,
}

/// The first thing that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// A line or its hash was changed, or stands in another's place.
    Changed {
        /// Its number.
        number: i64,
        /// Its SID.
        sid: String,
    },
    /// A line is missing; at the end, all from this number on.
    Missing {
        /// Its number.
        number: i64,
        /// The number of the newest line that was written.
        of: i64,
    },
    /// A line that was never linked pretends to be.
    Inserted {
        /// The number that it pretends to have.
        number: i64,
        /// Its SID.
        sid: String,
    },
    /// Every hash fits, but the last is not the one that was written: all was hashed anew.
    Rewritten,
    /// The chain's sealed ends are missing or were not written by this server's keys.
    Ends,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { number, sid } => {
                write!(f, "line {number} ({sid}) was changed, or stands in another's place")
            }
            Self::Missing { number, of } => write!(f, "line {number} of {of} is missing"),
            Self::Inserted { number, sid } => {
                write!(f, "line {number} ({sid}) was put in by somebody else than this server")
            }
            Self::Rewritten => f.write_str("the lines were hashed anew: which of them are true can't be told"),
            Self::Ends => f.write_str(
                "where the trail begins and ends is missing, or was not written with this server's keys: whether lines \
                 are missing can't be told",
            ),
        }
    }
}

impl Engine {
    /// Goes through the audit trail from its first line.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn verify_audit(&self) -> Result<Verified, StoreError> {
        let mut mark = self.read_mark().await?;
        let mut found = self.verify_once(mark.as_deref()).await?;
        for _ in 1..TRIES {
            let now = self.read_mark().await?;
            if found.damage.is_none() || now == mark {
                break;
            }
            // Meanwhile lines were linked or forgotten: what looked like damage may be that.
            mark = now;
            found = self.verify_once(mark.as_deref()).await?;
        }
        Ok(found)
    }

    async fn read_mark(&self) -> Result<Option<String>, StoreError> {
        self.0.store.report(|tx| marks::get(tx, MARK)).await
    }

    async fn verify_once(&self, mark: Option<&str>) -> Result<Verified, StoreError> {
        let not_linked = self.0.store.report(audit::count_loose).await?;
        let Some(ends) = mark.map_or(Some(Ends::start()), |mark| Ends::open(&self.0.opening_keys(), mark))
        else {
            return Ok(Verified { links: 0, not_linked, damage: Some(Damage::Ends) });
        };
        let mut walk = Walk::new(ends.clone());
        let mut after = i64::MIN;
        loop {
            let page = self.0.store.report(move |tx| audit::links(tx, after, PAGE)).await?;
            let damage = match page.iter().find_map(|line| walk.step(line).err()) {
                None if page.is_empty() => walk.end().err(),
                damage => damage,
            };
            // Links without ends: the mark was taken away.
            let damage = damage.map(|damage| if mark.is_none() { Damage::Ends } else { damage });
            if damage.is_some() || page.is_empty() {
                return Ok(Verified { links: walk.at.number - ends.base.number, not_linked, damage });
            }
            after = walk.at.number;
        }
    }
}

/// On the way from the base to the head.
struct Walk {
    at: Link,
    head: Link,
}

impl Walk {
    fn new(ends: Ends) -> Self {
        Self { at: ends.base, head: ends.head }
    }

    /// Goes on to `line`, the next in the order of numbers.
    fn step(&mut self, line: &Line) -> Result<(), Damage> {
        let next = self.at.next(line);
        let number = line.chain_no.unwrap_or(i64::MIN);
        if number > next.number && self.at.number < self.head.number {
            return Err(Damage::Missing { number: next.number, of: self.head.number });
        }
        if number != next.number || number > self.head.number {
            return Err(Damage::Inserted { number, sid: line.sid.clone() });
        }
        if !line.hash.as_deref().is_some_and(|hash| same(hash, &next.hash)) {
            return Err(Damage::Changed { number, sid: line.sid.clone() });
        }
        self.at = next;
        Ok(())
    }

    /// There is no further line.
    fn end(&self) -> Result<(), Damage> {
        if self.at.number < self.head.number {
            return Err(Damage::Missing { number: self.at.number + 1, of: self.head.number });
        }
        if same(&self.at.hash, &self.head.hash) { Ok(()) } else { Err(Damage::Rewritten) }
    }
}
