//! Writing a copy.

use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::tables::{self, TABLES};
use super::{CHECK, Counts, FORM, Header, Row, Trailer};
use crate::{DbError, ReadTx, migrations};

/// Rows read at once.
const PAGE: i64 = 500;
/// Bytes handed over at once, about.
const PIECE: usize = 64 * 1024;

/// Where a copy goes: takes whole lines, a piece at a time, and the number of rows so far; false when it takes no more.
///
/// It is taken out at the first run. A read may run again, after a lost connection; a second copy behind half a first
/// one would be none.
pub type Sink<F> = Mutex<Option<F>>;

/// Copies the database as `tx` sees it to `sink`. Holds no more than a page of rows and a piece of text. Tells how many
/// rows of each table.
///
/// # Errors
/// What the database says, and when `sink` takes no more.
pub fn dump<F: FnMut(String, u64) -> bool>(
    tx: &mut ReadTx<'_>,
    version: &str,
    made_at: i64,
    sink: &Sink<F>,
) -> Result<Counts, DbError> {
    let taken_out = sink.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(mut sink) = taken_out else {
        return Err(DbError::told(
            "the connection was lost in the middle: nothing whole was written, try again",
        ));
    };
    let header = Header {
        form: FORM,
        version: version.to_owned(),
        made_at,
        migrations: migrations::known(tx)?,
        left_out: migrations::later(tx)?,
        keys: tables::keys(tx)?,
    };
    let mut lines = Writer::default();
    lines.line(&json(&header)?);
    let mut counts = Counts::new();
    let mut rows = 0;
    let mut hand_over = |lines: &mut Writer, rows| {
        let taken = sink(std::mem::take(&mut lines.piece), rows);
        if taken { Ok(()) } else { Err(DbError::told("nobody takes the backup any more")) }
    };
    for (table, it) in TABLES.iter().enumerate() {
        let mut after: Option<Row> = None;
        loop {
            let page = tables::page(tx, table, after.as_ref(), PAGE)?;
            let is_last = i64::try_from(page.len()).unwrap_or(PAGE) < PAGE;
            for row in &page {
                lines.row(row)?;
            }
            rows += page.len() as u64;
            *counts.entry(it.name.to_owned()).or_default() += page.len() as u64;
            if lines.piece.len() >= PIECE {
                hand_over(&mut lines, rows)?;
            }
            after = page.into_iter().next_back();
            if is_last {
                break;
            }
        }
    }
    let trailer = Trailer { rows: counts.clone(), sha256: lines.digest() };
    lines.line(&json(&trailer)?);
    hand_over(&mut lines, rows)?;
    Ok(counts)
}

/// Lines with what proves them.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) piece: String,
    so_far: Sha256,
}

impl Writer {
    pub(super) fn line(&mut self, text: &str) {
        self.so_far.update(text);
        self.so_far.update("\n");
        self.piece.push_str(text);
        self.piece.push('\n');
    }

    pub(super) fn row(&mut self, row: &Row) -> Result<(), DbError> {
        let values = json(&row.values)?;
        // `["table",values…` without the closing bracket: what the check is taken of.
        let open = format!("[\"{}\",{}", row.table(), &values[1..values.len() - 1]);
        self.so_far.update(&open);
        let check = &self.digest()[..CHECK];
        let end = format!(",\"{check}\"]\n");
        self.so_far.update(&end);
        self.piece.push_str(&open);
        self.piece.push_str(&end);
        Ok(())
    }

    pub(super) fn digest(&self) -> String {
        super::hex(&self.so_far.clone().finalize())
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(value)
        .map_err(|error| DbError::told(format!("a row can't be written as JSON: {error}")))
}
