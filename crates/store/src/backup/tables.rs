//! What is copied: the tables, their columns, and statements made from them.
//!
//! A test compares this list with the database: whoever adds a table or a column decides here.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::Row;
use crate::sql::{Param, statements as plain};
use crate::{DbError, ReadTx, WriteTx};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
}
use Kind::{Number as N, Text as T};

/// A table that is copied.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// How many of the first columns are the key, which the copy walks along.
    pub(crate) key: usize,
    pub(crate) columns: &'static [(&'static str, Kind)],
}

/// In the order in which they are written and read.
pub(crate) const TABLES: &[Table] = &[
    Table { name: "marks", key: 1, columns: &[("name", T), ("value", T)] },
    Table {
        name: "accounts",
        key: 1,
        columns: &[
            ("sid", T),
            ("friendly_name", T),
            ("primary_hash", T),
            ("primary_sealed", T),
            ("secondary_hash", T),
            ("secondary_sealed", T),
            ("created_at", N),
        ],
    },
    Table {
        name: "api_keys",
        key: 1,
        columns: &[
            ("sid", T),
            ("account_sid", T),
            ("friendly_name", T),
            ("secret_hash", T),
            ("created_at", N),
        ],
    },
    Table {
        name: "services",
        key: 1,
        columns: &[
            ("sid", T),
            ("account_sid", T),
            ("friendly_name", T),
            ("settings", T),
            ("created_at", N),
            ("updated_at", N),
            ("is_told", N),
        ],
    },
    Table {
        name: "rate_limits",
        key: 1,
        columns: &[
            ("sid", T),
            ("account_sid", T),
            ("service_sid", T),
            ("unique_name", T),
            ("description", T),
            ("hash_key_sealed", T),
            ("created_at", N),
            ("updated_at", N),
        ],
    },
    Table {
        name: "buckets",
        key: 1,
        columns: &[
            ("sid", T),
            ("rate_limit_sid", T),
            ("service_sid", T),
            ("account_sid", T),
            ("most", N),
            ("seconds", N),
            ("created_at", N),
            ("updated_at", N),
        ],
    },
    Table {
        name: "bucket_tallies",
        key: 2,
        columns: &[("bucket_sid", T), ("value_hash", T), ("tally", T), ("taken", N), ("over_hour", N)],
    },
    Table { name: "bucket_purges", key: 1, columns: &[("bucket_sid", T)] },
    Table { name: "purges", key: 1, columns: &[("service_sid", T), ("place", T), ("attempts_from", T)] },
    Table {
        name: "wrong_checks",
        key: 3,
        columns: &[("service_sid", T), ("address", T), ("hour", N), ("wrong", N)],
    },
    Table { name: "prompt_wrongs", key: 2, columns: &[("who", T), ("hour", N), ("wrong", N)] },
    Table {
        name: "address_sends",
        key: 2,
        columns: &[("account_sid", T), ("address", T), ("sends", T), ("taken", N), ("over_hour", N)],
    },
    Table {
        name: "spend",
        key: 2,
        columns: &[("scope", T), ("stripe", N), ("hour", N), ("in_hour", N), ("day", N), ("in_day", N)],
    },
    Table {
        name: "blocks",
        key: 1,
        columns: &[("what", T), ("until_at", N), ("reason", T), ("made_by", T), ("made_at", N)],
    },
    Table {
        name: "safe_list",
        key: 2,
        columns: &[("account_sid", T), ("phone_number", T), ("sid", T), ("created_at", N)],
    },
    Table {
        name: "attempt_sums",
        key: 5,
        columns: &[
            ("account_sid", T),
            ("hour", N),
            ("service_sid", T),
            ("channel", T),
            ("country", T),
            ("total", N),
            ("converted", N),
        ],
    },
    Table {
        name: "attempt_area_sums",
        key: 7,
        columns: &[
            ("account_sid", T),
            ("area", N),
            ("digits", N),
            ("hour", N),
            ("service_sid", T),
            ("channel", T),
            ("country", T),
            ("total", N),
            ("converted", N),
        ],
    },
    Table {
        name: "templates",
        key: 1,
        columns: &[("sid", T), ("account_sid", T), ("friendly_name", T), ("channels", T), ("created_at", N)],
    },
    Table {
        name: "template_translations",
        key: 2,
        columns: &[
            ("template_sid", T),
            ("locale", T),
            ("text", T),
            ("status", T),
            ("default_since", N),
            ("created_at", N),
            ("updated_at", N),
        ],
    },
    Table {
        name: "messaging_configurations",
        key: 2,
        columns: &[
            ("service_sid", T),
            ("country", T),
            ("account_sid", T),
            ("messaging_service_sid", T),
            ("created_at", N),
            ("updated_at", N),
        ],
    },
    Table {
        name: "audit",
        key: 1,
        columns: &[
            ("sid", T),
            ("at", N),
            ("account_sid", T),
            ("who", T),
            ("what", T),
            ("subject", T),
            ("detail", T),
            ("chain_no", N),
            ("hash", T),
        ],
    },
    Table {
        name: "verifications",
        key: 1,
        columns: &[
            ("sid", T),
            ("account_sid", T),
            ("service_sid", T),
            ("recipient", T),
            ("channel", T),
            ("status", T),
            ("ended_at", N),
            ("code_key", T),
            ("code_length", N),
            ("code_sealed", T),
            ("amount", T),
            ("payee", T),
            ("sends", T),
            ("sends_used", N),
            ("checks_used", N),
            ("tags", T),
            ("created_at", N),
            ("updated_at", N),
            ("expires_at", N),
            ("approval", T),
            ("upstream", T),
            ("upstream_sid", T),
            ("factor_sid", T),
            ("is_told", N),
        ],
    },
    Table {
        name: "attempts",
        key: 1,
        columns: &[
            ("sid", T),
            ("account_sid", T),
            ("service_sid", T),
            ("verification_sid", T),
            ("channel", T),
            ("state", T),
            ("tries", N),
            ("provider", T),
            ("provider_id", T),
            ("error", T),
            ("created_at", N),
            ("updated_at", N),
            ("journal", T),
            ("receipt", T),
        ],
    },
    Table {
        name: "entities",
        key: 2,
        columns: &[
            ("service_sid", T),
            ("identity_key", T),
            ("sid", T),
            ("account_sid", T),
            ("identity", T),
            ("factors_made", T),
            ("created_at", N),
            ("updated_at", N),
        ],
    },
    Table {
        name: "factors",
        key: 1,
        columns: &[
            ("sid", T),
            ("account_sid", T),
            ("service_sid", T),
            ("entity_sid", T),
            ("identity", T),
            ("friendly_name", T),
            ("kind", T),
            ("verified_at", N),
            ("wrong_enrolments", N),
            ("public", T),
            ("secret_sealed", T),
            ("lookup", T),
            ("metadata", T),
            ("challenged", T),
            ("wrong", T),
            ("created_at", N),
            ("updated_at", N),
            ("address_hash", T),
        ],
    },
    Table {
        name: "challenges",
        key: 1,
        columns: &[
            ("sid", T),
            ("account_sid", T),
            ("service_sid", T),
            ("entity_sid", T),
            ("identity", T),
            ("factor_sid", T),
            ("kind", T),
            ("status", T),
            ("answered_at", N),
            ("wrong", N),
            ("details", T),
            ("hidden_details", T),
            ("metadata", T),
            ("public", T),
            ("lookup", T),
            ("expires_at", N),
            ("created_at", N),
            ("updated_at", N),
        ],
    },
    Table { name: "entity_purges", key: 1, columns: &[("entity_sid", T)] },
    Table {
        name: "token_imports",
        key: 1,
        columns: &[("sid", T), ("account_sid", T), ("made_at", N), ("finished_at", N)],
    },
    Table {
        name: "hardware_tokens",
        key: 1,
        columns: &[
            ("sid", T),
            ("account_sid", T),
            ("serial", T),
            ("import_sid", T),
            ("kind", T),
            ("algorithm", T),
            ("digits", N),
            ("period", N),
            ("next", N),
            ("drift", N),
            ("seed_sealed", T),
            ("manufacturer", T),
            ("factor_sid", T),
            ("imported_at", N),
        ],
    },
    Table {
        name: "token_tries",
        key: 2,
        columns: &[("service_sid", T), ("identity_key", T), ("tried", T), ("tried_at", N)],
    },
    Table {
        name: "webhooks",
        key: 1,
        columns: &[
            ("sid", T),
            ("account_sid", T),
            ("service_sid", T),
            ("friendly_name", T),
            ("event_types", T),
            ("wanted", T),
            ("url", T),
            ("status", T),
            ("version", T),
            ("failing_since", N),
            ("failure", T),
            ("created_at", N),
            ("updated_at", N),
            ("full_since", N),
        ],
    },
];

