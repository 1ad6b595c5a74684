//! Why nothing was done about a prompt.

use countersign_model::{Contradiction, Method};
use countersign_store::StoreError;

/// Why a caller's request was not carried out.
#[derive(Debug)]
pub enum PromptError {
    /// The account has no such service or prompt.
    NotFound,
    /// The service doesn't send browsers there.
    ReturnUrl,
    /// None of the methods that are allowed is offered by the service.
    NoMethod,
    /// A method is required that isn't allowed, or isn't offered for this purpose.
    Required(Method),
    /// More is demanded than anything that is offered can show.
    Unmet(Contradiction),
    /// A payment is to be confirmed, and the service doesn't bind codes to payments.
    Payment,
    /// The prompt is over.
    Over,
    /// The result's code is none that could be exchanged: it is another prompt's, was exchanged before, or its time is over.
    Code,
    /// The crypto library failed.
    Signing,
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for PromptError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
