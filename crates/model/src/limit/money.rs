//! Money, in millionths of the operator's currency.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// An amount in millionths of whatever currency the operator reckons in: the price of one message is often less
/// than a cent. Never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(i64);

/// The text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadMoney;

impl fmt::Display for BadMoney {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount is a number such as 0.0525, not negative, with at most 6 decimals")
    }
}

impl std::error::Error for BadMoney {}

impl Money {
    const UNIT: i64 = 1_000_000;
    /// Large enough for any budget, small enough that sums of many never overflow.
    const MOST: i64 = 1_000_000_000 * Self::UNIT;

    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of `micros` millionths; what is negative counts as nothing.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(if micros < 0 { 0 } else { micros })
    }

    /// In millionths.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// `percent` hundredths of it, rounded down.
    #[must_use]
    pub(crate) fn percent(self, percent: u8) -> Self {
        let part = i128::from(self.0) * i128::from(percent) / 100;
        Self(i64::try_from(part).unwrap_or(i64::MAX))
    }
}

impl FromStr for Money {
    type Err = BadMoney;

    fn from_str(text: &str) -> Result<Self, BadMoney> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || whole.len() > 10 || part.len() > 6 {
            return Err(BadMoney);
        }
        let whole: i64 = whole.parse().map_err(|_| BadMoney)?;
        let part: i64 = format!("{part:0<6}").parse().map_err(|_| BadMoney)?;
        Some(whole * Self::UNIT + part).filter(|micros| *micros <= Self::MOST).map(Self).ok_or(BadMoney)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = format!("{:06}", self.0 % Self::UNIT);
        let part = part.trim_end_matches('0');
        write!(f, "{}.{part:0<2}", self.0 / Self::UNIT)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(Amount)
    }
}

/// Takes a number or a text; a number is read as people write it, so that 0.1 is exactly a tenth.
struct Amount;

impl Visitor<'_> for Amount {
    type Value = Money;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount such as 0.0525")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Money, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Money, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Money, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Money, E> {
        text.parse().map_err(E::custom)
    }
}

/// The most that may be spent in a time, or no bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// No bound; written `"off"`.
    Off,
    /// At most this.
    At(Money),
}

impl<'de> Deserialize<'de> for Cap {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(OffOrAmount)
    }
}

struct OffOrAmount;

impl Visitor<'_> for OffOrAmount {
    type Value = Cap;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount such as 25, or \"off\"")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Cap, E> {
        Amount.visit_i64(number).map(Cap::At)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Cap, E> {
        Amount.visit_u64(number).map(Cap::At)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Cap, E> {
        Amount.visit_f64(number).map(Cap::At)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Cap, E> {
        if text == "off" { Ok(Cap::Off) } else { Amount.visit_str(text).map(Cap::At) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn micros(json: &str) -> Option<i64> {
        serde_json::from_str::<Money>(json).ok().map(Money::micros)
    }

    #[test]
    fn an_amount_is_read_as_written_and_shown_with_two_decimals_at_least() {
        assert_eq!(micros("0.0525"), Some(52_500));
        assert_eq!(micros("25"), Some(25_000_000));
        assert_eq!(micros("\"0.000001\""), Some(1));
        assert_eq!(micros("0.1"), Some(100_000));
        assert_eq!(Money::from_micros(52_500).to_string(), "0.0525");
        assert_eq!(Money::from_micros(25_000_000).to_string(), "25.00");
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for json in
            ["-1", "-0.5", "1e30", "\"\"", "\".5\"", "\"5.\"", "\"1,5\"", "\"0.0000001\"", "true", "1e-9"]
        {
            assert_eq!(micros(json), None, "{json}");
        }
    }

    #[test]
    fn a_cap_can_be_off() {
        assert_eq!(serde_json::from_str::<Cap>("\"off\"").unwrap(), Cap::Off);
        assert_eq!(serde_json::from_str::<Cap>("2.5").unwrap(), Cap::At(Money::from_micros(2_500_000)));
        assert!(serde_json::from_str::<Cap>("\"none\"").is_err());
    }

    proptest! {
        #[test]
        fn an_amount_reads_back_as_shown(micros in 0..=Money::MOST) {
            let money = Money::from_micros(micros);
            prop_assert_eq!(money.to_string().parse(), Ok(money));
        }

        #[test]
        fn a_tenth_written_as_a_number_is_a_tenth(cents in 0_i64..1_000_000) {
            let json = format!("{}.{:02}", cents / 100, cents % 100);
            prop_assert_eq!(micros(&json), Some(cents * 10_000));
        }
    }
}
