//! What becomes of a message, as the settings name it.

use countersign_model::Fate;

/// One end of a send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Accepted,
    Throttled,
    Retryable,
    /// Taken, and the answer is lost.
    Ambiguous,
    Recipient,
    Message,
    Credentials,
    Funds,
    Fraud,
    /// Never answered, and not taken.
    Hang,
}

impl Outcome {
    pub(super) const ALL: [(&'static str, Self); 10] = [
        ("accepted", Self::Accepted),
        ("throttled", Self::Throttled),
        ("retryable", Self::Retryable),
        ("ambiguous", Self::Ambiguous),
        ("recipient", Self::Recipient),
        ("message", Self::Message),
        ("credentials", Self::Credentials),
        ("funds", Self::Funds),
        ("fraud", Self::Fraud),
        ("hang", Self::Hang),
    ];

    /// Whether the message is on its way whatever is answered.
    pub(super) const fn is_taken(self) -> bool {
        matches!(self, Self::Accepted | Self::Ambiguous)
    }

    /// The fate that is answered.
    pub(super) fn fate(self, id: String, retry_after_millis: i64) -> Fate {
        let reason = |what: &str| format!("{what} (simulated)");
        match self {
            Self::Accepted => Fate::accepted(Some(id)),
            Self::Throttled => Fate::Throttled { retry_after_millis: Some(retry_after_millis) },
            Self::Retryable => Fate::Retryable { reason: reason("answered 503") },
            Self::Ambiguous => Fate::Ambiguous { reason: reason("the connection was lost") },
            Self::Recipient => Fate::BadRecipient { reason: reason("no such subscriber") },
            Self::Message => Fate::BadMessage { reason: reason("the sender is not registered") },
            Self::Credentials => Fate::BadCredentials { reason: reason("the key is refused") },
            Self::Funds => Fate::NoFunds { reason: reason("the account is empty") },
            Self::Fraud => Fate::Fraud { reason: reason("the number is taken for part of a fraud") },
            Self::Hang => Fate::Ambiguous { reason: reason("no answer in time") },
        }
    }
}
