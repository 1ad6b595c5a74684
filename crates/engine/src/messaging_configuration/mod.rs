//! Messaging configurations: which of the operator's messaging services carries a service's text messages to a country.

mod create;
mod delete;
mod update;

use countersign_store::StoreError;

/// Why a messaging configuration was not written.
#[derive(Debug)]
pub enum MessagingConfigurationError {
    /// The account has no such service, or it has no configuration for this country.
    NotFound,
    /// The service has one for this country.
    Exists,
    /// The operator has no messaging service of this SID.
    UnknownMessagingService,
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for MessagingConfigurationError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
