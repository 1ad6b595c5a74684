//! Adding up. Pure.

use std::collections::BTreeMap;

use countersign_delivery::Routes;
use countersign_model::limit::Money;
use countersign_model::{Cost, Currency, Fate, Line, Recipient, journal};
use countersign_store::deliveries::Delivery;

use super::By;

/// What was spent by one group in one currency; or, without a currency, what nobody told the cost of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    /// What the providers told.
    pub(super) cost: Money,
    /// Messages that a provider took or may have taken.
    pub(super) sends: u64,
    /// Text messages that these were split into, where the provider tells.
    pub(super) parts: u64,
    /// What those of unknown cost come to by the operator's own prices, where there is one.
    pub(super) estimate: Option<Money>,
}

/// What sends are told apart by, in the order asked for; nothing where there is no such thing.
type Group = Vec<Option<String>>;

/// Sums by group and currency.
pub(super) struct Sums<'r> {
    by: Vec<By>,
    routes: &'r Routes,
    sums: BTreeMap<(Group, Option<Currency>), Sum>,
}

/// What one provider had to do with one send.
#[derive(Default)]
struct Share {
    sends: u64,
    parts: u64,
    cost: Option<Cost>,
}

impl<'r> Sums<'r> {
    pub(super) fn new(by: Vec<By>, routes: &'r Routes) -> Self {
        Self { by, routes, sums: BTreeMap::new() }
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.sums.len()
    }

    /// Every line, in the order of groups.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&Group, Option<Currency>, &Sum)> {
        self.sums.iter().map(|((group, currency), sum)| (group, *currency, sum))
    }

    /// Adds one send.
    pub(super) fn add(&mut self, delivery: &Delivery) {
        for (provider, share) in shares(&delivery.attempt.journal) {
            let currency = share.cost.map(|cost| cost.currency);
            let group = self.group(delivery, provider);
            let price = self.price(provider, delivery.recipient.as_ref());
            let sum = self.sums.entry((group, currency)).or_default();
            sum.sends += share.sends;
            sum.parts += share.parts;
            match (share.cost, price) {
                (Some(cost), _) => sum.cost = sum.cost.plus(cost.amount),
                (None, Some(price)) => {
                    let known = sum.estimate.unwrap_or(Money::ZERO);
                    sum.estimate = Some((0..share.sends).fold(known, |sum, _| sum.plus(price)));
                }
                (None, None) => {}
            }
        }
    }

    /// The operator's own price for a message.
    fn price(&self, provider: &str, to: Option<&Recipient>) -> Option<Money> {
        let terms = &self.routes.named(provider)?.terms;
        to.map_or(terms.price, |to| terms.price_for(to))
    }

    fn group(&self, delivery: &Delivery, provider: &str) -> Group {
        let attempt = &delivery.attempt;
        let name = |by: &By| match by {
            By::Account => Some(attempt.account_sid.to_string()),
            By::Country => delivery.recipient.as_ref().and_then(Recipient::country).map(str::to_owned),
            By::Provider => Some(provider.to_owned()),
            By::Channel => Some(attempt.channel.as_str().to_owned()),
            By::Day => attempt.created_at.to_string().get(..10).map(str::to_owned),
        };
        self.by.iter().map(name).collect()
    }
}

