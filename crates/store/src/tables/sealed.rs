//! Every column that holds something sealed, so that one command can seal all of it anew.
//!
//! A table that seals something joins by one line below. What has ended is left out: nothing opens it again, and
//! once its key is dropped nothing can.

use crate::{DbError, ReadTx, WriteTx};

/// A column that holds something sealed.
#[derive(Debug)]
pub struct SealedColumn {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The column that its place is sealed for, which differs where a secret moves between two.
    pub sealed_for: &'static str,
    /// Where the place's row begins in a [`SealedRow::key`].
    place_from: usize,
    select: &'static str,
    swap: &'static str,
    count: &'static str,
}

macro_rules! sealed_columns {
    ($(
        $table:literal . $column:literal, sealed for $place:literal, in $rows:literal,
        by $key:literal after $after:literal order $order:literal is $is:literal from $from:literal;
    )*) => {
        /// All of them.
        pub const COLUMNS: &[SealedColumn] = &[$(SealedColumn {
            table: $table,
            column: $column,
            sealed_for: $place,
            place_from: $from,
            select: concat!(
                "SELECT ", $key, ", ", $column, " FROM ", $rows, " AND ", $column, " NOT LIKE $2 AND ", $after,
                " ORDER BY ", $order, " LIMIT $3"
            ),
            swap: concat!("UPDATE ", $table, " SET ", $column, " = $3 WHERE ", $is, " AND ", $column, " = $2"),
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
    "accounts"."primary_sealed", sealed for "token", in "accounts WHERE primary_sealed IS NOT NULL",
        by "sid" after "sid > $1" order "sid" is "sid = $1" from 0;
    "accounts"."secondary_sealed", sealed for "token", in "accounts WHERE secondary_sealed IS NOT NULL",
        by "sid" after "sid > $1" order "sid" is "sid = $1" from 0;
    "rate_limits"."hash_key_sealed", sealed for "hash_key_sealed", in "rate_limits WHERE hash_key_sealed IS NOT NULL",
        by "sid" after "sid > $1" order "sid" is "sid = $1" from 0;
    "verifications"."code_sealed", sealed for "code_sealed", in "live_slots
        JOIN verifications ON verifications.sid = live_slots.verification_sid
        WHERE verifications.status = 'pending' AND verifications.code_sealed IS NOT NULL",
        by "verifications.sid" after "verifications.sid > $1" order "verifications.sid" is "sid = $1" from 0;
    "marks"."value", sealed for "value", in "marks WHERE name IN ('audit.chain', 'factors.address_key')",
        by "name" after "name > $1" order "name" is "name = $1" from 0;
    // The primary key is an account's SID, 34 letters, and the key's hash; only the hash is in the place.
    "idempotency_keys"."request_sealed", sealed for "request_sealed",
        in "idempotency_keys WHERE request_sealed IS NOT NULL",
        by "account_sid || key_hash"
        after "(account_sid, key_hash) > (substr(CAST($1 AS TEXT), 1, 34), substr(CAST($1 AS TEXT), 35))"
        order "account_sid, key_hash"
        is "account_sid = substr(CAST($1 AS TEXT), 1, 34) AND key_hash = substr(CAST($1 AS TEXT), 35)" from 34;
    // The place names whose factor it is, too: moved to another person the row doesn't open.
    "factors"."secret_sealed", sealed for "secret_sealed", in "factors WHERE secret_sealed IS NOT NULL",
        by "sid || account_sid || service_sid || entity_sid || identity"
        after "sid > substr(CAST($1 AS TEXT), 1, 34)" order "sid"
        is "sid = substr(CAST($1 AS TEXT), 1, 34)" from 0;
    "prompts"."content_sealed", sealed for "content_sealed", in "prompts WHERE content_sealed IS NOT NULL",
        by "sid || account_sid || service_sid || identity"
        after "sid > substr(CAST($1 AS TEXT), 1, 34)" order "sid"
        is "sid = substr(CAST($1 AS TEXT), 1, 34)" from 0;
    "notices"."content_sealed", sealed for "content_sealed", in "notices WHERE content_sealed IS NOT NULL",
        by "sid || account_sid || service_sid || identity"
        after "sid > substr(CAST($1 AS TEXT), 1, 34)" order "sid"
        is "sid = substr(CAST($1 AS TEXT), 1, 34)" from 0;
    "signing_keys"."secret_sealed", sealed for "secret_sealed", in "signing_keys WHERE secret_sealed IS NOT NULL",
        by "kid" after "kid > $1" order "kid" is "kid = $1" from 0;
    // A seed under another number would be another person's.
    "hardware_tokens"."seed_sealed", sealed for "seed_sealed", in "hardware_tokens WHERE seed_sealed IS NOT NULL",
        by "sid || account_sid || serial"
        after "sid > substr(CAST($1 AS TEXT), 1, 34)" order "sid"
        is "sid = substr(CAST($1 AS TEXT), 1, 34)" from 0;
}

/// A row and what stands sealed in it.
#[derive(Clone, Debug)]
pub struct SealedRow {
    /// The row's primary key, its parts one behind the other.
    pub key: String,
    /// What stands there.
    pub sealed: String,
}

impl SealedColumn {
    /// The row of the place that a row's secret is sealed for.
    #[must_use]
    pub fn place_row<'r>(&self, row: &'r SealedRow) -> &'r str {
        row.key.get(self.place_from..).unwrap_or_default()
    }

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
            Ok(SealedRow { key: row.text(0)?, sealed: row.text(1)? })
        })
    }

    /// Replaces a row's text if it is still the one that was read; tells whether it was.
    ///
    /// # Errors
    /// What the database says.
    pub fn swap(&self, tx: &mut WriteTx<'_>, was: &SealedRow, anew: &str) -> Result<bool, DbError> {
        Ok(tx.change(self.swap, &[(&was.key).into(), (&was.sealed).into(), anew.into()])? == 1)
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
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_whose_name_says_that_it_is_sealed_is_sealed_anew() {
        let database = rusqlite::Connection::open_in_memory().expect("a database");
        for (_, text) in crate::migrate::files() {
            database.execute_batch(&crate::sql::dialect::sqlite(text)).expect("a migration");
        }
        let columns = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
            WHERE m.type = 'table' AND c.name LIKE '%sealed'";
        let mut statement = database.prepare(columns).expect("a statement");
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
        let sealed: Vec<_> = rows.expect("rows").collect::<Result<_, _>>().expect("rows");
        assert!(sealed.len() >= 4, "{sealed:?}");
        for (table, column) in sealed {
            let is_listed = COLUMNS.iter().any(|it| it.table == table && it.column == column);
            assert!(is_listed, "{table}.{column} would be lost with the key that sealed it: add it here");
        }
    }
}
