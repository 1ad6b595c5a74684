//! What became of handing one message to one provider.

use crate::Cost;

/// The outcome of one send, saying its own fate: who is at fault decides what happens next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The provider has taken the message.
    Accepted {
        /// The provider's own name for it, when it gives one.
        provider_id: Option<String>,
        /// How many text messages it takes, when the provider tells.
        parts: Option<u32>,
        /// What it costs, when the provider tells at once.
        cost: Option<Cost>,
    },
    /// Refused for rate, known not processed.
    Throttled {
        /// How long the provider asks us to wait, in milliseconds.
        retry_after_millis: Option<i64>,
    },
    /// Refused by a passing fault, known not processed.
    Retryable {
        /// What happened, without code or address.
        reason: String,
    },
    /// May have been taken: a time-out or a lost connection after the message was written.
    Ambiguous {
        /// What happened, without code or address.
        reason: String,
    },
    /// This address can't get it on this channel, whoever sends.
    BadRecipient {
        /// What the provider said.
        reason: String,
    },
    /// Sender or content refused; the operator has to mend something.
    BadMessage {
        /// What the provider said.
        reason: String,
    },
    /// Credentials, address list or account refused.
    BadCredentials {
        /// What the provider said.
        reason: String,
    },
    /// Balance or quota used up.
    NoFunds {
        /// What the provider said.
        reason: String,
    },
    /// The provider takes the recipient for part of a fraud. Nobody else may be asked: failing over would buy the same
    /// fraud from the next one.
    Fraud {
        /// What the provider said.
        reason: String,
    },
}

impl Fate {
    /// Taken, and nothing more told than perhaps a name.
    #[must_use]
    pub const fn accepted(provider_id: Option<String>) -> Self {
        Self::Accepted { provider_id, parts: None, cost: None }
    }

    /// Whether the provider may have taken it and will want to be paid.
    #[must_use]
    pub const fn may_cost(&self) -> bool {
        matches!(self, Self::Accepted { .. } | Self::Ambiguous { .. })
    }

    /// Whether it is the provider that fails, not this message or this person: what a circuit breaker counts.
    #[must_use]
    pub const fn is_providers_fault(&self) -> bool {
        matches!(
            self,
            Self::Retryable { .. }
                | Self::Ambiguous { .. }
                | Self::BadCredentials { .. }
                | Self::NoFunds { .. }
        )
    }

    /// Whether no other provider of the same channel is to be asked.
    #[must_use]
    pub const fn stops_the_channel(&self) -> bool {
        matches!(self, Self::Accepted { .. } | Self::BadRecipient { .. } | Self::Fraud { .. })
    }

    /// Whether sending the same message again, to the same provider, may help.
    #[must_use]
    pub const fn is_worth_retrying(&self) -> bool {
        matches!(
            self,
            Self::Throttled { .. }
                | Self::Retryable { .. }
                | Self::Ambiguous { .. }
                // The operator may mend these while the code is still alive.
                | Self::BadCredentials { .. }
                | Self::NoFunds { .. }
        )
    }

    /// The class as one word, for logs, metrics and the attempt's record.
    #[must_use]
    pub const fn class(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Throttled { .. } => "throttled",
            Self::Retryable { .. } => "retryable",
            Self::Ambiguous { .. } => "ambiguous",
            Self::BadRecipient { .. } => "recipient",
            Self::BadMessage { .. } => "message",
            Self::BadCredentials { .. } => "credentials",
            Self::NoFunds { .. } => "funds",
            Self::Fraud { .. } => "fraud",
        }
    }

    /// What the provider said, if it refused.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Accepted { .. } | Self::Throttled { .. } => None,
            Self::Retryable { reason }
            | Self::Ambiguous { reason }
            | Self::BadRecipient { reason }
            | Self::BadMessage { reason }
            | Self::BadCredentials { reason }
            | Self::NoFunds { reason }
            | Self::Fraud { reason } => Some(reason),
        }
    }
}
