//! What Yubico's tools log when they write configurations into YubiKeys.
//!
//! The *Yubico format* has a line `serial,public id,private id,key,access code,time,` each, where an OATH configuration has no
//! public id; `ykman` writes it too. The *traditional format* has `OATH-HOTP,time,slot,token identifier,,key,…` with the
//! number of digits in its twelfth part. Neither says which counter comes next: it is that of a new key, 0.

use csv::StringRecord;

use super::cells::{Cells, Writing, seed};
use super::csv::{line, records};
use super::{BadTokenFile, TokenSeed};

const MANUFACTURER: &str = "Yubico";

pub(super) fn read(text: &str) -> Result<Vec<TokenSeed>, BadTokenFile> {
    let mut tokens = Vec::new();
    for record in &records(text)? {
        let part = |place: usize| record.get(place).unwrap_or_default();
        if part(0).eq_ignore_ascii_case("LOGGING START") {
            continue;
        }
        tokens.push(if part(0).bytes().all(|b| b.is_ascii_digit()) {
            yubico(record, line(text, record))?
        } else {
            traditional(record, line(text, record))?
        });
    }
    Ok(tokens)
}

fn yubico(record: &StringRecord, line: u64) -> Result<TokenSeed, BadTokenFile> {
    let part = |place: usize| record.get(place).unwrap_or_default();
    if !part(1).is_empty() {
        return Err(BadTokenFile::at(
            line,
            "it is a Yubico OTP configuration: only OATH-HOTP can be imported",
        ));
    }
    Cells { serial: part(0), kind: "hotp", manufacturer: MANUFACTURER, ..Cells::default() }
        .token(line, key(line, part(3))?)
}

fn traditional(record: &StringRecord, line: u64) -> Result<TokenSeed, BadTokenFile> {
    let part = |place: usize| record.get(place).unwrap_or_default();
    if !part(0).eq_ignore_ascii_case("OATH-HOTP") {
        return Err(BadTokenFile::at(line, "it is no OATH-HOTP configuration, and no other can be imported"));
    }
    // Twelve times the letter for 0 stands where there is none.
    let serial = Some(part(3)).filter(|id| id.chars().any(|c| c != 'c')).ok_or_else(|| {
        BadTokenFile::at(
            line,
            "it has no token identifier to call the key by: log in the Yubico format instead",
        )
    })?;
    let digits = if part(11) == "0" { "" } else { part(11) };
    Cells { serial, kind: "hotp", digits, manufacturer: MANUFACTURER, ..Cells::default() }
        .token(line, key(line, part(5))?)
}

fn key(line: u64, text: &str) -> Result<zeroize::Zeroizing<Vec<u8>>, BadTokenFile> {
    let is_hex = !text.is_empty() && text.bytes().all(|b| b.is_ascii_hexdigit());
    let key = is_hex.then(|| seed(text, Writing::Either)).flatten();
    key.ok_or_else(|| BadTokenFile::at(line, "the key is not hex"))
}
