//! What happened to one send: each provider that was asked, and each thing that was told later.

use crate::{Cost, ReceiptState, Timestamp};

/// One provider asked once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The operator's name for the provider.
    pub provider: String,
    /// When it was asked.
    pub at: Timestamp,
    /// How long it took to answer, in milliseconds.
    pub took_millis: i64,
    /// What became of it, as [`crate::Fate::class`] names it.
    pub fate: String,
    /// What the provider said when it refused. Neither code nor address.
    pub reason: Option<String>,
    /// The provider's name for the message.
    pub provider_id: Option<String>,
    /// How many text messages it took.
    pub parts: Option<u32>,
    /// What it cost.
    pub cost: Option<Cost>,
    /// The language of the message.
    pub locale: Option<String>,
}

/// One thing that a provider told later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The operator's name for the provider.
    pub provider: String,
    /// When we heard it.
    pub at: Timestamp,
    /// How far the message had come.
    pub state: ReceiptState,
    /// The provider's code for what went wrong.
    pub code: Option<String>,
    /// What it cost.
    pub cost: Option<Cost>,
}

/// A line of a send's journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A provider was asked.
    Hop(Hop),
    /// A provider told something.
    Told(Told),
    /// Something that is neither, such as a fallback that was begun; a sentence.
    Note {
        /// When.
        at: Timestamp,
        /// What.
        text: String,
    },
}

impl Line {
    /// What it says that the message cost.
    #[must_use]
    pub const fn cost(&self) -> Option<Cost> {
        match self {
            Self::Hop(hop) => hop.cost,
            Self::Told(told) => told.cost,
            Self::Note { .. } => None,
        }
    }
}

/// What a send cost, by provider: the last that each told, so that a receipt's price takes the place of the answer's.
#[must_use]
pub fn costs(journal: &[Line]) -> Vec<(&str, Cost)> {
    let mut costs: Vec<(&str, Cost)> = Vec::new();
    for line in journal {
        let provider = match line {
            Line::Hop(hop) => &hop.provider,
            Line::Told(told) => &told.provider,
            Line::Note { .. } => continue,
        };
        let Some(cost) = line.cost() else { continue };
        match costs.iter_mut().find(|(of, _)| of == provider) {
            // A hop is another message: it is paid beside the first.
            Some((_, known)) if matches!(line, Line::Hop(_)) && known.currency == cost.currency => {
                known.amount = known.amount.plus(cost.amount);
            }
            Some((_, known)) => *known = cost,
            None => costs.push((provider, cost)),
        }
    }
    costs
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn hop(provider: &str, cost: &str) -> Line {
        Line::Hop(Hop {
            provider: provider.to_owned(),
            at: NOW,
            took_millis: 80,
            fate: "accepted".to_owned(),
            reason: None,
            provider_id: None,
            parts: None,
            cost: Cost::read(cost, "EUR"),
            locale: None,
        })
    }

    fn told(provider: &str, cost: &str) -> Line {
        let state = ReceiptState::Delivered;
        Line::Told(Told {
            provider: provider.to_owned(),
            at: NOW,
            state,
            code: None,
            cost: Cost::read(cost, "EUR"),
        })
    }

    #[test]
    fn a_receipt_s_price_takes_the_place_of_the_answer_s_and_a_second_send_is_paid_beside_it() {
        let cost = |text: &str| Cost::read(text, "EUR").expect("a cost");
        assert_eq!(costs(&[hop("a", "0.04"), told("a", "0.05")]), [("a", cost("0.05"))]);
        assert_eq!(costs(&[hop("a", "0.04"), hop("a", "0.04")]), [("a", cost("0.08"))]);
        assert_eq!(costs(&[hop("a", ""), hop("b", "0.04")]), [("b", cost("0.04"))]);
    }
}
