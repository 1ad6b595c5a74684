//! Where the chain begins and ends.

use countersign_keyring::{CHAIN_START, Keyring, Place, chained};
use countersign_model::Dice;
use countersign_store::audit::Line;
use serde_json::json;

/// The mark that holds the ends, sealed.
pub(super) const MARK: &str = "audit.chain";
const PLACE: Place<'_> = Place { table: "marks", row: MARK, column: "value" };

/// A place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) number: i64,
    pub(super) hash: String,
}

impl Link {
    fn start() -> Self {
        Self { number: 0, hash: CHAIN_START.to_owned() }
    }

    /// The place behind this one when `line` takes it.
    pub(super) fn next(&self, line: &Line) -> Self {
        let number = self.number + 1;
        // A list, whose order is fixed: the same line always has the same text.
        let Line { sid, at, account_sid, who, what, subject, detail, chain_no: _, hash: _ } = line;
        let text = json!([number, sid, at, account_sid, who, what, subject, detail]).to_string();
        Self { number, hash: chained(&self.hash, &text) }
    }
}

/// Both ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ends {
    /// The last link that was forgotten; the first that is kept stands behind it.
    pub(super) base: Link,
    /// The newest link.
    pub(super) head: Link,
}

impl Ends {
    /// Of a chain without links.
    pub(super) fn start() -> Self {
        Self { base: Link::start(), head: Link::start() }
    }
}

impl Ends {
    /// As the mark holds them.
    pub(super) fn seal(&self, keys: &Keyring, dice: &dyn Dice) -> String {
        let Self { base, head } = self;
        let text = json!([base.number, base.hash, head.number, head.hash]).to_string();
        keys.seal(PLACE, text.as_bytes(), dice)
    }

    /// What a mark holds; none when it was not sealed by this server.
    pub(super) fn open(keys: &Keyring, mark: &str) -> Option<Self> {
        let text = keys.open(PLACE, mark).ok()?;
        let (first, first_hash, last, last_hash) = serde_json::from_slice(&text).ok()?;
        let (base, head) = (Link { number: first, hash: first_hash }, Link { number: last, hash: last_hash });
        Some(Self { base, head })
    }
}
