//! Reading a copy, and not believing it.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, Read};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::tables::{Kind, TABLES};
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
    counts: Counts,
    ended: bool,
}

impl<R: BufRead> Lines<R> {
    /// Reads the first line.
    ///
    /// # Errors
    /// When this is no copy, or one in a later form.
    pub fn open(file: R) -> Result<Self, BadBackup> {
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
        if trailer.sha256 != super::hex(&self.so_far.clone().finalize()) || trailer.rows != self.counts {
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
