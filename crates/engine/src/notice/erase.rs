//! Erasing what has still to be mailed to an address. There is no index by address: what waits is walked, in pieces.

use std::sync::Arc;

use countersign_store::{End, StoreError, notices};

use super::kept;
use crate::Engine;

/// Rows looked at at once: a few milliseconds of a connection that reports use.
const STRETCH: i64 = 200;

impl Engine {
    /// Removes the mails that wait for an address of which `is_meant` says yes; tells how many. What can't be opened goes
    /// too: nobody knows to whom it leads.
    pub(crate) async fn erase_notices(
        &self,
        is_meant: impl Fn(&str) -> bool + Send + Clone + 'static,
    ) -> Result<u64, StoreError> {
        let (mut place, mut removed) = (String::new(), 0);
        loop {
            let from = place.clone();
            let stretch = self.0.store.report(move |tx| notices::walk(tx, &from, STRETCH)).await?;
            let Some(last) = stretch.last() else { return Ok(removed) };
            place = last.sid.to_string();
            let inner = Arc::clone(&self.0);
            let meant =
                stretch.iter().filter(|it| kept::open(&inner, it).map_or(true, |it| is_meant(&it.to)));
            let meant: Vec<_> = meant.map(|it| it.sid).collect();
            if !meant.is_empty() {
                removed += self
                    .0
                    .store
                    .write_behind(move |tx| notices::drop_all(tx, &meant).map(End::Commit))
                    .await?;
            }
        }
    }
}
