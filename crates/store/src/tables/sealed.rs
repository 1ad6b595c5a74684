//! Every column that holds something sealed, so that one command can seal all of it anew.
//!
//! A table that seals something joins by one line below. What has ended is left out: nothing opens it again, and
//! once its key is dropped nothing can.

use crate::{DbError, ReadTx, WriteTx};

/// A column that holds something sealed. The rows' primary key is `sid`.
#[derive(Debug)]
pub struct SealedColumn {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The column that its place is sealed for, which differs where a secret moves between two.
    pub sealed_for: &'static str,
    select: &'static str,
    swap: &'static str,
    count: &'static str,
}

macro_rules! sealed_columns {
    ($($table:literal . $column:literal, sealed for $place:literal, in $rows:literal;)*) => {
        /// All of them.
        pub const COLUMNS: &[SealedColumn] = &[$(SealedColumn {
            table: $table,
            column: $column,
            sealed_for: $place,
            select: concat!(
                "SELECT ", $table, ".sid, ", $column, " FROM ", $rows, " AND ", $column, " NOT LIKE $2 AND ",
                $table, ".sid > $1 ORDER BY ", $table, ".sid LIMIT $3"
            ),
            swap: concat!("UPDATE ", $table, " SET ", $column, " = $3 WHERE sid = $1 AND ", $column, " = $2"),
            count: concat!("SELECT COUNT(*) FROM ", $rows, " AND ", $column, " LIKE $1"),
        }),*];
        pub(crate) const STATEMENTS: &[&str] = &{
            let mut all = [""; COLUMNS.len() * 3];
            let mut at = 0;
            while at < COLUMNS.len() {
                all[at * 3] = COLUMNS[at].select;
                all[at * 3 + 1] = COLUMNS[at].swap;
                all[at * 3 + 2] = COLUMNS[at].count;
                at += 1;
            }
            all
        };
    };
}

sealed_columns! {
    "accounts"."primary_sealed", sealed for "token", in "accounts WHERE primary_sealed IS NOT NULL";
    "accounts"."secondary_sealed", sealed for "token", in "accounts WHERE secondary_sealed IS NOT NULL";
    "verifications"."code_sealed", sealed for "code_sealed", in "live_slots
        JOIN verifications ON verifications.sid = live_slots.verification_sid
        WHERE verifications.status = 'pending' AND verifications.code_sealed IS NOT NULL";
}

/// A row and what stands sealed in it.
#[derive(Clone, Debug)]
pub struct SealedRow {
    /// The row's primary key.
    pub sid: String,
    /// What stands there.
    pub sealed: String,
}

impl SealedColumn {
    /// Up to `most` rows behind `after` whose text doesn't begin with `start`, in order. `start` has no wildcards of
    /// LIKE in it.
    ///
    /// # Errors
    /// What the database says.
    pub fn others(
        &self,
        tx: &mut ReadTx<'_>,
        after: &str,
        start: &str,
        most: i64,
    ) -> Result<Vec<SealedRow>, DbError> {
        tx.all(self.select, &[after.into(), (&format!("{start}%")).into(), most.into()], |row| {
            Ok(SealedRow { sid: row.text(0)?, sealed: row.text(1)? })
        })
    }

    /// Replaces a row's text if it is still the one that was read; tells whether it was.
    ///
    /// # Errors
    /// What the database says.
    pub fn swap(&self, tx: &mut WriteTx<'_>, was: &SealedRow, anew: &str) -> Result<bool, DbError> {
        Ok(tx.change(self.swap, &[(&was.sid).into(), (&was.sealed).into(), anew.into()])? == 1)
    }

    /// How many rows hold a text that begins with `start`.
    ///
    /// # Errors
    /// What the database says.
    pub fn count(&self, tx: &mut ReadTx<'_>, start: &str) -> Result<i64, DbError> {
        let count = tx.one(self.count, &[(&format!("{start}%")).into()], |row| row.int(0))?;
        count.ok_or_else(|| DbError::unreadable(self.table))
    }
}
