//! The country of a phone number.

use std::fmt;
use std::str::FromStr;

use rlibphonenumber::PHONE_NUMBER_UTIL;
use serde::Deserialize;

/// A country or territory with a numbering plan of its own, by its two capital letters (ISO 3166-1 alpha-2).
///
/// It is exactly the one that the number lies in: `GB` is without Guernsey (`GG`), Jersey (`JE`) and the Isle of Man
/// (`IM`), and `US` without Canada and the Caribbean, though they share a calling code. Prices differ much between
/// them, which is what pumping lives on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Country([u8; 2]);

/// The text names no country that has phone numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCountry(String);

impl fmt::Display for UnknownCountry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text) = self;
        write!(f, "{text:?} is not a country: write the two capital letters of ISO 3166-1, such as \"DK\"")?;
        if text.eq_ignore_ascii_case("UK") {
            f.write_str(" (the United Kingdom is \"GB\")")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownCountry {}

impl Country {
    /// The two capital letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only `from_str` makes one, from two ASCII letters.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// A country that the metadata itself named.
    pub(crate) fn of_metadata(text: &str) -> Option<Self> {
        text.as_bytes().try_into().ok().map(Self)
    }
}

impl FromStr for Country {
    type Err = UnknownCountry;

    fn from_str(text: &str) -> Result<Self, UnknownCountry> {
        let is_known =
            PHONE_NUMBER_UTIL.get_supported_regions().any(|region| region.as_region_str().as_str() == text);
        // The metadata also knows `001`, the world, which is no country.
        let known = is_known.then(|| Self::of_metadata(text)).flatten();
        known.ok_or_else(|| UnknownCountry(text.to_owned()))
    }
}

impl TryFrom<String> for Country {
    type Error = UnknownCountry;

    fn try_from(text: String) -> Result<Self, UnknownCountry> {
        text.parse()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_capital_letters_that_the_numbering_plans_know() {
        for text in ["DK", "GB", "GG", "JE", "IM", "US", "AG"] {
            assert_eq!(text.parse::<Country>().map(|country| country.to_string()).as_deref(), Ok(text));
        }
        for text in ["", "dk", "D", "DNK", "UK", "XX", "001", "EU", "Denmark"] {
            assert!(text.parse::<Country>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_united_kingdom_is_told_its_letters() {
        let told = "UK".parse::<Country>().unwrap_err().to_string();
        assert!(told.contains("\"GB\""), "{told}");
    }
}
