//! A refusal: which rule, with its evidence.

mod examples;

use serde_json::{Value, json};

use super::{Blocked, Money, NumberKind, Pace};
use crate::{Channel, Country, Timestamp};

/// What an hour's or a day's money belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BudgetOf {
    /// All that the account spends.
    Account,
    /// What the account spends on this country.
    Country(Country),
}

/// How long a budget lasts: the clock's hour or day, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Per {
    Hour,
    Day,
}

impl Per {
    const fn millis(self) -> i64 {
        match self {
            Self::Hour => 3_600_000,
            Self::Day => 86_400_000,
        }
    }

    /// The number of the hour or day that `now` lies in, counted from 1970.
    #[must_use]
    pub const fn number(self, now: Timestamp) -> i64 {
        now.millis().div_euclid(self.millis())
    }

    /// When the next one begins.
    #[must_use]
    pub const fn next(self, now: Timestamp) -> Timestamp {
        Timestamp::from_millis((self.number(now) + 1) * self.millis())
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }
}

/// Why nothing is sent, with the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// An operator has paused the server or the account, or blocked the number's beginning.
    Blocked {
        /// What is stopped.
        what: Blocked,
        /// Until when; without an end until somebody takes it away.
        until: Option<Timestamp>,
        /// Why, in the operator's words: for the log, not for the answer.
        reason: Option<String>,
    },
    /// The number is not a person's phone.
    NumberKind(NumberKind),
    /// The operator doesn't send there on this channel.
    Country {
        /// Where; none for numbers of no country.
        country: Option<Country>,
        /// How.
        channel: Channel,
    },
    /// The address was sent enough.
    PerAddress {
        /// Which of the limits.
        pace: Pace,
        /// How many it allows.
        limit: u8,
        /// When the next may be sent.
        frees_at: Timestamp,
    },
    /// The money is spent.
    Budget {
        /// Whose.
        of: BudgetOf,
        /// For how long.
        per: Per,
        /// The whole of it.
        cap: Money,
        /// Whether what is left of it is kept for known persons.
        is_reserved: bool,
        /// When the next one begins.
        frees_at: Timestamp,
    },
}

impl Rule {
    /// The rule's name in `details`, in logs and in the audit trail.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Blocked { what, .. } if what.is_pause() => "pause",
            Self::Blocked { .. } => "block",
            Self::NumberKind(_) => "number_kind",
            Self::Country { .. } => "country",
            Self::PerAddress { pace: Pace::HalfMinute, .. } => "address_30_seconds",
            Self::PerAddress { pace: Pace::TenMinutes, .. } => "address_10_minutes",
            Self::PerAddress { pace: Pace::Day, .. } => "address_day",
            Self::Budget { .. } => "budget",
        }
    }

    /// What the operator wrote beside the rule; stands in the log and not in the answer.
    #[must_use]
    pub fn remark(&self) -> Option<&str> {
        match self {
            Self::Blocked { reason, .. } => reason.as_deref(),
            _ => None,
        }
    }

    /// When trying again makes sense, if that is known.
    #[must_use]
    pub const fn frees_at(&self) -> Option<Timestamp> {
        match self {
            Self::Blocked { until, .. } => *until,
            Self::NumberKind(_) | Self::Country { .. } => None,
            Self::PerAddress { frees_at, .. } | Self::Budget { frees_at, .. } => Some(*frees_at),
        }
    }

    /// A sentence for the developer who reads the answer or the operator who reads the log. Holds no part of the
    /// address.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Blocked { what: Blocked::Everything, .. } => "sending is paused by the operator".to_owned(),
            Self::Blocked { what: Blocked::Account(_), .. } => {
                "sending is paused for this account by the operator".to_owned()
            }
            Self::Blocked { what: Blocked::Prefix(_), .. } => {
                "the operator has blocked the numbers that this one belongs to".to_owned()
            }
            Self::NumberKind(kind) => {
                format!("{} numbers are not sent codes", kind.as_str().replace('_', " "))
            }
            Self::Country { country: Some(country), channel } => {
                format!("the operator doesn't allow {channel} to {country}")
            }
            Self::Country { country: None, channel } => {
                format!("the operator doesn't allow {channel} to numbers of no country")
            }
            Self::PerAddress { pace: Pace::HalfMinute, limit, .. } => {
                format!("this address may be sent {limit} in 30 seconds on one channel")
            }
            Self::PerAddress { pace: Pace::TenMinutes, limit, .. } => {
                format!("this address may be sent {limit} in 10 minutes, canceled ones included")
            }
            Self::PerAddress { pace: Pace::Day, limit, .. } => {
                format!("this address may be sent {limit} in 24 hours, canceled ones included")
            }
            Self::Budget { of, per, is_reserved, .. } => {
                let of = match of {
                    BudgetOf::Account => "this account".to_owned(),
                    BudgetOf::Country(country) => format!("this account and {country}"),
                };
                let left = if *is_reserved { "; what is left is kept for known persons" } else { "" };
                format!("the budget of {of} for this {} is spent{left}", per.as_str())
            }
        }
    }

    /// The answer's `details`: the rule, the sentence, and what belongs to it.
    #[must_use]
    pub fn details(&self) -> Value {
        let mut details = json!({"rule": self.name(), "reason": self.sentence()});
        match self {
            Self::Blocked { what: Blocked::Prefix(prefix), .. } => details["prefix"] = json!(prefix.as_str()),
            Self::Blocked { .. } => {}
            Self::NumberKind(kind) => details["kind"] = json!(kind.as_str()),
            Self::Country { country, channel } => {
                details["country"] = json!(country.as_ref().map(Country::as_str));
                details["channel"] = json!(channel.as_str());
            }
            Self::PerAddress { pace, limit, .. } => {
                details["limit"] = json!(limit);
                details["seconds"] = json!(pace.millis() / 1000);
            }
            Self::Budget { of, per, is_reserved, .. } => {
                if let BudgetOf::Country(country) = of {
                    details["country"] = json!(country.as_str());
                }
                details["per"] = json!(per.as_str());
                details["kept_for_known_persons"] = json!(is_reserved);
            }
        }
        if let Some(until) = self.frees_at() {
            details["until"] = json!(until.to_string());
        }
        details
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    #[test]
    fn a_refusal_tells_its_rule_and_when_it_ends() {
        let rule = Rule::PerAddress { pace: Pace::TenMinutes, limit: 5, frees_at: NOW };
        assert_eq!(
            rule.details(),
            json!({
                "rule": "address_10_minutes",
                "reason": "this address may be sent 5 in 10 minutes, canceled ones included",
                "limit": 5,
                "seconds": 600,
                "until": "2023-11-14T22:13:20Z",
            })
        );
    }

    #[test]
    fn a_refused_country_is_named_with_the_channel() {
        let rule = Rule::Country { country: "LR".parse().ok(), channel: Channel::Call };
        assert_eq!(
            rule.details(),
            json!({
                "rule": "country",
                "reason": "the operator doesn't allow call to LR",
                "country": "LR",
                "channel": "call",
            })
        );
    }

    #[test]
    fn hours_and_days_begin_with_the_clocks() {
        assert_eq!(Per::Hour.next(NOW).to_string(), "2023-11-14T23:00:00Z");
        assert_eq!(Per::Day.next(NOW).to_string(), "2023-11-15T00:00:00Z");
        assert_eq!(Per::Hour.number(Per::Hour.next(NOW)), Per::Hour.number(NOW) + 1);
    }
}
