//! Reading a copy, and not believing it.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, Read};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::tables::{ADDED, Added, Kind, TABLES};
use super::{CHECK, Counts, FORM, Header, Row, Trailer};

/// The longest line that is read; the longest that is written is a few kilobytes.
const LONGEST: u64 = 1024 * 1024;

/// Why a copy can't be restored.
#[derive(Debug)]
pub enum BadBackup {
    /// It can't be read at all.
    Io(io::Error),
    /// This line is not what was written there; lines are counted from 1.
    Line(u64, &'static str),
}

impl fmt::Display for BadBackup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the backup can't be read: {error}"),
            Self::Line(line, what) => write!(f, "line {line} of the backup {what}"),
        }
    }
}

impl std::error::Error for BadBackup {}

/// The lines of a copy, each checked as it is read.
pub struct Lines<R> {
    file: R,
    line: u64,
    text: String,
    so_far: Sha256,
    header: Header,
    /// What its rows lack: the table, the column's place, and what stands for it; by place.
    lacking: Vec<(usize, usize, Value)>,
    counts: Counts,
    ended: bool,
}

impl<R: BufRead> Lines<R> {
    /// Reads the first line.
    ///
    /// # Errors
    /// When this is no copy, or one in a later form.
    pub fn open(file: R) -> Result<Self, BadBackup> {
        Self::open_before(file, ADDED)
    }

    /// The same, given what was added since a backup may have been taken.
    fn open_before(file: R, added: &[Added]) -> Result<Self, BadBackup> {
        let header = Header {
            form: 0,
            version: String::new(),
            made_at: 0,
            migrations: BTreeMap::new(),
            left_out: Vec::new(),
            keys: BTreeMap::new(),
        };
        let mut lines = Self {
            file,
            line: 0,
            text: String::new(),
            so_far: Sha256::new(),
            header,
            lacking: Vec::new(),
            counts: TABLES.iter().map(|table| (table.name.to_owned(), 0)).collect(),
            ended: false,
        };
        lines.read_line()?;
        let form = serde_json::from_str::<Value>(&lines.text).ok();
        match form.as_ref().and_then(|value| value["countersign_backup"].as_u64()) {
            Some(form) if form == u64::from(FORM) => {}
            Some(_) => return Err(lines.bad("is of a later version: restore it with that version")),
            None => return Err(lines.bad("is not the beginning of a backup")),
        }
        lines.header =
            serde_json::from_str(&lines.text).map_err(|_| lines.bad("is not a header as it was written"))?;
        lines.lacking = lacking(&lines.header, added);
        lines.so_far.update(&lines.text);
        Ok(lines)
    }

    /// Where the copy comes from.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Rows read so far, by table; after the last row, all of them.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The next row; `None` after the last, when the last line has proved that all are there.
    ///
    /// # Errors
    /// When the line is not what was written there.
    pub fn next_row(&mut self) -> Result<Option<Row>, BadBackup> {
        if self.ended {
            return Ok(None);
        }
        self.read_line()?;
        if self.text.starts_with('{') {
            return self.end().map(|()| None);
        }
        let torn = "was changed, or lines before it are missing";
        // `,"01234567"]` and the end of the line.
        let open = self.text.len().checked_sub(CHECK + 5).and_then(|at| self.text.get(..at));
        let open = open.ok_or_else(|| self.bad(torn))?;
        self.so_far.update(open);
        let check = super::hex(&self.so_far.clone().finalize());
        if self.text[open.len()..] != format!(",\"{}\"]\n", &check[..CHECK]) {
            return Err(self.bad(torn));
        }
        self.so_far.update(&self.text[open.len()..]);
        let row = self.row().ok_or_else(|| self.bad("holds no row that this version knows"))?;
        *self.counts.entry(row.table().to_owned()).or_default() += 1;
        Ok(Some(row))
    }

    fn row(&self) -> Option<Row> {
        let mut values: Vec<Value> = serde_json::from_str(&self.text).ok()?;
        values.pop()?;
        if values.is_empty() {
            return None;
        }
        let name = values.remove(0);
        let table = TABLES.iter().position(|table| Some(table.name) == name.as_str())?;
        for (_, place, value) in self.lacking.iter().filter(|(of, ..)| *of == table) {
            // A row with fewer columns than its header promises is found out below.
            values.insert((*place).min(values.len()), value.clone());
        }
        let columns = TABLES[table].columns;
        let fits = |(value, (_, kind)): (&Value, &(&str, Kind))| match (value, kind) {
            (Value::Null, _) => true,
            // PostgreSQL has no U+0000 in text.
            (Value::String(text), Kind::Text) => !text.contains('\0'),
            (value, Kind::Number) => value.is_i64(),
            _ => false,
        };
        let whole = values.len() == columns.len() && values.iter().zip(columns).all(fits);
        whole.then_some(Row { table, values })
    }

