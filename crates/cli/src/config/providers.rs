//! `[[providers]]`: who carries messages, and on which terms.

use std::sync::Arc;

use countersign_delivery::{Destination, Provider as Carrier, ProviderSettings, Seat, Terms};
use countersign_model::limit::Money;

use crate::commands::Failure;

countersign_settings::settings! {
    /// What every provider's table may hold, whatever its kind.
    pub struct TermsSettings in "providers" {
        /// Messages a second that one server hands over at most; beyond it the next provider is asked, or the message
        /// waits.
        pub messages_per_second: Option<u32> = Kind::Number { least: 1, most: 100_000 }, optional, example "40";
        /// Messages that one server has handed over and that are not answered yet, at most.
        pub messages_in_flight: Option<u32> = Kind::Number { least: 1, most: 10_000 }, optional, example "40";
        /// What a message costs, in the currency of `[limits.prices]`: what a route's `max_price` is compared with.
        pub price: Option<String> = Kind::Text, optional, example "0.05";
        /// What messages to countries and beginnings of numbers cost.
        pub prices: Option<Vec<String>> = Kind::List, optional, example "DK=0.04,+4420=0.03";
    }
}

impl TermsSettings {
    fn terms(&self) -> Result<Terms, String> {
        let money =
            |text: &str| text.trim().parse::<Money>().map_err(|error| format!("price {text:?}: {error}"));
        let prices = self.prices.iter().flatten().map(|pair| {
            let (to, price) = pair
                .split_once('=')
                .ok_or_else(|| format!("prices: {pair:?} must be such as \"DK=0.04\" or \"+4420=0.03\""))?;
            let to: Destination = to.trim().parse().map_err(|error| format!("prices: {error}"))?;
            Ok::<_, String>((to, money(price)?))
        });
        Ok(Terms {
            per_second: self.messages_per_second,
            in_flight: self.messages_in_flight,
            price: self.price.as_deref().map(money).transpose()?,
            prices: prices.collect::<Result<_, _>>()?,
        })
    }
}

/// One who carries messages.
#[derive(Debug)]
pub struct Provider {
    /// The operator's name for it; stands in logs and on attempts.
    pub name: String,
    /// Its kind and that kind's settings.
    pub settings: ProviderSettings,
    /// What holds for every kind.
    pub terms: TermsSettings,
}

impl Provider {
    /// Makes the provider.
    ///
    /// # Errors
    /// When its settings contradict themselves.
    pub(crate) fn build(&self) -> Result<Arc<dyn Carrier>, Failure> {
        self.settings.build(&self.name).map_err(|error| self.told(&error.0))
    }

    /// Makes the provider under its terms.
    ///
    /// # Errors
    /// As [`Provider::build`], and when a price is none.
    pub(crate) fn seat(&self) -> Result<Seat, Failure> {
        let terms = self.terms.terms().map_err(|error| self.told(&error))?;
        Ok(Seat { provider: self.build()?, terms })
    }

    fn told(&self, error: &str) -> Failure {
        Failure::configuration(format!("provider {}: {error}", self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_with_their_destinations_and_mistakes_are_told() {
        let settings = |prices: &str| TermsSettings {
            messages_per_second: Some(5),
            messages_in_flight: None,
            price: Some("0.05".to_owned()),
            prices: Some(prices.split(',').map(str::to_owned).collect()),
        };
        let terms = settings("DK=0.04,+4420 = 0.03").terms().expect("terms");
        assert_eq!((terms.per_second, terms.price, terms.prices.len()), (Some(5), "0.05".parse().ok(), 2));
        for (prices, hint) in [("DK", "DK=0.04"), ("UK=1", "\"DK\""), ("DK=free", "0.0525")] {
            let told = settings(prices).terms().expect_err(prices);
            assert!(told.contains(hint), "{told}");
        }
    }
}