/// A column that came with a later migration than its table: the migration, the table, the column, and as JSON what stands
/// for it in a backup that was taken before.
pub(super) type Added = (&'static str, &'static str, &'static str, &'static str);

/// All of them, so that backups of earlier releases can be restored. A table that is new needs no line.
pub(super) const ADDED: &[Added] = &[
    ("0002_delivery", "attempts", "journal", "null"),
    ("0002_delivery", "attempts", "receipt", "null"),
    ("0003_approve", "verifications", "approval", "null"),
    ("0004_upstream", "verifications", "upstream", "null"),
    ("0004_upstream", "verifications", "upstream_sid", "null"),
    ("0014_tokens", "verifications", "factor_sid", "null"),
    ("0014_tokens", "factors", "address_hash", "null"),
    ("0015_events", "services", "is_told", "null"),
    ("0015_events", "verifications", "is_told", "null"),
    ("0015_events", "webhooks", "full_since", "null"),
];

/// What is not copied, and why.
#[cfg(test)]
pub(crate) const LEFT_OUT: &[(&str, &str)] = &[
    ("access_tokens", "are over in minutes, and none given before a restore is to be good behind it"),
    ("notifications", "tell of challenges that end with a restore"),
    ("prompts", "are over within the hour, and none of before a restore may be answered behind it"),
    ("prompt_pushes", "tell of questions that end with a restore, and of how many there were in a day"),
    ("signing_keys", "sign what is good for minutes; a restored server makes its own"),
    ("leases", "of nodes that are not there"),
    ("breakers", "tell how providers do now"),
    ("provider_messages", "no receipts come to a copy: its messages were sent by another server"),
    ("early_receipts", "the same"),
    ("fallbacks", "belong to live verifications"),
    ("upstream_endings", "the same"),
    ("live_slots", "live verifications end with a restore: their codes may have been used since"),
    ("webhook_events", "are told by the server that they happened on"),
    ("outbox", "what waits to be sent belongs to them"),
    ("idempotency_keys", "tell of creates that are void after a restore"),
    ("keys", "stand in the header, where they are compared before anything is written"),
    ("nodes", "run elsewhere"),
    ("schema_migrations", "stand in the header too"),
];

