//! One refusal by each rule, for the papers.

use super::{BudgetOf, Per, Rule};
use crate::limit::{Blocked, Money, NumberKind, Pace};
use crate::{Channel, Timestamp};

/// 2026-01-31, noon.
const NOON: Timestamp = Timestamp::from_millis(1_769_860_800_000);

impl Rule {
    /// A refusal by each rule, and when that rule refuses: what the reference of errors shows.
    #[must_use]
    pub fn examples() -> Vec<(Self, &'static str)> {
        let until = Some(NOON);
        let (account, country) = (BudgetOf::Account, "DK".parse().ok());
        let paced = |pace, limit| Self::PerAddress { pace, limit, frees_at: NOON };
        let prefix = "+231".parse().ok().map(Blocked::Prefix).unwrap_or(Blocked::Everything);
        let budget = Self::Budget {
            of: country.map_or(account, BudgetOf::Country),
            per: Per::Hour,
            cap: Money::default(),
            is_reserved: true,
            frees_at: NOON,
        };
        vec![
            (
                Self::Blocked { what: Blocked::Everything, until, reason: None },
                "An operator has paused the server or the account (`countersign pause`). Without `until` the pause has no end yet.",
            ),
            (
                Self::Blocked { what: prefix, until, reason: None },
                "An operator has blocked numbers that begin so (`countersign block add`). Without `until` the block has no end yet.",
            ),
            (
                Self::NumberKind(NumberKind::Premium),
                "The number is premium, shared-cost, satellite or otherwise no ordinary phone (`limits.refuse_special_numbers`).",
            ),
            (
                Self::Country { country: "LR".parse().ok(), channel: Channel::Call },
                "The operator doesn't send to this country on this channel (`limits.sms_countries`, `limits.call_countries`). `country` is null for numbers of no country.",
            ),
            (
                paced(Pace::HalfMinute, 1),
                "The address was sent so many in 30 seconds on this channel (`limits.per_address`).",
            ),
            (
                paced(Pace::TenMinutes, 5),
                "The address was sent so many in 10 minutes, on whatever channel and for whatever service of the account.",
            ),
            (paced(Pace::Day, 10), "The address was sent so many in 24 hours."),
            (
                budget,
                "The money of the account, or of the account and a country (then `country` names it), is spent for this hour or day (`limits.budget`). With `kept_for_known_persons` a request with `KnownPerson=true` may still pass.",
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_has_one_example() {
        // A new rule stops here: give it an example, and count it.
        let place = |rule: &Rule| match rule {
            Rule::Blocked { what: Blocked::Everything | Blocked::Account(_), .. } => 0,
            Rule::Blocked { what: Blocked::Prefix(_), .. } => 1,
            Rule::NumberKind(_) => 2,
            Rule::Country { .. } => 3,
            Rule::PerAddress { pace: Pace::HalfMinute, .. } => 4,
            Rule::PerAddress { pace: Pace::TenMinutes, .. } => 5,
            Rule::PerAddress { pace: Pace::Day, .. } => 6,
            Rule::Budget { .. } => 7,
        };
        let examples = Rule::examples();
        let places: Vec<_> = examples.iter().map(|(rule, _)| place(rule)).collect();
        assert_eq!(places, (0..8).collect::<Vec<_>>());
        let names: BTreeSet<_> = examples.iter().map(|(rule, _)| rule.name()).collect();
        assert_eq!(names.len(), examples.len());
    }
}
