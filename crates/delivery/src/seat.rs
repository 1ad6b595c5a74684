//! A provider with the operator's terms for it.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use countersign_model::limit::Money;
use countersign_model::{Country, Recipient, UnknownCountry};

use crate::Provider;

/// Where messages go: a country or the beginning of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// `DK`
    Country(Country),
    /// `+4420`: the digits behind `+`.
    Prefix(String),
}

/// The text is neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadDestination(String);

impl fmt::Display for BadDestination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is neither a country such as \"DK\" nor the beginning of numbers such as \"+4420\"",
            self.0
        )
    }
}

impl FromStr for Destination {
    type Err = BadDestination;

    fn from_str(text: &str) -> Result<Self, BadDestination> {
        if let Some(digits) = text.strip_prefix('+') {
            let fits = (1..=14).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            return if fits {
                Ok(Self::Prefix(digits.to_owned()))
            } else {
                Err(BadDestination(text.to_owned()))
            };
        }
        text.parse().map(Self::Country).map_err(|_: UnknownCountry| BadDestination(text.to_owned()))
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Country(country) => f.write_str(country.as_str()),
            Self::Prefix(digits) => write!(f, "+{digits}"),
        }
    }
}

impl Destination {
    /// How closely it names `recipient`: a longer beginning is closer, a country less close than any; nothing when it
    /// doesn't.
    #[must_use]
    pub fn closeness(&self, recipient: &Recipient) -> Option<usize> {
        let phone = recipient.phone()?;
        match self {
            Self::Country(country) => (phone.in_country() == Some(*country)).then_some(1),
            Self::Prefix(digits) => {
                phone.as_str()[1..].starts_with(digits.as_str()).then_some(1 + digits.len())
            }
        }
    }
}

/// What the operator agreed on with a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Messages a second that one node hands over at most.
    pub per_second: Option<u32>,
    /// Messages that one node has handed over and that are not answered yet, at most.
    pub in_flight: Option<u32>,
    /// What a message costs that goes to none of the below.
    pub price: Option<Money>,
    /// What a message to these costs; the closest counts.
    pub prices: Vec<(Destination, Money)>,
}

impl Terms {
    /// What a message to `recipient` costs; nothing when the operator didn't say.
    #[must_use]
    pub fn price_for(&self, recipient: &Recipient) -> Option<Money> {
        let named = self.prices.iter().filter_map(|(to, price)| Some((to.closeness(recipient)?, *price)));
        named.max_by_key(|(closeness, _)| *closeness).map(|(_, price)| price).or(self.price)
    }
}

/// A provider and its terms.
#[derive(Clone)]
pub struct Seat {
    /// Who carries.
    pub provider: Arc<dyn Provider>,
    /// On which terms.
    pub terms: Terms,
}

impl fmt::Debug for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seat").field("provider", &self.provider.name()).field("terms", &self.terms).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_beginning_counts_before_the_country_and_that_before_the_rest() {
        let to = |text: &str| Recipient::parse(text).expect("a number");
        let money = |text: &str| text.parse::<Money>().expect("an amount");
        let price = |to: &str, amount: &str| (to.parse().expect("a destination"), money(amount));
        let terms = Terms {
            price: Some(money("0.10")),
            prices: vec![price("GB", "0.04"), price("+4420", "0.03"), price("+44", "0.05")],
            ..Terms::default()
        };
        assert_eq!(terms.price_for(&to("+442083661177")), Some(money("0.03")));
        assert_eq!(
            terms.price_for(&to("+447400123456")),
            Some(money("0.05")),
            "a beginning is closer than a country"
        );
        assert_eq!(terms.price_for(&to("+4520123456")), Some(money("0.10")));
        assert_eq!(Terms::default().price_for(&to("+4520123456")), None);
    }

    #[test]
    fn what_is_no_destination_is_refused_with_examples() {
        for text in ["", "+", "45", "+45x", "DKK", "UK", "+123456789012345"] {
            let error = text.parse::<Destination>().expect_err(text).to_string();
            assert!(error.contains("\"DK\""), "{error}");
        }
        for text in ["DK", "+4420"] {
            assert_eq!(text.parse::<Destination>().expect(text).to_string(), text);
        }
    }
}
