//! What the operator allows.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::{Budget, Money, NumberKind, PerAddress, Prices, Rule};
use crate::{Channel, Country, MOST_NAMED, Phone, Recipient};

/// The section `[limits]`: what may be sent at all. As it comes, nothing is sent to any phone until the operator
/// names countries.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Countries that text messages are sent to, those of messengers too, such as `["DK", "SE"]`, or `"all"`. Default
    /// none.
    pub sms_countries: Countries,
    /// Countries that are called, or `"all"`. Default none. Calls cost more and are abused more: name fewer.
    pub call_countries: Countries,
    /// Whether premium, shared-cost, universal-access, personal, toll-free, pager, satellite and non-geographic
    /// numbers are refused. Default true.
    pub refuse_special_numbers: bool,
    /// How often one address may be sent something.
    pub per_address: PerAddress,
    /// Numbers of the operator's own that are outside the per-address limits, in E.164. Every other limit holds for
    /// them too. Default none.
    #[serde(deserialize_with = "phones")]
    pub test_numbers: Vec<Phone>,
    /// What messages cost.
    pub prices: Prices,
    /// How much may be spent.
    pub budget: Budget,
    /// How many rate limits applications may make.
    pub rate_limits: RateLimitBounds,
}

/// How many rate limits of their own applications may make (behaviour map 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateLimitBounds {
    /// For one service, up to 20. Default 10.
    #[serde(deserialize_with = "up_to_20")]
    pub per_service: u8,
    /// Buckets of one rate limit, up to 20. Default 5.
    #[serde(deserialize_with = "up_to_20")]
    pub buckets: u8,
}

impl Default for RateLimitBounds {
    fn default() -> Self {
        Self { per_service: 10, buckets: 5 }
    }
}

/// A create reads all of a service's at once.
fn up_to_20<'de, D: Deserializer<'de>>(input: D) -> Result<u8, D::Error> {
    let number = u8::deserialize(input)?;
    let fits = usize::from(number) <= MOST_NAMED;
    if fits { Ok(number) } else { Err(D::Error::custom(format!("at most {MOST_NAMED} are possible"))) }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sms_countries: Countries::Only(BTreeSet::new()),
            call_countries: Countries::Only(BTreeSet::new()),
            refuse_special_numbers: true,
            per_address: PerAddress::default(),
            test_numbers: Vec::new(),
            prices: Prices::default(),
            budget: Budget::default(),
            rate_limits: RateLimitBounds::default(),
        }
    }
}

/// Some countries or all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Countries {
    /// Every country; written `"all"`.
    All,
    /// These.
    Only(BTreeSet<Country>),
}

impl<'de> Deserialize<'de> for Countries {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a list such as [\"DK\", \"SE\"], or \"all\"")]
        enum Written {
            Word(String),
            List(Vec<String>),
        }
        match Written::deserialize(input)? {
            Written::Word(word) if word == "all" => Ok(Self::All),
            Written::Word(_) => Err(D::Error::custom("expected a list such as [\"DK\", \"SE\"], or \"all\"")),
            Written::List(list) => list
                .into_iter()
                .map(|country| country.parse().map_err(D::Error::custom))
                .collect::<Result<_, _>>()
                .map(Self::Only),
        }
    }
}

fn phones<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Phone>, D::Error> {
    let texts = Vec::<String>::deserialize(input)?;
    let read = |text: String| Phone::parse(&text).map_err(|bad| D::Error::custom(format!("{text:?}: {bad}")));
    texts.into_iter().map(read).collect()
}

impl Countries {
    fn allow(&self, country: Option<Country>) -> bool {
        match self {
            Self::All => true,
            Self::Only(countries) => country.is_some_and(|country| countries.contains(&country)),
        }
    }
}

impl Limits {
    /// What `dev` has: messages go to an inbox, so nothing is bounded. Blocks and pauses hold all the same.
    #[must_use]
    pub fn development() -> Self {
        Self {
            sms_countries: Countries::All,
            call_countries: Countries::All,
            refuse_special_numbers: false,
            per_address: PerAddress::OFF,
            test_numbers: Vec::new(),
            prices: Prices::default(),
            budget: Budget::off(),
            rate_limits: RateLimitBounds::default(),
        }
    }

    /// The rule that the kind of number breaks; no caller can have it passed over.
    #[must_use]
    pub fn number_kind(&self, recipient: &Recipient) -> Option<Rule> {
        let phone = recipient.phone().filter(|_| self.refuse_special_numbers)?;
        match phone.kind() {
            NumberKind::Ordinary => None,
            kind => Some(Rule::NumberKind(kind)),
        }
    }

