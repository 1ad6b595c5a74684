//! What a provider says that a message cost.

use std::fmt;
use std::str::FromStr;

use crate::limit::Money;

/// A currency's code of ISO 4217: three capital letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// The text is not three letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadCurrency;

impl Currency {
    /// The three capital letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only `from_str` makes one, from three ASCII letters.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Currency {
    type Err = BadCurrency;

    fn from_str(text: &str) -> Result<Self, BadCurrency> {
        let letters: [u8; 3] = text.as_bytes().try_into().map_err(|_| BadCurrency)?;
        if !letters.iter().all(u8::is_ascii_alphabetic) {
            return Err(BadCurrency);
        }
        Ok(Self(letters.map(|letter| letter.to_ascii_uppercase())))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An amount in the provider's own currency. Never converted: sums are kept by currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// How much, for all parts of the message together.
    pub amount: Money,
    /// Of what.
    pub currency: Currency,
}

impl Cost {
    /// Reads an amount as providers write it: `0.0525`, `-0.00750` (Twilio's are negative), `5e-3`, more decimals than
    /// we keep. Nothing when it is none, or the currency isn't three letters.
    #[must_use]
    pub fn read(amount: &str, currency: &str) -> Option<Self> {
        let number: f64 = amount.trim().parse().ok()?;
        let micros = (number.abs() * 1e6).round();
        // A message that costs a million is a misread field.
        if !micros.is_finite() || micros > 1e12 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "bounded just above")]
        let amount = Money::from_micros(micros as i64);
        Some(Self { amount, currency: currency.trim().parse().ok()? })
    }
}

/// As in `0.0525 EUR`.
impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

/// What [`Cost`] displays, read back.
impl FromStr for Cost {
    type Err = BadCurrency;

    fn from_str(text: &str) -> Result<Self, BadCurrency> {
        let (amount, currency) = text.split_once(' ').ok_or(BadCurrency)?;
        Ok(Self { amount: amount.parse().map_err(|_| BadCurrency)?, currency: currency.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_in_every_spelling_of_providers() {
        for (amount, micros) in
            [("0.0525", 52_500), ("-0.00750", 7500), ("5e-3", 5000), (" 0 ", 0), ("0.00000049", 0)]
        {
            let cost = Cost::read(amount, "eur").expect(amount);
            assert_eq!((cost.amount.micros(), cost.currency.as_str()), (micros, "EUR"), "{amount}");
        }
        for (amount, currency) in [
            ("", "EUR"),
            ("x", "EUR"),
            ("NaN", "EUR"),
            ("inf", "EUR"),
            ("1", "€"),
            ("1", ""),
            ("1e30", "EUR"),
        ] {
            assert_eq!(Cost::read(amount, currency), None, "{amount} {currency}");
        }
    }

    #[test]
    fn a_cost_reads_back_as_shown() {
        let cost = Cost::read("0.0525", "EUR").expect("a cost");
        assert_eq!(cost.to_string(), "0.0525 EUR");
        assert_eq!(cost.to_string().parse(), Ok(cost));
    }
}
