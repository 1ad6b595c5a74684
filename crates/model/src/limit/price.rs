//! What messages cost and how much may be spent.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{BudgetOf, Cap, Money, Per, Rule};
use crate::{Channel, Country, Recipient, Timestamp};

/// What one message costs, as the operator reckons it. It is an estimate that is reserved when a code is asked for:
/// long texts, a second provider or a provider's later bill don't change it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Prices {
    /// A text message to a country that is not named below. Default 0.05.
    pub sms: Money,
    /// A call to a country that is not named below. Default 0.10.
    pub call: Money,
    /// An e-mail. Default 0: e-mails are then outside every budget.
    pub email: Money,
    /// A WhatsApp message. Default 0.03.
    pub whatsapp: Money,
    /// A Telegram message. Default 0.01.
    pub telegram: Money,
    /// Text messages to these countries.
    pub sms_to: BTreeMap<Country, Money>,
    /// Calls to these countries.
    pub call_to: BTreeMap<Country, Money>,
}

impl Default for Prices {
    fn default() -> Self {
        Self {
            sms: Money::from_micros(50_000),
            call: Money::from_micros(100_000),
            email: Money::ZERO,
            whatsapp: Money::from_micros(30_000),
            telegram: Money::from_micros(10_000),
            sms_to: BTreeMap::new(),
            call_to: BTreeMap::new(),
        }
    }
}

impl Prices {
    /// What a message to `recipient` costs.
    #[must_use]
    pub fn of(&self, channel: Channel, recipient: &Recipient) -> Money {
        let country = recipient.phone().and_then(crate::Phone::in_country);
        let (default, named) = match channel {
            Channel::Sms => (self.sms, &self.sms_to),
            Channel::Call => (self.call, &self.call_to),
            Channel::Email => return self.email,
            Channel::Whatsapp => return self.whatsapp,
            Channel::Telegram => return self.telegram,
        };
        country.and_then(|country| named.get(&country)).copied().unwrap_or(default)
    }
}

/// How much may be spent. Hours and days are the clock's, in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Budget {
    /// By one account in an hour. Default 50.
    pub account_per_hour: Cap,
    /// By one account in a day. Default 200.
    pub account_per_day: Cap,
    /// By one account for one country in an hour. Default 25.
    pub country_per_hour: Cap,
    /// By one account for one country in a day. Default 100.
    pub country_per_day: Cap,
    /// The share of every cap, in percent, that only known persons may use (`KnownPerson=true` on a create): while
    /// strangers are refused, the people who already have accounts still log in. Default 20.
    pub known_persons_percent: Percent,
}

/// A share in whole hundredths, 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u8")]
pub struct Percent(u8);

impl TryFrom<u8> for Percent {
    type Error = &'static str;

    fn try_from(percent: u8) -> Result<Self, Self::Error> {
        if percent <= 100 { Ok(Self(percent)) } else { Err("a share is 0 to 100 percent") }
    }
}

impl Default for Budget {
    fn default() -> Self {
        let cap = |units: i64| Cap::At(Money::from_micros(units * 1_000_000));
        Self {
            account_per_hour: cap(50),
            account_per_day: cap(200),
            country_per_hour: cap(25),
            country_per_day: cap(100),
            known_persons_percent: Percent(20),
        }
    }
}

/// What was spent in the present hour and the present day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Spent {
    pub in_hour: Money,
    pub in_day: Money,
}

impl Budget {
    /// Nothing is bounded.
    #[must_use]
    pub const fn off() -> Self {
        Self {
            account_per_hour: Cap::Off,
            account_per_day: Cap::Off,
            country_per_hour: Cap::Off,
            country_per_day: Cap::Off,
            known_persons_percent: Percent(0),
        }
    }

    /// Whether nothing is bounded, and nothing needs counting.
    #[must_use]
    pub fn is_off(&self) -> bool {
        [self.account_per_hour, self.account_per_day, self.country_per_hour, self.country_per_day]
            .iter()
            .all(|cap| *cap == Cap::Off)
    }