/// A table's statements, made once.
struct Sql {
    first: String,
    next: String,
    insert: String,
}

static SQL: LazyLock<Vec<Sql>> = LazyLock::new(|| TABLES.iter().map(Sql::of).collect());

impl Sql {
    fn of(table: &Table) -> Self {
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        let numbers = |many: usize| (1..=many).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
        let (columns, key, name) = (names.join(", "), names[..table.key].join(", "), table.name);
        Self {
            first: format!("SELECT {columns} FROM {name} ORDER BY {key} LIMIT $1"),
            next: format!(
                "SELECT {columns} FROM {name} WHERE ({key}) > ({}) ORDER BY {key} LIMIT ${}",
                numbers(table.key),
                table.key + 1
            ),
            insert: format!("INSERT INTO {name} ({columns}) VALUES ({})", numbers(names.len())),
        }
    }
}

plain! {
    KEYS = "SELECT key_id, check_value FROM keys WHERE state IN ('active', 'retired') ORDER BY key_id";
    CLEAR_MARKS = "DELETE FROM marks";
}

/// Every statement of the copy.
#[must_use]
pub fn statements() -> Vec<&'static str> {
    let made = SQL.iter().flat_map(|sql| [sql.first.as_str(), &sql.next, &sql.insert]);
    made.chain(STATEMENTS.iter().copied()).collect()
}

/// Up to `most` rows of a table behind the row `after`.
pub(super) fn page(
    tx: &mut ReadTx<'_>,
    table: usize,
    after: Option<&Row>,
    most: i64,
) -> Result<Vec<Row>, DbError> {
    let (sql, it) = (&SQL[table], &TABLES[table]);
    let read = |row: &crate::row::Row<'_>| {
        let value = |(place, (_, kind)): (usize, &(&str, Kind))| {
            Ok(match kind {
                T => row.maybe_text(place)?.map_or(Value::Null, Value::String),
                N => row.maybe_int(place)?.map_or(Value::Null, Value::from),
            })
        };
        let values = it.columns.iter().enumerate().map(value).collect::<Result<_, DbError>>()?;
        Ok(Row { table, values })
    };
    match after {
        None => tx.all(&sql.first, &[most.into()], read),
        Some(after) => {
            let mut params = params(&after.values[..it.key], it.columns);
            params.push(most.into());
            tx.all(&sql.next, &params, read)
        }
    }
}

fn params<'v>(values: &'v [Value], columns: &[(&str, Kind)]) -> Vec<Param<'v>> {
    let param = |(value, (_, kind)): (&'v Value, &(&str, Kind))| match kind {
        T => Param::MaybeText(value.as_str()),
        N => Param::MaybeInt(value.as_i64()),
    };
    values.iter().zip(columns).map(param).collect()
}

