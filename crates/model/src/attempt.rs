//! One send of a verification's code: what became of it.

use crate::{
    AccountSid, AttemptSid, Channel, Line, ReceiptState, ServiceSid, TEST_NUMBER, Timestamp, VerificationSid,
};

/// How far a send has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptState {
    /// Waiting for the worker or for another try.
    Queued,
    /// A provider has taken it.
    Sent,
    /// Refused for good.
    Failed,
    /// Not sent before the code expired or its verification ended.
    Dropped,
}

impl AttemptState {
    const ALL: [Self; 4] = [Self::Queued, Self::Sent, Self::Failed, Self::Dropped];

    /// The name in the database and in listings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// One send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its name on the wire.
    pub sid: AttemptSid,
    /// The account that pays for it.
    pub account_sid: AccountSid,
    /// The service it was made under.
    pub service_sid: ServiceSid,
    /// The verification whose code it carries.
    pub verification_sid: VerificationSid,
    /// The way it travels.
    pub channel: Channel,
    /// How far it has come.
    pub state: AttemptState,
    /// How many times a provider was asked.
    pub tries: i64,
    /// The provider that was asked last.
    pub provider: Option<String>,
    /// That provider's own name for the message.
    pub provider_id: Option<String>,
    /// Class and reason of the last refusal; never a code or an address.
    pub error: Option<String>,
    /// The best that providers told later about it; see [`ReceiptState::supersedes`].
    pub receipt: Option<ReceiptState>,
    /// Everything that happened to it, oldest first.
    pub journal: Vec<Line>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When its state last changed.
    pub updated_at: Timestamp,
}

impl Attempt {
    /// Whether it is of a test number: then nothing was sent, and nobody was asked.
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.provider.as_deref() == Some(TEST_NUMBER)
    }
}
