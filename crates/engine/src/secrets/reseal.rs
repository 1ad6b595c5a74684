//! The third step: what older keys sealed is sealed anew, a few rows at a time behind all requests.

use countersign_keyring::{Place, sealed_by};
use countersign_model::Actor;
use countersign_store::sealed::{COLUMNS, SealedRow};
use countersign_store::{End, StoreError, audit};

use crate::Engine;

/// Rows of a chunk: a few milliseconds of the writer's time.
const CHUNK: usize = 100;

/// Where a pass over everything sealed stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResealFrom {
    /// Which of the sealed columns.
    pub column: usize,
    /// The last row that was looked at.
    pub after: String,
}

/// What a chunk came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Rows sealed anew.
    pub resealed: u64,
    /// Rows that don't open with any key: the place of each and why. They are left as they are.
    pub unreadable: Vec<String>,
    /// Where to go on; `None` at the end of the pass.
    pub next: Option<ResealFrom>,
}

impl Engine {
    /// Seals a chunk of rows anew with the active key. A row that changes meanwhile is left to whoever changed it, and to
    /// the next pass. The first chunk of a pass is a line of the audit trail, whatever it came to.
    ///
    /// # Errors
    /// When the database gives no answer; what was sealed anew stays so.
    pub async fn reseal_chunk(&self, from: ResealFrom, by: Actor) -> Result<Resealed, StoreError> {
        let Some(column) = COLUMNS.get(from.column) else { return Ok(Resealed::default()) };
        let ring = self.sealing_keys().await?;
        let line = (from == ResealFrom::default()).then(|| {
            self.audit_entry(self.now(), None, by, "master_key.resealing", ring.active_id().to_owned())
        });
        let (after, sealed) = (from.after, sealed_by(ring.active_id()));
        let most = i64::try_from(CHUNK).unwrap_or(i64::MAX);
        let found = self.0.store.report(move |tx| column.others(tx, &after, &sealed, most)).await?;
        let next = match found.last() {
            Some(last) if found.len() == CHUNK => {
                Some(ResealFrom { column: from.column, after: last.key.clone() })
            }
            _ => (from.column + 1 < COLUMNS.len())
                .then(|| ResealFrom { column: from.column + 1, after: String::new() }),
        };
        let mut told = Resealed { next, ..Resealed::default() };
        let mut anew: Vec<(SealedRow, String)> = Vec::new();
        for row in found {
            let place = Place { table: column.table, row: column.place_row(&row), column: column.sealed_for };
            match ring.reseal(place, &row.sealed, self.dice()) {
                Ok(Some(text)) => anew.push((row, text)),
                Ok(None) => {}
                Err(error) => {
                    told.unreadable.push(format!("{} {} {}: {error}", column.table, row.key, column.column));
                }
            }
        }
        if line.is_some() || !anew.is_empty() {
            told.resealed = self
                .0
                .store
                .write_behind(move |tx| {
                    let mut swapped = 0;
                    for (row, text) in &anew {
                        swapped += u64::from(column.swap(tx, row, text)?);
                    }
                    if let Some(line) = &line {
                        audit::add(tx, line)?;
                    }
                    Ok(End::Commit(swapped))
                })
                .await?;
        }
        Ok(told)
    }
}