/// Who had to do with a send: providers that took it or may have, and those that told a cost.
fn shares(lines: &[Line]) -> BTreeMap<&str, Share> {
    let may_cost = [Fate::accepted(None), Fate::Ambiguous { reason: String::new() }];
    let may_cost = may_cost.each_ref().map(Fate::class);
    let mut shares: BTreeMap<&str, Share> = BTreeMap::new();
    for line in lines {
        if let Line::Hop(hop) = line
            && may_cost.contains(&hop.fate.as_str())
        {
            let share = shares.entry(&hop.provider).or_default();
            share.sends += 1;
            share.parts += u64::from(hop.parts.unwrap_or(0));
        }
    }
    for (provider, cost) in journal::costs(lines) {
        shares.entry(provider).or_default().cost = Some(cost);
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use countersign_delivery::{Seat, Terms};
    use countersign_model::{
        AccountSid, Attempt, AttemptSid, AttemptState, Channel, Hop, MockDice, ReceiptState, ServiceSid,
        Timestamp, Told, VerificationSid,
    };
    use countersign_testkit::Mailbox;

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn hop(provider: &str, fate: &str, parts: Option<u32>, cost: Option<&str>) -> Line {
        Line::Hop(Hop {
            provider: provider.to_owned(),
            at: NOW,
            took_millis: 80,
            fate: fate.to_owned(),
            reason: None,
            provider_id: None,
            parts,
            cost: cost.map(|cost| cost.parse().expect("a cost")),
            locale: None,
        })
    }

    fn delivery(to: &str, journal: Vec<Line>) -> Delivery {
        let dice = MockDice::new(1);
        let attempt = Attempt {
            sid: AttemptSid::new(NOW, &dice),
            account_sid: AccountSid::new(NOW, &dice),
            service_sid: ServiceSid::new(NOW, &dice),
            verification_sid: VerificationSid::new(NOW, &dice),
            channel: Channel::Sms,
            state: AttemptState::Sent,
            tries: 1,
            provider: None,
            provider_id: None,
            error: None,
            receipt: None,
            journal,
            created_at: NOW,
            updated_at: NOW,
        };
        let recipient = Some(Recipient::parse(to).expect("an address"));
        Delivery { attempt, recipient, status: None, is_last: true }
    }

    fn seats() -> Vec<Seat> {
        let priced = Terms {
            price: "0.05".parse().ok(),
            prices: vec![("DK".parse().expect("a country"), "0.04".parse().expect("an amount"))],
            ..Terms::default()
        };
        let seat = |name: &str, terms| Seat { provider: Mailbox::new(name) as Arc<_>, terms };
        vec![seat("dear", Terms::default()), seat("silent", priced)]
    }

    fn summed(by: &[By], deliveries: &[Delivery]) -> Vec<String> {
        let routes = Routes::ruled(seats(), Vec::new()).expect("routes");
        let mut sums = Sums::new(by.to_vec(), &routes);
        deliveries.iter().for_each(|delivery| sums.add(delivery));
        let line = |(group, currency, sum): (&Group, Option<Currency>, &Sum)| {
            let group: Vec<_> = group.iter().map(|name| name.as_deref().unwrap_or("-")).collect();
            let estimate = sum.estimate.map_or("-".to_owned(), |estimate| estimate.to_string());
            let currency = currency.map_or("?".to_owned(), |currency| currency.to_string());
            format!("{} {} {currency} {} {} {estimate}", group.join(" "), sum.cost, sum.sends, sum.parts)
        };
        sums.lines().map(line).collect()
    }

    #[test]
    fn every_currency_has_a_line_and_what_nobody_told_has_one_with_an_estimate() {
        let told = Line::Told(Told {
            provider: "dear".to_owned(),
            at: NOW,
            state: ReceiptState::Delivered,
            code: None,
            cost: "0.07 EUR".parse().ok(),
        });
        let deliveries = [
            delivery("+4520123456", vec![hop("dear", "accepted", Some(2), Some("0.06 EUR")), told]),
            delivery("+4520123456", vec![hop("dear", "accepted", Some(1), Some("0.05 USD"))]),
            // Failed over: only the second may cost.
            delivery(
                "+4520123456",
                vec![hop("dear", "retryable", None, None), hop("silent", "accepted", None, None)],
            ),
            delivery("+442083661177", vec![hop("silent", "ambiguous", None, None)]),
        ];
        assert_eq!(
            summed(&[By::Provider], &deliveries),
            ["dear 0.07 EUR 1 2 -", "dear 0.05 USD 1 1 -", "silent 0.00 ? 2 0 0.09"]
        );
        assert_eq!(
            summed(&[By::Country, By::Day], &deliveries),
            [
                "DK 2023-11-14 0.00 ? 1 0 0.04",
                "DK 2023-11-14 0.07 EUR 1 2 -",
                "DK 2023-11-14 0.05 USD 1 1 -",
                "GB 2023-11-14 0.00 ? 1 0 0.05",
            ]
        );
    }

    #[test]
    fn who_has_no_price_is_counted_without_an_estimate_and_mail_has_no_country() {
        let mail = delivery("ann@example.com", vec![hop("dear", "accepted", None, None)]);
        assert_eq!(summed(&[By::Country], &[mail]), ["- 0.00 ? 1 0 -"]);
        let refused = delivery("+4520123456", vec![hop("dear", "recipient", None, None)]);
        assert_eq!(summed(&[By::Provider], &[refused]), Vec::<String>::new());
    }
}
