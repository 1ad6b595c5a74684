//! Forgetting lines that are older than they need be, so that the rest can still be verified.

use countersign_model::Timestamp;
use countersign_store::{End, StoreError, audit, marks};

use super::ends::{Ends, MARK};
use crate::Engine;

/// Lines of a chunk: a few milliseconds of the writer's time.
const CHUNK: i64 = 100;

impl Engine {
    /// Removes links that were written before `before`, oldest first, until there are none. Lines that are no links
    /// yet stay, and so does everything from the first damage on: it is evidence.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn forget_audit(&self, before: Timestamp) -> Result<(), StoreError> {
        while self.forget_chunk(before).await? {}
        Ok(())
    }

    async fn forget_chunk(&self, before: Timestamp) -> Result<bool, StoreError> {
        let Some(mark) = self.0.store.read(|tx| marks::get(tx, MARK)).await? else { return Ok(false) };
        let Some(Ends { base, head }) = Ends::open(&self.0.opening_keys(), &mark) else { return Ok(false) };
        let (first, mut last) = (base.number, base);
        let links = self.0.store.read(move |tx| audit::links(tx, first, CHUNK)).await?;
        for line in links.iter().take_while(|line| line.at < before.millis()) {
            let next = last.next(line);
            if line.chain_no != Some(next.number) || line.hash.as_deref() != Some(&*next.hash) {
                break;
            }
            last = next;
        }
        let count = last.number - first;
        if count == 0 {
            return Ok(false);
        }
        let until = last.number;
        let sealed = Ends { base: last, head }.seal(&*self.sealing_keys().await?, self.dice());
        let lease = self.chain_lease();
        let write = self.0.store.write_behind(move |tx| {
            if !lease.take(tx)? || !marks::swap(tx, MARK, Some(&mark), &sealed)? {
                return Ok(End::Rollback(false));
            }
            audit::forget(tx, first, until)?;
            Ok(End::Commit(true))
        });
        Ok(write.await? && count == CHUNK)
    }
}
