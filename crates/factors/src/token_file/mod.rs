//! Files of hardware tokens and their seeds, as makers deliver them: PSKC (RFC 6030), tables with commas, and what Yubico's
//! tools write.
//!
//! A file is taken whole or not at all, and what is wrong in it is told by its line. Nothing told has a seed in it.

mod cells;
mod csv;
mod pskc;
mod yubico;

use std::collections::HashMap;
use std::fmt;

use countersign_model::{OtpAlgorithm, TokenKind, TokenSerial};
use zeroize::Zeroizing;

/// Tokens of one file at most.
pub const MOST_TOKENS: usize = 20_000;
/// Octets of one file at most.
pub const LARGEST_FILE: usize = 64 * 1024 * 1024;
/// How long a seed may be, in octets: 80 bits is what the oldest tokens have, 128 octets is a block of SHA-512.
const SEED: std::ops::RangeInclusive<usize> = 10..=128;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// XML of RFC 6030.
    Pskc,
    /// A token a line, its parts divided by commas.
    Csv,
    /// What the YubiKey Personalization Tool and `ykman` log.
    Yubico,
}

/// What opens an encrypted file.
#[derive(Clone, Default)]
pub struct Unlock {
    /// The key that maker and operator share.
    pub key: Option<Zeroizing<Vec<u8>>>,
    /// The password that the key is made of.
    pub password: Option<Zeroizing<String>>,
}

/// One token of a file.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenSeed {
    /// Where it stands in the file, from 1.
    pub line: u64,
    /// The number on its back.
    pub serial: TokenSerial,
    /// What its codes go by.
    pub kind: TokenKind,
    /// The hash.
    pub algorithm: OtpAlgorithm,
    /// How many digits a code has.
    pub digits: u8,
    /// The counter of the next code; 0 for a clock.
    pub counter: i64,
    /// The seed.
    pub seed: Zeroizing<Vec<u8>>,
    /// Who made it.
    pub manufacturer: Option<String>,
}

/// Nothing of its seed.
impl fmt::Debug for TokenSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSeed")
            .field("line", &self.line)
            .field("serial", &self.serial)
            .finish_non_exhaustive()
    }
}

/// Why a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTokenFile {
    /// The line, from 1; none where it is about all of it.
    pub line: Option<u64>,
    /// What is wrong, without anything secret.
    pub what: String,
}

impl BadTokenFile {
    fn at(line: u64, what: impl Into<String>) -> Self {
        Self { line: Some(line), what: what.into() }
    }

    fn whole(what: impl Into<String>) -> Self {
        Self { line: None, what: what.into() }
    }
}

impl fmt::Display for BadTokenFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.what)
    }
}

impl std::error::Error for BadTokenFile {}

/// Reads a file.
///
/// # Errors
/// [`BadTokenFile`] for the first thing that is wrong in it; then nothing of it is taken.
pub fn read(format: Format, text: &str, unlock: &Unlock) -> Result<Vec<TokenSeed>, BadTokenFile> {
    if text.len() > LARGEST_FILE {
        return Err(BadTokenFile::whole("the file is too large: divide it"));
    }
    // Written by programs that put a byte order mark in front.
    let text = text.trim_start_matches('\u{feff}');
    let tokens = match format {
        Format::Pskc => pskc::read(text, unlock)?,
        Format::Csv => csv::read(text)?,
        Format::Yubico => yubico::read(text)?,
    };
    if tokens.is_empty() {
        return Err(BadTokenFile::whole("there is no token in it"));
    }
    let mut lines = HashMap::new();
    for token in &tokens {
        if let Some(before) = lines.insert(&token.serial, token.line) {
            let what = format!("its serial number stands in line {before} too");
            return Err(BadTokenFile::at(token.line, what));
        }
    }
    if tokens.len() > MOST_TOKENS {
        let what = format!("{} tokens are too many for one file: divide it, {MOST_TOKENS} fit", tokens.len());
        return Err(BadTokenFile::whole(what));
    }
    Ok(tokens)
}

#[cfg(test)]
mod tests;
