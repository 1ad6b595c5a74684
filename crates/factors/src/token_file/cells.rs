//! What stands in one place of a file.

use std::ops::RangeInclusive;

use countersign_model::{OtpAlgorithm, TokenKind, TokenSerial};
use data_encoding::HEXLOWER_PERMISSIVE;
use zeroize::Zeroizing;

use super::{BadTokenFile, SEED, TokenSeed};
use crate::base32;
use crate::kinds::hardware::DIGITS;

/// Seconds of a step.
const PERIOD: RangeInclusive<u32> = 10..=300;
/// The longest name of a maker that is kept, in characters.
const MANUFACTURER: usize = 64;
/// A counter beyond it is a mistake: nobody presses a button so often.
const COUNTER: RangeInclusive<i64> = 0..=1_000_000_000;

/// What is read of one token, text by text; a text that is empty says nothing.
#[derive(Default)]
pub(super) struct Cells<'a> {
    pub(super) serial: &'a str,
    pub(super) kind: &'a str,
    pub(super) algorithm: &'a str,
    pub(super) digits: &'a str,
    pub(super) counter: &'a str,
    pub(super) period: &'a str,
    pub(super) manufacturer: &'a str,
}

impl Cells<'_> {
    /// The token that stands in `line`.
    pub(super) fn token(&self, line: u64, seed: Zeroizing<Vec<u8>>) -> Result<TokenSeed, BadTokenFile> {
        let bad = |what: &str| BadTokenFile::at(line, what);
        if self.serial.is_empty() {
            return Err(bad("the serial number is missing"));
        }
        let serial = TokenSerial::parse(self.serial)
            .map_err(|_| bad("the serial number has other signs than up to 40 letters and digits"))?;
        if !SEED.contains(&seed.len()) {
            // Not which token: where columns were swapped its number is the seed.
            return Err(bad(&format!("the seed is {} octets long: 10 to 128 can be", seed.len())));
        }
        let period =
            number(self.period, PERIOD).ok_or_else(|| bad("the time step is not 10 to 300 seconds"))?;
        let counter = number(self.counter, COUNTER)
            .ok_or_else(|| bad("the counter is not a whole number up to 1000000000"))?;
        let is_clock = match self.kind.to_ascii_lowercase().as_str() {
            "hotp" => false,
            "totp" => true,
            // A file that names a time step alone is one of clocks.
            "" => period.is_some(),
            _ => return Err(bad("the type is neither HOTP nor TOTP")),
        };
        Ok(TokenSeed {
            line,
            serial,
            kind: if is_clock { TokenKind::Totp { period: period.unwrap_or(30) } } else { TokenKind::Hotp },
            algorithm: algorithm(self.algorithm)
                .ok_or_else(|| bad("the algorithm is none of SHA-1, SHA-256 and SHA-512"))?,
            digits: number(self.digits, DIGITS).ok_or_else(|| bad("codes have 6 to 8 digits"))?.unwrap_or(6),
            counter: if is_clock { 0 } else { counter.unwrap_or(0) },
            seed,
            manufacturer: manufacturer(self.manufacturer),
        })
    }
}

/// A whole number within `range`, nothing for an empty text; none for any other text.
fn number<T: std::str::FromStr + PartialOrd>(text: &str, range: RangeInclusive<T>) -> Option<Option<T>> {
    if text.is_empty() {
        return Some(None);
    }
    let plain = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|number| plain && range.contains(number)).map(Some)
}

/// A hash by any of its spellings, SHA-1 for an empty text.
fn algorithm(text: &str) -> Option<OtpAlgorithm> {
    let plain: String =
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    match plain.strip_prefix("hmac").unwrap_or(&plain) {
        "" => text.is_empty().then_some(OtpAlgorithm::Sha1),
        name => OtpAlgorithm::parse(name),
    }
}

/// A maker's name, cut where it is too long; nothing that could steer a terminal.
fn manufacturer(text: &str) -> Option<String> {
    let plain: String = text.trim().chars().filter(|c| !c.is_control()).take(MANUFACTURER).collect();
    (!plain.is_empty()).then_some(plain)
}

/// How a seed is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    /// Hex where it can be hex, else base32: a seed of either has what the other lacks, but for one in many thousands.
    Either,
    /// Base32.
    Base32,
}

/// A seed, blanks left out; none where it can't be one.
pub(super) fn seed(text: &str, writing: Writing) -> Option<Zeroizing<Vec<u8>>> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    plain.extend(text.chars().filter(|c| !c.is_whitespace()));
    let is_hex = plain.len().is_multiple_of(2) && plain.bytes().all(|b| b.is_ascii_hexdigit());
    if writing == Writing::Either && is_hex {
        return HEXLOWER_PERMISSIVE.decode(plain.as_bytes()).ok().map(Zeroizing::new);
    }
    base32::read(&plain)
}