    fn end(&mut self) -> Result<(), BadBackup> {
        let trailer: Trailer =
            serde_json::from_str(&self.text).map_err(|_| self.bad("is not an end as it was written"))?;
        // Tables that came since are empty here and not counted there.
        let filled = |counts: &Counts| -> Counts {
            counts.iter().filter(|(_, rows)| **rows > 0).map(|(name, rows)| (name.clone(), *rows)).collect()
        };
        let is_counted = filled(&trailer.rows) == filled(&self.counts);
        if trailer.sha256 != super::hex(&self.so_far.clone().finalize()) || !is_counted {
            return Err(self.bad("does not fit what stands before it: the backup was changed"));
        }
        self.ended = true;
        let mut rest = [0; 1];
        match self.file.read(&mut rest) {
            Ok(0) => Ok(()),
            Ok(_) => Err(BadBackup::Line(self.line + 1, "stands behind the end: the backup was changed")),
            Err(error) => Err(BadBackup::Io(error)),
        }
    }

    fn read_line(&mut self) -> Result<(), BadBackup> {
        self.text.clear();
        self.line += 1;
        let read = self.file.by_ref().take(LONGEST).read_line(&mut self.text);
        match read {
            Ok(0) => Err(self.bad("is missing: the backup was cut off, take another one")),
            Ok(_) if !self.text.ends_with('\n') => {
                Err(self.bad("is cut off: the backup is torn, take another one"))
            }
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(self.bad("is no text")),
            Err(error) => Err(BadBackup::Io(error)),
        }
    }

    /// The line that was read last is not what it should be.
    pub fn bad(&self, what: &'static str) -> BadBackup {
        BadBackup::Line(self.line, what)
    }
}

/// What the rows of a backup lack that was taken before something was added.
fn lacking(header: &Header, added: &[Added]) -> Vec<(usize, usize, Value)> {
    let missing = added.iter().filter(|(migration, ..)| !header.migrations.contains_key(*migration));
    let mut lacking: Vec<_> = missing
        .filter_map(|(_, table, column, value)| {
            let of = TABLES.iter().position(|it| it.name == *table)?;
            let place = TABLES[of].columns.iter().position(|(name, _)| name == column)?;
            Some((of, place, serde_json::from_str(value).ok()?))
        })
        .collect();
    lacking.sort_by_key(|(of, place, _)| (*of, *place));
    lacking
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backup::write::Writer;

    /// A backup with this header and this row of accounts, as an earlier release wrote it.
    fn earlier(migrations: &[&str], account: &[&str]) -> String {
        let header = Header {
            form: FORM,
            version: "0.0.9".to_owned(),
            made_at: 0,
            migrations: migrations.iter().map(|name| ((*name).to_owned(), "x".to_owned())).collect(),
            left_out: Vec::new(),
            keys: BTreeMap::new(),
        };
        let mut lines = Writer::default();
        lines.line(&serde_json::to_string(&header).expect("JSON"));
        let mut values: Vec<Value> = account.iter().copied().map(Value::from).collect();
        values.push(Value::from(7));
        lines.row(&Row { table: 1, values }).expect("a row");
        let rows = Counts::from([("accounts".to_owned(), 1)]);
        let trailer = Trailer { rows, sha256: lines.digest() };
        lines.line(&serde_json::to_string(&trailer).expect("JSON"));
        lines.piece
    }

    const LATER: &[Added] = &[
        ("0003_b", "accounts", "secondary_hash", "null"),
        ("0003_b", "accounts", "primary_sealed", "\"none yet\""),
        ("0002_a", "accounts", "secondary_sealed", "null"),
    ];

    #[test]
    fn rows_of_an_earlier_release_get_what_was_added_since() {
        let text = earlier(&["0001_foundation", "0002_a"], &["AC1", "Shop", "hash", "sealed"]);
        let mut lines = Lines::open_before(text.as_bytes(), LATER).expect("a header");
        let row = lines.next_row().expect("a row").expect("a row");
        assert_eq!((row.text("friendly_name"), row.text("primary_hash")), (Some("Shop"), Some("hash")));
        assert_eq!((row.text("primary_sealed"), row.text("secondary_hash")), (Some("none yet"), None));
        assert_eq!((row.text("secondary_sealed"), row.number("created_at")), (Some("sealed"), Some(7)));
        assert_eq!(lines.next_row().expect("an end"), None);
    }

    #[test]
    fn rows_that_do_not_fit_what_the_header_promises_are_refused() {
        for (migrations, account) in [
            // All columns, though some were not there yet.
            (&["0001_foundation"][..], &["AC1", "Shop", "hash", "sealed", "h", "s"][..]),
            // Too few.
            (&["0001_foundation"], &["AC1"]),
            (&["0001_foundation", "0002_a", "0003_b"], &["AC1", "Shop", "hash", "sealed"]),
        ] {
            let text = earlier(migrations, account);
            let mut lines = Lines::open_before(text.as_bytes(), LATER).expect("a header");
            let bad = lines.next_row().expect_err("no row").to_string();
            assert!(bad.contains("line 2") && bad.contains("no row that this version knows"), "{bad}");
        }
    }
}
