//! Tables with commas: a token a line.
//!
//! Without a first line of names the parts are serial, seed, type, digits, and then the time step of a clock or the counter of
//! a button, and the hash. With one they stand in any order, as in Feitian's and Token2's files for Entra
//! (`upn,serial number,secret key,time interval,manufacturer,model`), and what no name below stands for is passed over.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::cells::{Cells, Writing, seed};
use super::{BadTokenFile, MOST_TOKENS, TokenSeed};

/// A part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Serial,
    Seed,
    Base32Seed,
    Kind,
    Digits,
    Period,
    Counter,
    /// The time step of a clock, the counter of a button.
    Either,
    Algorithm,
    Manufacturer,
    Other,
}

/// Where nothing says otherwise.
const IN_ORDER: [Part; 6] =
    [Part::Serial, Part::Seed, Part::Kind, Part::Digits, Part::Either, Part::Algorithm];

impl Part {
    /// What a name in the first line stands for.
    fn named(name: &str) -> Self {
        let plain: String =
            name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        match plain.as_str() {
            "serial" | "serialno" | "serialnumber" | "tokenserial" => Self::Serial,
            "seed" | "secret" | "key" | "hexseed" | "seedhex" => Self::Seed,
            "secretkey" | "base32" | "base32seed" | "seedbase32" => Self::Base32Seed,
            "type" | "tokentype" => Self::Kind,
            "digits" | "length" | "otplength" | "otplen" | "codelength" => Self::Digits,
            "period" | "timestep" | "timeinterval" | "interval" => Self::Period,
            "counter" | "movingfactor" => Self::Counter,
            "algorithm" | "hash" | "hashlib" => Self::Algorithm,
            "manufacturer" | "vendor" | "maker" => Self::Manufacturer,
            _ => Self::Other,
        }
    }
}

pub(super) fn read(text: &str) -> Result<Vec<TokenSeed>, BadTokenFile> {
    let mut parts: Vec<Part> = IN_ORDER.to_vec();
    let mut tokens = Vec::new();
    for (place, record) in records(text)?.iter().enumerate() {
        let line = line(text, record);
        if place == 0 {
            let named: Vec<Part> = record.iter().map(Part::named).collect();
            let is_there = |part: &Part| named.contains(part);
            if is_there(&Part::Serial) {
                if !is_there(&Part::Seed) && !is_there(&Part::Base32Seed) {
                    return Err(BadTokenFile::at(
                        line,
                        "the first line names no column 'seed' or 'secret key'",
                    ));
                }
                parts = named;
                continue;
            }
        }
        tokens.push(token(record, line, &parts)?);
    }
    Ok(tokens)
}

/// Every line that holds something, whatever it is.
pub(super) fn records(text: &str) -> Result<Vec<StringRecord>, BadTokenFile> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map(csv::Position::line);
            BadTokenFile { line, what: "it can't be read as a table with commas".to_owned() }
        })?;
        if record.iter().any(|cell| !cell.is_empty()) {
            records.push(record);
        }
        if records.len() > MOST_TOKENS + 1 {
            return Err(BadTokenFile::whole(format!(
                "there are more than {MOST_TOKENS} tokens in it: divide it"
            )));
        }
    }
    Ok(records)
}

/// The line that a record of `text` stands in. The reader knows where it began to look for it: blank lines and comments may
/// come first.
pub(super) fn line(text: &str, record: &StringRecord) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let begun = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let passed_over = |line: &&str| line.trim().is_empty() || line.starts_with('#');
    let before = text.get(begun..).unwrap_or_default().split('\n').take_while(passed_over).count();
    position.line() + before as u64
}

fn token(record: &StringRecord, line: u64, parts: &[Part]) -> Result<TokenSeed, BadTokenFile> {
    let (mut cells, mut secret) = (Cells::default(), ("", Writing::Either));
    let mut either = "";
    if record.len() > parts.len() {
        return Err(BadTokenFile::at(
            line,
            format!("{} parts are too many: {} can be", record.len(), parts.len()),
        ));
    }
    for (cell, part) in record.iter().zip(parts) {
        match part {
            Part::Serial => cells.serial = cell,
            Part::Seed => secret = (cell, Writing::Either),
            Part::Base32Seed => secret = (cell, Writing::Base32),
            Part::Kind => cells.kind = cell,
            Part::Digits => cells.digits = cell,
            Part::Period => cells.period = cell,
            Part::Counter => cells.counter = cell,
            Part::Either => either = cell,
            Part::Algorithm => cells.algorithm = cell,
            Part::Manufacturer => cells.manufacturer = cell,
            Part::Other => {}
        }
    }
    if cells.kind.eq_ignore_ascii_case("totp") {
        cells.period = if either.is_empty() { cells.period } else { either };
    } else {
        cells.counter = if either.is_empty() { cells.counter } else { either };
    }
    if secret.0.is_empty() {
        return Err(BadTokenFile::at(line, "the seed is missing"));
    }
    let seed = seed(secret.0, secret.1)
        .ok_or_else(|| BadTokenFile::at(line, "the seed is neither hex nor base32"))?;
    cells.token(line, seed)
}
