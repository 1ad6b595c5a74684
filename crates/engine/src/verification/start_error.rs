//! Why a create sends nothing.

use countersign_model::limit::Rule;
use countersign_model::{Channel, Reached, Refusal};
use countersign_store::StoreError;

use crate::measure;
use crate::template::TemplateRefusal;

/// Why no code goes out. Each has its code in the behaviour map, section 3.1.
#[derive(Debug)]
pub enum StartVerificationError {
    /// The account has no such service.
    NoService,
    /// The service binds codes to payments, and amount or payee is missing.
    Psd2Missing,
    /// A call can't carry a payment's code.
    Psd2Call,
    /// The service doesn't take custom codes, or amounts.
    NotSupported,
    /// The template can't be used for it.
    Template(TemplateRefusal),
    /// No provider is set up that carries this channel.
    NoProvider(Channel),
    /// The verification lives at an upstream that the configuration no longer names.
    NoUpstream,
    /// The number is a landline and the service skips those.
    Landline,
    /// It names a rate limit that the service doesn't have.
    NoRateLimit,
    /// The idempotency key was used for another request.
    KeyReused,
    /// The verification's own counts keep the person waiting.
    Refused(Refusal),
    /// A rule of the operator's stops it.
    Limited(Rule),
    /// A rate limit of the service's own stops it.
    Reached(Reached),
    /// The database gave no answer.
    Store(StoreError),
}

impl StartVerificationError {
    /// The reason in one word, for measurements.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::NoService => "no_service",
            Self::Psd2Missing => "psd2_missing",
            Self::Psd2Call => "psd2_call",
            Self::NotSupported => "not_supported",
            Self::Template(refused) => refused.reason(),
            Self::NoProvider(_) => "no_provider",
            Self::NoUpstream => "no_upstream",
            Self::Landline => "landline",
            Self::NoRateLimit => "no_rate_limit",
            Self::KeyReused => "key_reused",
            Self::Refused(refused) => measure::refusal(refused),
            Self::Limited(rule) => rule.name(),
            Self::Reached(_) => "rate_limit",
            Self::Store(_) => "database",
        }
    }
}

impl From<StoreError> for StartVerificationError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
