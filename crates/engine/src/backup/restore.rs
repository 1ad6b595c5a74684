//! Putting a backup into an empty database.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead};
use std::sync::Arc;

use countersign_keyring::Keyring;
use countersign_model::{AccountSid, Actor, AuditEntry, Timestamp};
use countersign_store::backup::{self, BadBackup, Counts, Header, Lines, Row};
use countersign_store::keys::KeyState;
use countersign_store::{DbError, End, StoreError, WriteTx, accounts, audit, keys};

use super::spent;
use crate::Engine;
use crate::account::KeptToken;

/// How often progress is told: every so many rows.
const TOLD_EVERY: u64 = 5000;

/// What becomes of the tokens and API keys in the backup. Those that were changed or revoked since it was taken would be
/// good again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// They are good, as on the day of the backup.
    Keep,
    /// Every API key goes, and every account gets one new token.
    Revoke,
}

/// What was restored.
#[derive(Clone, Debug)]
pub struct Restored {
    /// Where it came from.
    pub header: Header,
    /// Rows that were written, by table.
    pub rows: Counts,
    /// Verifications that were alive, and are canceled now.
    pub canceled: u64,
    /// API keys that were left out.
    pub keys_revoked: u64,
    /// Accounts and their new tokens, in clear.
    pub tokens: Vec<(String, String)>,
}