    /// The rule that the number's country breaks; the safe list and `RiskCheck=disable` pass over it.
    #[must_use]
    pub fn country(&self, channel: Channel, recipient: &Recipient) -> Option<Rule> {
        let phone = recipient.phone()?;
        let allowed = match channel {
            // A messenger's message is a paid message to a phone like any other.
            Channel::Sms | Channel::Whatsapp | Channel::Telegram => &self.sms_countries,
            Channel::Call => &self.call_countries,
            Channel::Email => return None,
        };
        let country = phone.in_country();
        (!allowed.allow(country)).then_some(Rule::Country { country, channel })
    }

    /// The limits that hold for how often `recipient` is sent something.
    #[must_use]
    pub fn per_address(&self, recipient: &Recipient) -> PerAddress {
        let is_test = recipient.phone().is_some_and(|phone| self.test_numbers.contains(phone));
        if is_test { PerAddress::OFF } else { self.per_address }
    }

    /// What is to be reserved for a message; nothing when no budget bounds it.
    #[must_use]
    pub fn price(&self, channel: Channel, recipient: &Recipient) -> Money {
        if self.budget.is_off() { Money::ZERO } else { self.prices.of(channel, recipient) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(text: &str) -> Recipient {
        Recipient::parse(text).expect("an address")
    }

    fn read(json: &str) -> Result<Limits, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn without_a_word_of_the_operator_no_phone_is_sent_anything() {
        let limits = read("{}").expect("defaults");
        assert_eq!(limits, Limits::default());
        for channel in [Channel::Sms, Channel::Call] {
            assert!(matches!(limits.country(channel, &to("+15017122661")), Some(Rule::Country { .. })));
        }
        assert_eq!(limits.country(Channel::Email, &to("ann@example.com")), None);
    }

    #[test]
    fn calls_have_a_list_of_their_own() {
        let limits = read(r#"{"sms_countries": ["DK", "SE"], "call_countries": ["DK"]}"#).expect("limits");
        assert_eq!(limits.country(Channel::Sms, &to("+46701234567")), None);
        assert!(limits.country(Channel::Call, &to("+46701234567")).is_some());
        assert_eq!(limits.country(Channel::Call, &to("+4520123456")), None);
    }

    #[test]
    fn a_country_is_without_those_that_share_its_calling_code() {
        let limits = read(r#"{"sms_countries": ["GB", "US"]}"#).expect("limits");
        let refused = |text| limits.country(Channel::Sms, &to(text)).is_some();
        assert!(!refused("+447400123456"));
        assert!(refused("+447781123456"), "Guernsey");
        assert!(refused("+447797712345"), "Jersey");
        assert!(refused("+447624123456"), "the Isle of Man");
        assert!(refused("+14165550123"), "Canada");
        assert!(refused("+18762101234"), "Jamaica");
    }

    #[test]
    fn special_numbers_are_refused_wherever_all_countries_are_allowed() {
        let limits = read(r#"{"sms_countries": "all"}"#).expect("limits");
        assert_eq!(limits.number_kind(&to("+881612345678")), Some(Rule::NumberKind(NumberKind::Satellite)));
        assert_eq!(limits.number_kind(&to("+15017122661")), None);
        assert_eq!(Limits::development().number_kind(&to("+881612345678")), None);
    }

    #[test]
    fn test_numbers_are_outside_the_limits_of_an_address_only() {
        let limits = read(r#"{"test_numbers": ["+15017122661"]}"#).expect("limits");
        assert!(limits.per_address(&to("+15017122661")).is_off());
        assert!(!limits.per_address(&to("+15017122662")).is_off());
        assert!(limits.country(Channel::Sms, &to("+15017122661")).is_some());
    }

    #[test]
    fn a_mistake_in_the_section_is_told() {
        for json in [
            r#"{"countries": []}"#,
            r#"{"sms_countries": ["UK"]}"#,
            r#"{"sms_countries": "some"}"#,
            r#"{"test_numbers": ["5017122661"]}"#,
            r#"{"per_address": {"per_minute": 1}}"#,
            r#"{"prices": {"sms_to": {"ZZ": 1}}}"#,
            r#"{"budget": {"known_persons_percent": 101}}"#,
            r#"{"rate_limits": {"per_service": 21}}"#,
            r#"{"rate_limits": {"per_limit": 1}}"#,
        ] {
            assert!(read(json).is_err(), "{json}");
        }
    }
}
