//! What a provider tells later about a message that it took.

use crate::{AttemptSid, Cost, Timestamp};

/// How far a message has come, as its provider says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptState {
    /// The provider has it and has done nothing yet.
    Queued,
    /// It went on to the network.
    Sent,
    /// The phone or mailbox has it; a call was answered by a person.
    Delivered,
    /// It didn't arrive and won't.
    Failed,
    /// It didn't arrive in time.
    Expired,
    /// The provider or the network refused it.
    Rejected,
    /// The provider will never know.
    Unknown,
}

impl ReceiptState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Queued,
        Self::Sent,
        Self::Delivered,
        Self::Failed,
        Self::Expired,
        Self::Rejected,
        Self::Unknown,
    ];

    /// The name in the database and in listings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether nothing better is to come.
    #[must_use]
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Queued | Self::Sent)
    }

    /// Whether the provider says that the person doesn't have it.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Failed | Self::Expired | Self::Rejected)
    }

    /// Whether this, told after `known`, takes its place. Receipts come in any order and more than once: what is final
    /// beats what is not, the first final state stays, but delivered beats expired and unknown.
    #[must_use]
    pub fn supersedes(self, known: Option<Self>) -> bool {
        match known {
            None => true,
            Some(Self::Expired | Self::Unknown) => self == Self::Delivered,
            Some(known) if known.is_final() => false,
            Some(Self::Sent) => self != Self::Queued && self != Self::Sent,
            Some(_) => self != Self::Queued,
        }
    }
}

/// Which message a receipt is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The attempt: the callback's token or the reference that we gave said so.
    Attempt(AttemptSid),
    /// The message with this name at its provider.
    ProviderId(String),
}

/// One thing that a provider told about one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Which message.
    pub about: About,
    /// The provider's name for it, when it tells.
    pub provider_id: Option<String>,
    /// How far it has come.
    pub state: ReceiptState,
    /// The provider's own code for what went wrong. Neither code nor address.
    pub code: Option<String>,
    /// What it cost, when the provider tells by now.
    pub cost: Option<Cost>,
    /// When it happened, as the provider says.
    pub at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn delivered_beats_expired_and_unknown_and_otherwise_the_first_end_stays() {
        use ReceiptState::{Delivered, Expired, Failed, Queued, Rejected, Sent, Unknown};
        for (known, told, wins) in [
            (Some(Expired), Delivered, true),
            (Some(Unknown), Delivered, true),
            (Some(Failed), Delivered, false),
            (Some(Delivered), Failed, false),
            (Some(Rejected), Expired, false),
            (Some(Sent), Queued, false),
            (Some(Queued), Sent, true),
            (Some(Sent), Failed, true),
            (None, Queued, true),
        ] {
            assert_eq!(told.supersedes(known), wins, "{told:?} after {known:?}");
        }
    }

    fn states() -> impl Strategy<Value = Vec<ReceiptState>> {
        prop::collection::vec(prop::sample::select(ReceiptState::ALL.to_vec()), 1..8)
    }

    proptest! {
        #[test]
        fn telling_everything_twice_changes_nothing(told in states()) {
            let settle = |told: &[ReceiptState]| told.iter().fold(None, |known, &state| {
                if state.supersedes(known) { Some(state) } else { known }
            });
            let once = settle(&told);
            let twice: Vec<_> = told.iter().flat_map(|state| [*state, *state]).collect();
            prop_assert_eq!(settle(&twice), once);
            // What was once final is never taken back to being on its way.
            if told.iter().any(|state| state.is_final()) {
                prop_assert!(once.is_some_and(ReceiptState::is_final));
            }
        }
    }
}
