//! What providers' own error codes mean. Each provider has a table of them as data, so that a wrong number is mended in
//! one line; what no table knows is judged by its HTTP status.

use countersign_model::Fate;

/// Whose fault a refusal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Too much at once.
    Throttled,
    /// Something that passes; surely nothing was taken.
    Retryable,
    /// Something that passes; who knows whether it was taken.
    Ambiguous,
    /// The person can't be reached this way.
    Recipient,
    /// Sender, template or content: the operator has to mend it.
    Message,
    /// Credentials, or an account that may not send.
    Credentials,
    /// Nothing left to pay with.
    Funds,
    /// The provider takes the recipient for part of a fraud.
    Fraud,
}

impl Fault {
    /// What `table` says of `code`.
    pub(crate) fn of(table: &[(&str, Self)], code: &str) -> Option<Self> {
        table.iter().find(|(known, _)| *known == code).map(|(_, fault)| *fault)
    }

    /// The fate that follows from it.
    pub(crate) fn fate(self, reason: String, retry_after_millis: Option<i64>) -> Fate {
        match self {
            Self::Throttled => Fate::Throttled { retry_after_millis },
            Self::Retryable => Fate::Retryable { reason },
            Self::Ambiguous => Fate::Ambiguous { reason },
            Self::Recipient => Fate::BadRecipient { reason },
            Self::Message => Fate::BadMessage { reason },
            Self::Credentials => Fate::BadCredentials { reason },
            Self::Funds => Fate::NoFunds { reason },
            Self::Fraud => Fate::Fraud { reason },
        }
    }
}
