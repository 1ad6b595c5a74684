//! Stopping and resuming. What is written here is read in the transaction of every create, so it holds on every node
//! from the moment that the command returns.

use countersign_model::limit::{Block, Blocked};
use countersign_model::{AccountSid, Actor, AuditEntry, Timestamp};
use countersign_store::{End, StoreError, audit, blocks};

use crate::Engine;

impl Engine {
    /// Stops what `what` says until `until`, or until it is taken away. A block of the same numbers is replaced.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn add_block(
        &self,
        what: Blocked,
        until: Option<Timestamp>,
        reason: Option<String>,
        by: Actor,
    ) -> Result<Block, StoreError> {
        let now = self.now();
        let verb = if what.is_pause() { "paused" } else { "block.added" };
        let mut entry = self.block_entry(&what, verb, by, now);
        entry.detail = until.map(|until| format!("until {until}"));
        let block = Block { what, until, reason, by: entry.who.to_string(), made_at: now };
        self.0
            .store
            .write(move |tx| {
                blocks::put(tx, &block)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(block.clone()))
            })
            .await
    }

    /// Takes a block or a pause away; tells whether one held.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn remove_block(&self, what: Blocked, by: Actor) -> Result<bool, StoreError> {
        let now = self.now();
        let verb = if what.is_pause() { "resumed" } else { "block.removed" };
        let entry = self.block_entry(&what, verb, by, now);
        self.0
            .store
            .write(move |tx| {
                if !blocks::remove(tx, &what, now)? {
                    // One that was over goes without a word.
                    return Ok(End::Commit(false));
                }
                audit::add(tx, &entry)?;
                Ok(End::Commit(true))
            })
            .await
    }

    /// The blocks and pauses that hold now.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn list_blocks(&self) -> Result<Vec<Block>, StoreError> {
        let now = self.now();
        self.0.store.read(move |tx| blocks::list(tx, now)).await
    }

    /// Stops all that `account` sends, or everything.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn pause(
        &self,
        account: Option<AccountSid>,
        until: Option<Timestamp>,
        reason: Option<String>,
        by: Actor,
    ) -> Result<Block, StoreError> {
        self.add_block(pause_of(account), until, reason, by).await
    }

    /// Ends a pause; tells whether there was one.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn resume(&self, account: Option<AccountSid>, by: Actor) -> Result<bool, StoreError> {
        self.remove_block(pause_of(account), by).await
    }

    fn block_entry(&self, what: &Blocked, verb: &'static str, by: Actor, now: Timestamp) -> AuditEntry {
        let account = match what {
            Blocked::Account(account) => Some(*account),
            Blocked::Everything | Blocked::Prefix(_) => None,
        };
        self.audit_entry(now, account, by, verb, what.to_string())
    }
}

fn pause_of(account: Option<AccountSid>) -> Blocked {
    account.map_or(Blocked::Everything, Blocked::Account)
}
