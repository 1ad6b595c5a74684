//! Why the keys stay as they are.

use std::fmt;

use countersign_store::StoreError;

/// Why a step was not taken. Nothing was changed then.
#[derive(Debug)]
pub enum KeyError {
    /// This node's keys are in no file that could be changed.
    NoFile,
    /// The key file can't be read or written; a sentence.
    File(String),
    /// The key file has another key under an id that is known.
    WrongKey(String),
    /// The key file lacks a key that is in use.
    MissingKey(String),
    /// No such key.
    Unknown(String),
    /// A new key waits already.
    AlreadyBegun(String),
    /// No key waits to be promoted.
    NoneWaits,
    /// Several keys wait.
    SeveralWait(Vec<String>),
    /// A key that has been active does not become so again.
    WasActive(String),
    /// These live nodes don't hold the key.
    NotHeld {
        /// The key.
        key_id: String,
        /// The nodes' names.
        nodes: Vec<String>,
    },
    /// The key seals.
    Active(String),
    /// These live nodes have not turned to the active key yet.
    NotTurned(Vec<String>),
    /// The key was active until just now, and a request that began then may still be under way.
    TooSoon {
        /// The key.
        key_id: String,
        /// Milliseconds to wait.
        wait_millis: i64,
    },
    /// Something needs the key.
    InUse {
        /// The key.
        key_id: String,
        /// Rows sealed with it.
        sealed: i64,
        /// Codes derived from it that are still good.
        live_codes: i64,
    },
    /// The database has these migrations of a later version, which may seal where this one doesn't look.
    Later(Vec<String>),
    /// The database gave no answer.
    Store(StoreError),
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFile => f.write_str(
                "this node's keys are in no file that it may change: add a line to where they come from, restart, and \
                 go on with promote",
            ),
            Self::File(sentence) => f.write_str(sentence),
            Self::WrongKey(id) => write!(
                f,
                "key {id} is not the key that this database was sealed with: restore the key file that belongs to it \
                 (nothing was changed)"
            ),
            Self::MissingKey(id) => write!(
                f,
                "the key file lacks key {id}, which this database needs: copy its line from another node's file, or \
                 restore the file (nothing was changed)"
            ),
            Self::Unknown(id) => write!(f, "there is no key {id}: see countersign secrets status"),
            Self::AlreadyBegun(id) => {
                write!(f, "key {id} waits already: copy its line to every node and promote it, or drop it")
            }
            Self::NoneWaits => f.write_str("no key waits: make one with countersign secrets rotate begin"),
            Self::SeveralWait(ids) => write!(f, "several keys wait: name one of {}", ids.join(", ")),
            Self::WasActive(id) => {
                write!(f, "key {id} has been active and does not become so again: begin with a new one")
            }
            Self::NotHeld { key_id, nodes } => write!(
                f,
                "these live nodes don't hold key {key_id}: {}; copy its line to their key files, which they read again \
                 within seconds",
                nodes.join(", ")
            ),
            Self::Active(id) => write!(f, "key {id} is active: promote another one first"),
            Self::NotTurned(nodes) => write!(
                f,
                "these live nodes have not turned to the active key yet: {}; they do so within seconds, try again then",
                nodes.join(", ")
            ),
            Self::TooSoon { key_id, wait_millis } => write!(
                f,
                "key {key_id} was active until just now, and requests of then may still be under way: try again in \
                 {} s",
                wait_millis.div_euclid(1000) + 1
            ),
            Self::InUse { key_id, sealed, live_codes } => write!(
                f,
                "key {key_id} is in use: {sealed} rows are sealed with it (see countersign secrets rotate reseal) and \
                 {live_codes} codes that are still good come from it (they expire by themselves)"
            ),
            Self::Later(names) => write!(
                f,
                "a later version has used this database ({}) and may have sealed with the key what this version doesn't \
                 see: drop it with that version",
                names.join(", ")
            ),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for KeyError {}

impl From<StoreError> for KeyError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
