//! Which master keys this database knows, and which of them seals. The keys themselves are never here.

use countersign_model::Timestamp;

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    // A row that is always there, so that two nodes that start on an empty database wait for each other too.
    LOCK = "INSERT INTO marks (name, value) VALUES ('keys', 'lock')
        ON CONFLICT (name) DO UPDATE SET value = 'lock'";
    LIST = "SELECT key_id, check_value, state, since FROM keys ORDER BY since, key_id";
    ADD = "INSERT INTO keys (key_id, check_value, state, since) VALUES ($1, $2, $3, $4)";
    SET = "UPDATE keys SET state = $2, since = $3 WHERE key_id = $1";
    LIVE_CODES = "SELECT COUNT(*) FROM live_slots
        JOIN verifications ON verifications.sid = live_slots.verification_sid
        WHERE live_slots.until_at > $2 AND verifications.status = 'pending' AND verifications.code_key = $1";
}

/// What a key is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Handed out, has never sealed: waits until every node holds it.
    OpenOnly,
    /// Seals and derives from now on. One key at most is.
    Active,
    /// Has been active; opens what it once sealed.
    Retired,
    /// Nothing needs it any more.
    Dropped,
}

impl KeyState {
    /// As it stands in the database and in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenOnly => "open-only",
            Self::Active => "active",
            Self::Retired => "retired",
            Self::Dropped => "dropped",
        }
    }

    fn from_row(text: &str) -> Option<Self> {
        [Self::OpenOnly, Self::Active, Self::Retired, Self::Dropped]
            .into_iter()
            .find(|state| state.as_str() == text)
    }

    /// Whether every node has to hold the key.
    #[must_use]
    pub const fn is_needed(self) -> bool {
        matches!(self, Self::Active | Self::Retired)
    }
}

/// A key as the database knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// Its id.
    pub key_id: String,
    /// Proves that a key of this id is the same key as ever.
    pub check_value: String,
    /// What it is used for.
    pub state: KeyState,
    /// Since when.
    pub since: Timestamp,
}

fn read(row: &Row<'_>) -> Result<KeyRow, DbError> {
    Ok(KeyRow {
        key_id: row.text(0)?,
        check_value: row.text(1)?,
        state: KeyState::from_row(&row.text(2)?).ok_or_else(|| DbError::unreadable("keys.state"))?,
        since: Timestamp::from_millis(row.int(3)?),
    })
}

/// Makes whoever else decides about keys or tells what a node holds wait until this transaction ends.
///
/// # Errors
/// What the database says.
pub fn lock(tx: &mut WriteTx<'_>) -> Result<(), DbError> {
    tx.put(LOCK, &[])
}

/// Every key that was ever known, oldest state first.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut ReadTx<'_>) -> Result<Vec<KeyRow>, DbError> {
    tx.all(LIST, &[], read)
}

/// Adds a key, under the lock.
///
/// # Errors
/// What the database says.
pub fn add(tx: &mut WriteTx<'_>, key: &KeyRow) -> Result<(), DbError> {
    tx.put(
        ADD,
        &[
            (&key.key_id).into(),
            (&key.check_value).into(),
            key.state.as_str().into(),
            key.since.millis().into(),
        ],
    )
}

/// Gives a key another state, under the lock.
///
/// # Errors
/// What the database says; a second active key among it.
pub fn set_state(
    tx: &mut WriteTx<'_>,
    key_id: &str,
    state: KeyState,
    since: Timestamp,
) -> Result<(), DbError> {
    tx.put(SET, &[key_id.into(), state.as_str().into(), since.millis().into()])
}

/// How many codes that are still good at `now` come from a key.
///
/// # Errors
/// What the database says.
pub fn live_codes(tx: &mut ReadTx<'_>, key_id: &str, now: Timestamp) -> Result<i64, DbError> {
    let count = tx.one(LIVE_CODES, &[key_id.into(), now.millis().into()], |row| row.int(0))?;
    count.ok_or_else(|| DbError::unreadable("live_slots"))
}
