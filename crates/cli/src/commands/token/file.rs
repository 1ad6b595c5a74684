//! A file of tokens on its way from the disk to the data.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use countersign_factors::token_file::{self, Format, LARGEST_FILE, TokenSeed, Unlock};
use countersign_model::{OtpAlgorithm, TokenKind, TokenSerial};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::commands::Failure;

/// A token as it travels to the server. No `Debug`: it holds a seed.
#[derive(Serialize, Deserialize)]
pub(super) struct Wire {
    line: u64,
    serial: String,
    kind: String,
    period: Option<u32>,
    algorithm: OtpAlgorithm,
    digits: u8,
    counter: i64,
    /// In base64.
    seed: String,
    manufacturer: Option<String>,
}

impl From<TokenSeed> for Wire {
    fn from(token: TokenSeed) -> Self {
        Self {
            line: token.line,
            serial: token.serial.as_str().to_owned(),
            kind: token.kind.as_str().to_owned(),
            period: token.kind.period(),
            algorithm: token.algorithm,
            digits: token.digits,
            counter: token.counter,
            seed: BASE64_STANDARD.encode(&*token.seed),
            manufacturer: token.manufacturer,
        }
    }
}

impl Wire {
    /// The token again. What doesn't read was written by another version.
    pub(super) fn open(self) -> Result<TokenSeed, Failure> {
        let other = || Failure::new("the running server reads tokens differently: is it of another version?");
        Ok(TokenSeed {
            line: self.line,
            serial: TokenSerial::parse(&self.serial).map_err(|_| other())?,
            kind: TokenKind::from_row(&self.kind, self.period.map(i64::from)).ok_or_else(other)?,
            algorithm: self.algorithm,
            digits: self.digits,
            counter: self.counter,
            seed: BASE64_STANDARD.decode(&self.seed).map(Zeroizing::new).map_err(|_| other())?,
            manufacturer: self.manufacturer,
        })
    }
}

/// Reads the tokens of a file.
pub(super) fn read(
    file: &Path,
    format: Format,
    key_file: Option<PathBuf>,
    password_file: Option<PathBuf>,
) -> Result<Vec<Wire>, Failure> {
    let unlock = Unlock {
        key: key_file.map(|path| key(&path)).transpose()?,
        password: password_file.map(|path| password(&path)).transpose()?,
    };
    let octets = all_of(file, LARGEST_FILE)?;
    let text = std::str::from_utf8(&octets).map_err(|error| {
        let line = octets[..error.valid_up_to()].iter().filter(|octet| **octet == b'\n').count() + 1;
        Failure::new(format!("{}: line {line}: it is not UTF-8", file.display()))
    })?;
    let tokens = token_file::read(format, text, &unlock);
    let tokens =
        tokens.map_err(|bad| Failure::new(format!("{}: {bad}. Nothing was imported", file.display())))?;
    Ok(tokens.into_iter().map(Wire::from).collect())
}

/// A whole file, if it has not more octets.
fn all_of(path: &Path, most: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let told = |error: std::io::Error| Failure::new(format!("{}: {error}", path.display()));
    let length = fs::metadata(path).map_err(told)?.len();
    // Room for all of it at once: growing would leave copies behind.
    let room = usize::try_from(length).unwrap_or(usize::MAX).min(most) + 1;
    let mut octets = Zeroizing::new(Vec::with_capacity(room));
    File::open(path).map_err(told)?.take(most as u64 + 1).read_to_end(&mut octets).map_err(told)?;
    if octets.len() > most {
        return Err(Failure::new(format!("{}: the file is too large: divide it", path.display())));
    }
    Ok(octets)
}

/// The key of a file: hex, base64, or the octets themselves.
fn key(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let octets = all_of(path, 1000)?;
    let fits = |key: &[u8]| [16, 24, 32].contains(&key.len());
    if let Ok(text) = std::str::from_utf8(&octets) {
        let text = text.trim();
        let hex = Zeroizing::new(hex(text).unwrap_or_default());
        if fits(&hex) {
            return Ok(hex);
        }
        let decoded = Zeroizing::new(BASE64_STANDARD.decode(text).unwrap_or_default());
        if fits(&decoded) {
            return Ok(decoded);
        }
    }
    if fits(&octets) {
        return Ok(octets);
    }
    Err(Failure::new(format!("{}: it holds no key of 16, 24 or 32 octets, in hex or base64", path.display())))
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
    digits.len().is_multiple_of(2).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// The password in the first line of a file.
fn password(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let octets = all_of(path, 10_000)?;
    let text = std::str::from_utf8(&octets)
        .map_err(|_| Failure::new(format!("{}: the password is not UTF-8", path.display())))?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(Zeroizing::new(line.to_owned())),
        _ => Err(Failure::new(format!("{}: its first line holds no password", path.display()))),
    }
}
