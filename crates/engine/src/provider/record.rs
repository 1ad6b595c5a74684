//! What became of the messages that one provider was asked to carry. Pure.

use std::collections::BTreeMap;

use countersign_model::{Ending, Fate, Line, ReceiptState, Status};
use countersign_store::deliveries::Delivery;

/// Counts of a time, and how long answers took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// How often it was asked.
    pub asked: u64,
    /// How often it took the message.
    pub accepted: u64,
    /// Messages that it has, whether it said so at once or told later.
    pub taken: u64,
    /// Of these, how many arrived, as it told.
    pub arrived: u64,
    /// Of these, how many are their verification's last send, and the verification was approved.
    pub approved: u64,
    /// How often an answer took so many milliseconds: as many entries as there are different times, a send's limit at
    /// most, whatever the traffic.
    took: BTreeMap<i64, u64>,
}

impl Record {
    /// How often it was asked and didn't take the message.
    #[must_use]
    pub const fn failed(&self) -> u64 {
        self.asked - self.accepted
    }

    /// The time in milliseconds within which `percent` of a hundred answers came; nothing when there was none.
    #[must_use]
    pub fn took(&self, percent: u64) -> Option<i64> {
        let wanted = (self.asked * percent).div_ceil(100).max(1);
        let mut seen = 0;
        self.took.iter().find_map(|(millis, count)| {
            seen += count;
            (seen >= wanted).then_some(*millis)
        })
    }

    /// Counts one send for every provider that had to do with it.
    pub fn count(records: &mut BTreeMap<String, Self>, delivery: &Delivery) {
        let accepted = Fate::accepted(None).class();
        // Which providers have the message, and the best that each told of it.
        let mut have: BTreeMap<&str, Option<ReceiptState>> = BTreeMap::new();
        for line in &delivery.attempt.journal {
            match line {
                Line::Hop(hop) => {
                    let record = records.entry(hop.provider.clone()).or_default();
                    record.asked += 1;
                    *record.took.entry(hop.took_millis).or_default() += 1;
                    if hop.fate == accepted {
                        record.accepted += 1;
                        have.entry(&hop.provider).or_default();
                    }
                }
                Line::Told(told) => {
                    let best = have.entry(&told.provider).or_default();
                    if told.state.supersedes(*best) {
                        *best = Some(told.state);
                    }
                }
                Line::Note { .. } => {}
            }
        }
        let is_approved = matches!(delivery.status, Some(Status::Ended { how: Ending::Approved, .. }));
        for (provider, best) in have {
            let record = records.entry(provider.to_owned()).or_default();
            record.taken += 1;
            record.arrived += u64::from(best == Some(ReceiptState::Delivered));
            // One approval, one message: the last that was sent, and of that the provider that has it.
            let is_its = delivery.attempt.provider.as_deref() == Some(provider);
            record.approved += u64::from(is_approved && delivery.is_last && is_its);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_model::{
        AccountSid, Attempt, AttemptSid, AttemptState, Channel, Hop, MockDice, ServiceSid, Timestamp, Told,
        VerificationSid,
    };

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn hop(provider: &str, fate: &str, took_millis: i64) -> Line {
        Line::Hop(Hop {
            provider: provider.to_owned(),
            at: NOW,
            took_millis,
            fate: fate.to_owned(),
            reason: None,
            provider_id: None,
            parts: None,
            cost: None,
            locale: None,
        })
    }

    fn told(provider: &str, state: ReceiptState) -> Line {
        Line::Told(Told { provider: provider.to_owned(), at: NOW, state, code: None, cost: None })
    }

    fn delivery(provider: &str, journal: Vec<Line>) -> Delivery {
        let dice = MockDice::new(1);
        let attempt = Attempt {
            sid: AttemptSid::new(NOW, &dice),
            account_sid: AccountSid::new(NOW, &dice),
            service_sid: ServiceSid::new(NOW, &dice),
            verification_sid: VerificationSid::new(NOW, &dice),
            channel: Channel::Sms,
            state: AttemptState::Sent,
            tries: 1,
            provider: Some(provider.to_owned()),
            provider_id: None,
            error: None,
            receipt: None,
            journal,
            created_at: NOW,
            updated_at: NOW,
        };
        let status = Some(Status::Ended { how: Ending::Approved, at: NOW });
        Delivery { attempt, recipient: None, status, is_last: true }
    }

    fn records(deliveries: &[Delivery]) -> BTreeMap<String, Record> {
        let mut records = BTreeMap::new();
        deliveries.iter().for_each(|delivery| Record::count(&mut records, delivery));
        records
    }

    #[test]
    fn every_hop_counts_and_an_approval_is_owed_to_the_one_that_has_the_last_message() {
        let records = records(&[
            delivery("b", vec![hop("a", "retryable", 900), hop("b", "accepted", 80)]),
            Delivery { is_last: false, ..delivery("b", vec![hop("b", "accepted", 90)]) },
        ]);
        let (a, b) = (&records["a"], &records["b"]);
        assert_eq!((a.asked, a.accepted, a.failed(), a.taken, a.approved), (1, 0, 1, 0, 0));
        assert_eq!((b.asked, b.accepted, b.failed(), b.taken, b.approved), (2, 2, 0, 2, 1));
    }

    #[test]
    fn what_was_told_counts_once_and_the_best_of_it() {
        let both = vec![
            hop("a", "accepted", 1),
            told("a", ReceiptState::Delivered),
            told("a", ReceiptState::Sent),
            told("a", ReceiptState::Delivered),
        ];
        // It may have been taken, and was.
        let late = vec![hop("a", "ambiguous", 10_000), told("a", ReceiptState::Delivered)];
        let lost = vec![hop("a", "accepted", 1), told("a", ReceiptState::Failed)];
        let records = records(&[delivery("a", both), delivery("a", late), delivery("a", lost)]);
        assert_eq!((records["a"].taken, records["a"].arrived), (3, 2));
    }

    #[test]
    fn times_are_those_within_which_so_many_of_a_hundred_answered() {
        let journal = (1..=100).map(|millis| hop("a", "accepted", millis)).collect();
        let records = records(&[delivery("a", journal)]);
        assert_eq!((records["a"].took(50), records["a"].took(95)), (Some(50), Some(95)));
        assert_eq!(Record::default().took(50), None);
    }
}
