//! Linking new lines.

use countersign_model::Timestamp;
use countersign_store::{DbError, End, StoreError, WriteTx, audit, leases, marks};

use super::ends::{Ends, MARK};
use crate::Engine;

/// Lines of a batch: a few milliseconds of the writer's time.
const BATCH: i64 = 100;
/// How long a node that died keeps others from its work.
const LEASE_MILLIS: i64 = 30_000;

impl Engine {
    /// Links what is no link yet. One node at a time does; on the others this does nothing.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn chain_audit(&self) -> Result<(), StoreError> {
        while self.chain_batch().await? {}
        Ok(())
    }

    /// Links a batch; tells whether there may be more.
    async fn chain_batch(&self) -> Result<bool, StoreError> {
        let read = self.0.store.read(|tx| {
            Ok((audit::loose(tx, BATCH)?, marks::get(tx, MARK)?, audit::links(tx, 0, 1)?.is_empty()))
        });
        let (lines, mark, no_links) = read.await?;
        if lines.is_empty() {
            return Ok(false);
        }
        let ends = match &mark {
            Some(mark) => Ends::open(&self.0.opening_keys(), mark),
            None => no_links.then(Ends::start),
        };
        let Some(Ends { base, mut head }) = ends else {
            tracing::error!(
                "the audit trail was tampered with and is not linked on: see countersign audit verify"
            );
            return Ok(false);
        };
        let is_full = i64::try_from(lines.len()).is_ok_and(|count| count == BATCH);
        let links: Vec<_> = lines
            .into_iter()
            .map(|line| {
                head = head.next(&line);
                (line.sid, head.clone())
            })
            .collect();
        let sealed = Ends { base, head }.seal(&*self.sealing_keys().await?, self.dice());
        let lease = self.chain_lease();
        let write = self.0.store.write_behind(move |tx| {
            if !lease.take(tx)? || !marks::swap(tx, MARK, mark.as_deref(), &sealed)? {
                return Ok(End::Rollback(false));
            }
            for (sid, link) in &links {
                if !audit::link(tx, sid, link.number, &link.hash)? {
                    return Ok(End::Rollback(false));
                }
            }
            Ok(End::Commit(true))
        });
        Ok(write.await? && is_full)
    }

    pub(super) fn chain_lease(&self) -> Lease {
        Lease { node: self.0.node.clone(), now: self.now() }
    }
}

/// The right to change the chain.
pub(super) struct Lease {
    node: String,
    now: Timestamp,
}

impl Lease {
    /// Takes it, or tells that another node holds it.
    pub(super) fn take(&self, tx: &mut WriteTx<'_>) -> Result<bool, DbError> {
        leases::take(tx, MARK, &self.node, self.now, self.now.plus_millis(LEASE_MILLIS))
    }
}