    /// Whether `price` may still be spent.
    ///
    /// # Errors
    /// [`Rule::Budget`], of the cap that stays used up longest.
    pub fn allow(
        &self,
        price: Money,
        account: Spent,
        country: Option<(Country, Spent)>,
        is_known_person: bool,
        now: Timestamp,
    ) -> Result<(), Rule> {
        let mut caps = vec![
            (BudgetOf::Account, Per::Day, account.in_day, self.account_per_day),
            (BudgetOf::Account, Per::Hour, account.in_hour, self.account_per_hour),
        ];
        if let Some((country, spent)) = country {
            caps.push((BudgetOf::Country(country), Per::Day, spent.in_day, self.country_per_day));
            caps.push((BudgetOf::Country(country), Per::Hour, spent.in_hour, self.country_per_hour));
        }
        let share = if is_known_person { 100 } else { 100 - self.known_persons_percent.0 };
        let full = |spent: Money, cap: Cap, share: u8| match cap {
            Cap::Off => false,
            Cap::At(most) => spent.plus(price) > most.percent(share),
        };
        let refused = caps
            .into_iter()
            .filter(|(_, _, spent, cap)| full(*spent, *cap, share))
            .max_by_key(|(_, per, ..)| per.next(now));
        let Some((of, per, spent, Cap::At(cap))) = refused else { return Ok(()) };
        let is_reserved = !full(spent, Cap::At(cap), 100);
        Err(Rule::Budget { of, per, cap, is_reserved, frees_at: per.next(now) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn money(text: &str) -> Money {
        text.parse().expect("an amount")
    }

    fn country() -> Country {
        "DK".parse().expect("a country")
    }

    fn spent(in_hour: &str, in_day: &str) -> Spent {
        Spent { in_hour: money(in_hour), in_day: money(in_day) }
    }

    fn budget(account: &str, country: &str) -> Budget {
        Budget {
            account_per_hour: Cap::At(money(account)),
            country_per_hour: Cap::At(money(country)),
            ..Budget::off()
        }
    }

    #[test]
    fn a_price_is_the_countrys_own_or_the_default() {
        let prices: Prices =
            serde_json::from_str(r#"{"sms": 0.04, "sms_to": {"DK": 0.03}, "call": 0.2}"#).unwrap();
        let to = |text: &str| Recipient::parse(text).expect("an address");
        assert_eq!(prices.of(Channel::Sms, &to("+4520123456")), money("0.03"));
        assert_eq!(prices.of(Channel::Sms, &to("+4915112345678")), money("0.04"));
        assert_eq!(prices.of(Channel::Call, &to("+4520123456")), money("0.2"));
        assert_eq!(prices.of(Channel::Email, &to("ann@example.com")), Money::ZERO);
    }

    #[test]
    fn a_cap_may_be_reached_and_not_passed() {
        let budget = budget("1", "1");
        let allow = |hour| budget.allow(money("0.05"), spent(hour, hour), None, true, NOW);
        assert_eq!(allow("0.95"), Ok(()));
        assert!(matches!(allow("0.950001"), Err(Rule::Budget { of: BudgetOf::Account, per: Per::Hour, .. })));
    }

    #[test]
    fn the_last_fifth_is_for_known_persons() {
        let budget = Budget { known_persons_percent: Percent(20), ..budget("1", "10") };
        let allow = |hour, known| budget.allow(money("0.05"), spent(hour, hour), None, known, NOW);
        assert_eq!(allow("0.75", false), Ok(()));
        assert!(matches!(allow("0.8", false), Err(Rule::Budget { is_reserved: true, .. })));
        assert_eq!(allow("0.95", true), Ok(()));
        assert!(matches!(allow("1", true), Err(Rule::Budget { is_reserved: false, .. })));
    }

    #[test]
    fn a_country_has_a_cap_of_its_own_and_the_longest_wait_is_told() {
        let day = Budget { account_per_day: Cap::At(money("1")), ..budget("10", "1") };
        let refused = day.allow(money("1"), spent("0", "1"), Some((country(), spent("1", "1"))), true, NOW);
        assert!(matches!(refused, Err(Rule::Budget { of: BudgetOf::Account, per: Per::Day, .. })));
        let refused = day.allow(money("1"), spent("0", "0"), Some((country(), spent("1", "1"))), true, NOW);
        let told = refused.unwrap_err();
        assert!(
            matches!(told, Rule::Budget { of: BudgetOf::Country(of), per: Per::Hour, .. } if of == country())
        );
    }

    #[test]
    fn an_unknown_key_or_a_share_beyond_the_whole_is_refused() {
        for json in [r#"{"per_hour": 1}"#, r#"{"known_persons_percent": 101}"#, r#"{"account_per_hour": -1}"#]
        {
            assert!(serde_json::from_str::<Budget>(json).is_err(), "{json}");
        }
    }
}
