//! Why something about a factor or a challenge was not done.

use countersign_model::FactorRefusal;
use countersign_store::StoreError;

/// Why it was not done.
#[derive(Debug)]
pub enum FactorError {
    /// By the rules.
    Refused(FactorRefusal),
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for FactorError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<FactorRefusal> for FactorError {
    fn from(refusal: FactorRefusal) -> Self {
        Self::Refused(refusal)
    }
}
