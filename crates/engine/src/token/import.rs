//! Taking a file of tokens in: all of them, or none.
//!
//! A file may have thousands, and no request is to wait for them: they go in a few at a time behind all requests, and count
//! once the last is in. What is not finished counts for nothing, and the next file of the account sweeps it away.

use std::sync::Arc;

use countersign_factors::token_file::TokenSeed;
use countersign_keyring::Keyring;
use countersign_model::{AccountSid, Actor, HardwareToken, HardwareTokenSid, TokenProgress, TokenSerial};
use countersign_store::{DbError, End, StoreError, accounts, audit, hardware_tokens, token_imports};

use super::{place, row};
use crate::Engine;

/// Tokens written in one transaction: a few milliseconds of the writer's time.
const CHUNK: usize = 100;
/// Tokens that are there already and are told of one by one.
pub const MOST_TOLD: usize = 5;

/// A token that is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Where it stands in the file.
    pub line: u64,
    /// The number on its back.
    pub serial: TokenSerial,
}

/// Why no token of a file was taken.
#[derive(Debug)]
pub enum ImportError {
    /// There is no such account.
    NoAccount,
    /// The account has some of them already.
    Present {
        /// The first [`MOST_TOLD`] of them.
        first: Vec<Present>,
        /// How many there are.
        all: usize,
    },
    /// Somebody began to take another file meanwhile.
    Overtaken,
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Takes the tokens of a file into an account, where nobody has them yet; tells how many. `told` hears now and then how
    /// many are in.
    ///
    /// # Errors
    /// See [`ImportError`]; then none of them counts.
    pub async fn import_tokens(
        &self,
        account: AccountSid,
        tokens: Vec<TokenSeed>,
        by: Actor,
        mut told: impl FnMut(usize) + Send,
    ) -> Result<usize, ImportError> {
        let tokens: Arc<[TokenSeed]> = tokens.into();
        self.none_is_there(account, &tokens).await?;
        // As a token's, so that files are in the order in which they came.
        let import = HardwareTokenSid::new(self.now(), self.dice()).to_string();
        self.begin_import(account, &import).await?;
        let outcome = self.import_chunks(account, &import, &tokens, &mut told).await;
        let finished = match outcome {
            Ok(()) => self.finish_import(account, &import, tokens.len(), by).await,
            Err(error) => Err(error),
        };
        if finished.is_err() {
            // Should this fail too, the next file sweeps it away.
            self.give_import_up(account, import).await?;
        }
        finished.map(|()| tokens.len())
    }

    async fn none_is_there(&self, account: AccountSid, tokens: &Arc<[TokenSeed]>) -> Result<(), ImportError> {
        let asked = Arc::clone(tokens);
        let found = self.0.store.report(move |tx| {
            if accounts::find(tx, account)?.is_none() {
                return Ok(None);
            }
            let (mut first, mut all) = (Vec::new(), 0);
            for token in &*asked {
                // Only of files that were taken whole: what was given up goes.
                if hardware_tokens::find(tx, account, &token.serial)?.is_some() {
                    all += 1;
                    if first.len() < MOST_TOLD {
                        first.push(Present { line: token.line, serial: token.serial.clone() });
                    }
                }
            }
            Ok(Some((first, all)))
        });
        match found.await? {
            None => Err(ImportError::NoAccount),
            Some((_, 0)) => Ok(()),
            Some((first, all)) => Err(ImportError::Present { first, all }),
        }
    }

    async fn begin_import(&self, account: AccountSid, import: &str) -> Result<(), StoreError> {
        let (sid, now) = (import.to_owned(), self.now());
        self.0
            .store
            .write_behind(move |tx| token_imports::begin(tx, &sid, account, now).map(End::Commit))
            .await?;
        self.tidy_imports(account).await
    }

    /// Removes what was given up.
    async fn tidy_imports(&self, account: AccountSid) -> Result<(), StoreError> {
        let most = i64::try_from(CHUNK).unwrap_or(i64::MAX);
        let chunk =
            || self.0.store.write_behind(move |tx| token_imports::tidy(tx, account, most).map(End::Commit));
        while chunk().await? {}
        Ok(())
    }

    async fn import_chunks(
        &self,
        account: AccountSid,
        import: &str,
        tokens: &Arc<[TokenSeed]>,
        told: &mut (impl FnMut(usize) + Send),
    ) -> Result<(), ImportError> {
        let mut done = 0;
        for chunk in tokens.chunks(CHUNK) {
            let keys = self.sealing_keys().await?;
            let sealed: Vec<(HardwareToken, u64)> =
                chunk.iter().map(|token| (self.sealed(&keys, account, token), token.line)).collect();
            let import = import.to_owned();
            let written = self.0.store.write_behind(move |tx| {
                if !token_imports::goes_on(tx, &import)? {
                    return Ok(End::Rollback(Err(ImportError::Overtaken)));
                }
                let mut first = Vec::new();
                for (token, line) in &sealed {
                    if !hardware_tokens::insert(tx, token, &import)? {
                        first.push(Present { line: *line, serial: token.serial.clone() });
                    }
                }
                if first.is_empty() {
                    return Ok(End::Commit(Ok(())));
                }
                let all = first.len();
                first.truncate(MOST_TOLD);
                Ok(End::Rollback(Err(ImportError::Present { first, all })))
            });
            written.await??;
            done += chunk.len();
            told(done);
        }
        Ok(())
    }

    fn sealed(&self, keys: &Keyring, account: AccountSid, token: &TokenSeed) -> HardwareToken {
        let now = self.now();
        let sid = HardwareTokenSid::new(now, self.dice());
        HardwareToken {
            sid,
            account_sid: account,
            serial: token.serial.clone(),
            kind: token.kind,
            algorithm: token.algorithm,
            digits: token.digits,
            progress: TokenProgress { next: token.counter, drift: 0 },
            sealed: keys.seal(place(&row(sid, account, &token.serial)), &token.seed, self.dice()),
            manufacturer: token.manufacturer.clone(),
            holder: None,
            imported_at: now,
        }
    }

    async fn finish_import(
        &self,
        account: AccountSid,
        import: &str,
        tokens: usize,
        by: Actor,
    ) -> Result<(), ImportError> {
        let (sid, now) = (import.to_owned(), self.now());
        let mut entry = self.audit_entry(now, Some(account), by, "tokens.imported", account.to_string());
        entry.detail = Some(tokens.to_string());
        let finished = self.0.store.write_behind(move |tx| -> Result<_, DbError> {
            if !token_imports::finish(tx, &sid, now)? {
                return Ok(End::Rollback(Err(ImportError::Overtaken)));
            }
            audit::add(tx, &entry)?;
            Ok(End::Commit(Ok(())))
        });
        finished.await?
    }

    async fn give_import_up(&self, account: AccountSid, import: String) -> Result<(), StoreError> {
        self.0.store.write_behind(move |tx| token_imports::give_up(tx, &import).map(End::Commit)).await?;
        self.tidy_imports(account).await
    }
}