/// Why nothing was restored: the database is as it was.
#[derive(Debug)]
pub enum RestoreError {
    /// The backup is damaged or none.
    Bad(BadBackup),
    /// The database holds accounts.
    NotEmpty,
    /// The backup's database had tables of a later version, or of an earlier one since which something was taken away.
    OtherTables {
        /// The version that took the backup.
        version: String,
    },
    /// The backup is sealed with a key that is not on the ring.
    NoKey {
        /// Its id.
        key_id: String,
    },
    /// The ring has another key by this id.
    OtherKey {
        /// The id.
        key_id: String,
    },
    /// The database gave no answer.
    Store(StoreError),
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bad(error) => error.fmt(f),
            Self::NotEmpty => f.write_str(
                "the database holds accounts already: restore into an empty one (a new data directory with the key \
                 file in it, or a new PostgreSQL database)",
            ),
            Self::OtherTables { version } => write!(
                f,
                "the backup was taken by version {version}, whose tables are others: restore it with that version, \
                 then start this one"
            ),
            Self::NoKey { key_id } => write!(
                f,
                "the backup is sealed with key {key_id}, which is not in the key file: put back the key file that \
                 belongs to the backup"
            ),
            Self::OtherKey { key_id } => write!(
                f,
                "key {key_id} in the key file is another key than the one the backup is sealed with: put back the \
                 key file that belongs to the backup"
            ),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RestoreError {}

impl From<BadBackup> for RestoreError {
    fn from(error: BadBackup) -> Self {
        Self::Bad(error)
    }
}

impl From<StoreError> for RestoreError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Restores the backup that `open` opens into this engine's database, which must hold no account. The file is read
    /// twice: once to prove it whole, once to write it. `told` hears how many rows are checked and written.
    ///
    /// What was alive in the backup is canceled: its codes may have been used since, and so may codes of authenticator apps,
    /// of which none of before is good any more. What is restored counts against
    /// guessing as it did. The audit trail's chain comes back with its sealed ends, so that `audit verify` finds what was
    /// changed before the backup or in it; behind it, linked at once, stands that `by` restored it. All is written in one
    /// transaction, so that there is all of it or nothing; the file is read inside it, which a server must never do:
    /// nobody else waits for this database yet.
    ///
    /// # Errors
    /// See [`RestoreError`]; nothing was written then.
    pub async fn restore<R: BufRead + 'static>(
        &self,
        open: impl Fn() -> io::Result<R> + Send + Sync + 'static,
        credentials: Credentials,
        by: Actor,
        told: impl Fn(&str, u64) + Send + Sync + 'static,
    ) -> Result<Restored, RestoreError> {
        let (open, told) = (Arc::new(open), Arc::new(told));
        let header = Lines::open(open().map_err(BadBackup::Io)?)?.header().clone();
        self.knows_keys(&header)?;
        if self.0.store.read(|tx| Ok(accounts::oldest(tx)?.is_some())).await? {
            return Err(RestoreError::NotEmpty);
        }
        if !header.fits() {
            return Err(RestoreError::OtherTables { version: header.version });
        }
        let proving = (Arc::clone(&open), Arc::clone(&told));
        let proof = tokio::task::spawn_blocking(move || prove(&*proving.0, &*proving.1)).await;
        let accounts = proof.map_err(|_| RestoreError::Store(StoreError::Panicked))??;
        let now = self.now();
        let taken = Timestamp::from_millis(header.made_at).to_string();
        let trail = self.audit_entry(now, None, by, "backup.restored", taken);
        let tokens = self.draw_tokens(&*self.sealing_keys().await?, credentials, &accounts);
        let job = Job { now, credentials, tokens, header, trail };
        let restored = self
            .0
            .store
            .write(move |tx| {
                if accounts::oldest(tx)?.is_some() {
                    return Ok(End::Rollback(Err(RestoreError::NotEmpty)));
                }
                let lines = open().map_err(BadBackup::Io).and_then(Lines::open);
                match lines.map_err(RestoreError::Bad) {
                    Ok(lines) => Ok(match job.write(tx, lines, &*told)? {
                        Ok(restored) => End::Commit(Ok(restored)),
                        Err(bad) => End::Rollback(Err(RestoreError::Bad(bad))),
                    }),
                    Err(bad) => Ok(End::Rollback(Err(bad))),
                }
            })
            .await??;
        // A command has no job that would do it. What fails here a server does when it starts.
        if let Err(error) = self.chain_audit().await {
            tracing::warn!(%error, "the audit trail's new lines are not linked yet");
        }
        Ok(restored)
    }

    fn knows_keys(&self, header: &Header) -> Result<(), RestoreError> {
        let ring = self.0.keys.ring();
        for (key_id, value) in &header.keys {
            let key_id = key_id.clone();
            match ring.check_value(&key_id) {
                None => return Err(RestoreError::NoKey { key_id }),
                Some(own) if !countersign_keyring::same(&own, value) => {
                    return Err(RestoreError::OtherKey { key_id });
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn draw_tokens(
        &self,
        keys: &Keyring,
        credentials: Credentials,
        accounts: &[AccountSid],
    ) -> BTreeMap<String, (String, KeptToken)> {
        if credentials == Credentials::Keep {
            return BTreeMap::new();
        }
        let draw = |sid: &AccountSid| {
            let (sid, token) = (sid.to_string(), self.dice().secret());
            let kept = self.0.keep_token(keys, &sid, &token);
            (sid, (token, kept))
        };
        accounts.iter().map(draw).collect()
    }
}

/// Reads the whole backup without writing anything; gives its accounts.
fn prove<R: BufRead>(
    open: &dyn Fn() -> io::Result<R>,
    told: &dyn Fn(&str, u64),
) -> Result<Vec<AccountSid>, BadBackup> {
    let mut lines = Lines::open(open().map_err(BadBackup::Io)?)?;
    let (mut accounts, mut rows) = (Vec::new(), 0_u64);
    while let Some(row) = lines.next_row()? {
        rows += 1;
        if rows.is_multiple_of(TOLD_EVERY) {
            told("checked", rows);
        }
        if row.table() == "accounts" {
            let sid = row.text("sid").and_then(|sid| sid.parse().ok());
            accounts.push(sid.ok_or_else(|| lines.bad("holds no account's SID"))?);
        }
    }
    Ok(accounts)
}

/// What writing needs beside the file.
struct Job {
    now: Timestamp,
    credentials: Credentials,
    tokens: BTreeMap<String, (String, KeptToken)>,
    header: Header,
    trail: AuditEntry,
}

impl Job {
    fn write<R: BufRead>(
        &self,
        tx: &mut WriteTx<'_>,
        mut lines: Lines<R>,
        told: &dyn Fn(&str, u64),
    ) -> Result<Result<Restored, BadBackup>, DbError> {
        keys::lock(tx)?;
        for key in keys::list(tx)? {
            // A fresh database took them for new: what the backup was sealed with has to stay.
            if key.state == KeyState::OpenOnly && self.header.keys.contains_key(&key.key_id) {
                keys::set_state(tx, &key.key_id, KeyState::Retired, self.now)?;
            }
        }
        backup::clear_marks(tx)?;
        // What an empty server wrote down comes behind what the backup brings, whose chain begins where it began.
        audit::unlink(tx)?;
        let mut restored = Restored {
            header: self.header.clone(),
            rows: Counts::new(),
            canceled: 0,
            keys_revoked: 0,
            tokens: self.tokens.iter().map(|(sid, (token, _))| (sid.clone(), token.clone())).collect(),
        };
        let mut rows = 0_u64;
        loop {
            let mut row = match lines.next_row() {
                Ok(Some(row)) => row,
                Ok(None) => {
                    audit::add(tx, &self.trail)?;
                    return Ok(Ok(restored));
                }
                // It was whole a moment ago: somebody writes to it.
                Err(bad) => return Ok(Err(bad)),
            };
            if !self.adjust(&mut row, &mut restored) {
                continue;
            }
            rows += 1;
            backup::insert(tx, &row, rows)?;
            *restored.rows.entry(row.table().to_owned()).or_default() += 1;
            if rows.is_multiple_of(TOLD_EVERY) {
                told("written", rows);
            }
        }
    }

    /// Changes what must not come back as it was; false for a row that must not come back at all.
    fn adjust(&self, row: &mut Row, restored: &mut Restored) -> bool {
        let revoke = self.credentials == Credentials::Revoke;
        match row.table() {
            "verifications" if row.text("status") == Some("pending") => {
                let expired = row.number("expires_at").filter(|at| *at <= self.now.millis());
                let (status, at) = expired.map_or(("canceled", self.now.millis()), |at| ("expired", at));
                restored.canceled += u64::from(expired.is_none());
                row.set("status", status);
                row.set("ended_at", at);
                row.set("updated_at", at);
            }
            "attempts" if row.text("state") == Some("queued") => {
                row.set("state", "dropped");
                row.set("error", "restored from a backup");
                row.set("updated_at", self.now.millis());
            }
            "factors" => spent::factor(row, self.now),
            "challenges" => spent::challenge(row, self.now),
            "hardware_tokens" => spent::token(row, self.now),
            "api_keys" if revoke => {
                restored.keys_revoked += 1;
                return false;
            }
            "accounts" if revoke => {
                let kept = row.text("sid").and_then(|sid| self.tokens.get(sid));
                // Proved a moment ago: an account that wasn't there then has no place here.
                let Some((_, kept)) = kept else { return false };
                row.set("primary_hash", kept.hash.0.as_str());
                row.set("primary_sealed", kept.sealed.as_str());
                row.set("secondary_hash", serde_json::Value::Null);
                row.set("secondary_sealed", serde_json::Value::Null);
            }
            _ => {}
        }
        true
    }
}
