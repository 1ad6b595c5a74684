//! What became of handing one message to one provider.

/// The outcome of one send, saying its own fate: who is at fault decides what happens next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The provider has taken the message.
    Accepted {
        /// The provider's own name for it, when it gives one.
        provider_id: Option<String>,
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
}

impl Fate {
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
            | Self::NoFunds { reason } => Some(reason),
        }
    }
}