/// Writes a row of a copy. Rows travel to PostgreSQL together; every hundredth waits for those before it, so that no
/// more than that many stand in memory.
///
/// # Errors
/// What the database says, of this row or of one before.
pub fn insert(tx: &mut WriteTx<'_>, row: &Row, number: u64) -> Result<(), DbError> {
    let params = params(&row.values, TABLES[row.table].columns);
    let sql = &SQL[row.table].insert;
    if number.is_multiple_of(100) { tx.change(sql, &params).map(drop) } else { tx.put(sql, &params) }
}

/// Removes the facts that a fresh database was given; the copy has its own.
///
/// # Errors
/// What the database says.
pub fn clear_marks(tx: &mut WriteTx<'_>) -> Result<(), DbError> {
    tx.put(CLEAR_MARKS, &[])
}

/// Ids and check values of the keys that something in this database may be sealed with.
pub(super) fn keys(tx: &mut ReadTx<'_>) -> Result<BTreeMap<String, String>, DbError> {
    Ok(tx.all(KEYS, &[], |row| Ok((row.text(0)?, row.text(1)?)))?.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Engine, SqliteOptions, Store};

    #[test]
    fn a_column_that_came_later_than_its_table_says_what_stood_for_it_before() {
        let database = rusqlite::Connection::open_in_memory().expect("a database");
        let mut applied = Vec::new();
        for (name, text) in crate::migrate::files() {
            database.execute_batch(&crate::sql::dialect::sqlite(text)).expect("a migration");
            applied.push(name);
            for table in TABLES {
                let list = format!("SELECT name FROM pragma_table_info('{}') ORDER BY cid", table.name);
                let mut statement = database.prepare(&list).expect("a statement");
                let rows = statement.query_map([], |row| row.get::<_, String>(0)).expect("rows");
                let stand: Vec<String> = rows.collect::<Result<_, _>>().expect("rows");
                let is_there = |column: &str| {
                    let later = |added: &&Added| added.1 == table.name && added.2 == column;
                    ADDED.iter().find(later).is_none_or(|added| applied.contains(&added.0))
                };
                let expected: Vec<&str> =
                    table.columns.iter().map(|(column, _)| *column).filter(|name| is_there(name)).collect();
                assert!(
                    stand.is_empty() || stand == expected,
                    "a backup taken with {name} lacks columns of {}: add them to ADDED",
                    table.name
                );
            }
        }
        for (migration, table, column, value) in ADDED {
            assert!(applied.contains(migration), "{migration} is no migration");
            assert!(TABLES.iter().any(|it| it.name == *table), "{table} is no table");
            assert!(serde_json::from_str::<Value>(value).is_ok(), "{column}: {value} is no JSON");
        }
    }

    #[test]
    fn every_table_and_column_is_copied_or_left_out_for_a_reason() {
        let directory = countersign_testkit::directory();
        let path = directory.path().join("countersign.db");
        Store::open(Engine::Sqlite(SqliteOptions { path: path.clone(), readers: 1 }))
            .expect("a store")
            .close();
        let database = rusqlite::Connection::open(path).expect("the same database");
        let list = |sql: &str| -> Vec<(String, String, i64)> {
            let mut statement = database.prepare(sql).expect("a statement");
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
            rows.expect("rows").collect::<Result<_, _>>().expect("rows")
        };
        for (name, ..) in list("SELECT name, type, 0 FROM sqlite_master WHERE type = 'table'") {
            if LEFT_OUT.iter().any(|(left_out, _)| *left_out == name) {
                continue;
            }
            let table = TABLES.iter().find(|table| table.name == name);
            let table =
                table.unwrap_or_else(|| panic!("add table {name} to TABLES, or to LEFT_OUT with a reason"));
            let columns = list(&format!("SELECT name, type, pk FROM pragma_table_info('{name}')"));
            let kind = |kind: &str| if kind == "TEXT" { T } else { N };
            let stand: Vec<_> = columns.iter().map(|(name, of, _)| (name.as_str(), kind(of))).collect();
            assert_eq!(table.columns, stand, "{name}");
            let key: Vec<i64> = columns.iter().map(|(.., pk)| *pk).take(table.key).collect();
            assert!(key.iter().all(|place| *place > 0), "the first columns of {name} are its key");
            assert_eq!(columns.iter().filter(|(.., pk)| *pk > 0).count(), table.key, "{name}");
        }
    }
}
