//! A copy of the whole database in a form that both engines read: lines of JSON.
//!
//! ```text
//! {"countersign_backup":1,"version":"0.1.0","made_at":1767225600000,"migrations":{…},"keys":{"k1":"<check value>"}}
//! ["accounts","AC…","Shop",…,"3fa9c1d2"]
//! …
//! {"rows":{"accounts":1,…},"sha256":"…"}
//! ```
//!
//! A row ends with the first eight hex digits of the SHA-256 of everything up to there, so that a changed, lost or
//! moved line is known by its number; the last line has the whole digest, so that a torn file is noticed. Sealed
//! secrets stay sealed: the keys are not in it, only their check values.

mod read;
mod tables;
mod write;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use read::{BadBackup, Lines};
pub use tables::{clear_marks, insert, statements};
pub use write::{Sink, dump};

pub(crate) use tables::TABLES;

use crate::migrate;

/// The only form there is so far.
const FORM: u32 = 1;
/// Hex digits at the end of a row.
const CHECK: usize = 8;

/// The first line: where the copy comes from. A later version may say more there, and is recognised all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The form of the lines; 1.
    #[serde(rename = "countersign_backup")]
    pub form: u32,
    /// The version that wrote it.
    pub version: String,
    /// When the snapshot was taken, in milliseconds since 1970.
    pub made_at: i64,
    /// Names and checksums of the migrations whose tables are in it.
    pub migrations: BTreeMap<String, String>,
    /// Migrations of later versions that its database had too: what those keep is not in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// Ids and check values of the keys that something in it may be sealed with.
    pub keys: BTreeMap<String, String>,
}

impl Header {
    /// Whether this version can take its rows: it was taken with the same tables, or by an earlier release to which only
    /// something was added since.
    #[must_use]
    pub fn fits(&self) -> bool {
        migrate::follows(&self.migrations)
    }
}

/// The last line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Trailer {
    rows: Counts,
    sha256: String,
}

/// How many rows, by table.
pub type Counts = BTreeMap<String, u64>;

/// A row: its table and its values in the order of the table's columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which table; an index into the list of tables.
    table: usize,
    values: Vec<Value>,
}

impl Row {
    /// The table's name.
    #[must_use]
    pub fn table(&self) -> &'static str {
        TABLES[self.table].name
    }

    /// The text in a column; `None` when it is null or no text.
    ///
    /// # Panics
    /// When the table has no such column: a mistake in the code.
    #[must_use]
    pub fn text(&self, column: &str) -> Option<&str> {
        self.values[self.place(column)].as_str()
    }

    /// The number in a column; `None` when it is null or no number.
    ///
    /// # Panics
    /// When the table has no such column: a mistake in the code.
    #[must_use]
    pub fn number(&self, column: &str) -> Option<i64> {
        self.values[self.place(column)].as_i64()
    }

    /// Puts another value in a column.
    ///
    /// # Panics
    /// When the table has no such column: a mistake in the code.
    pub fn set(&mut self, column: &str, value: impl Into<Value>) {
        let place = self.place(column);
        self.values[place] = value.into();
    }

    fn place(&self, column: &str) -> usize {
        let columns = TABLES[self.table].columns;
        columns.iter().position(|(name, _)| *name == column).expect("a column of the table")
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
