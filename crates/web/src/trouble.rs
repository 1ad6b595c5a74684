//! What a caller is told when the database gave no answer.

use countersign_store::StoreError;

use crate::Problem;

/// A problem that shows nothing of the cause; the cause is logged here, once.
#[must_use]
pub fn trouble(error: &StoreError) -> Problem {
    match error {
        StoreError::Busy | StoreError::Closed => Problem::busy(),
        // It may or may not have happened: trying again is safe for creates and checks, so that is what is advised.
        StoreError::FateUnknown => {
            tracing::error!(%error, "a request ended without knowing its fate");
            Problem::busy()
        }
        StoreError::Panicked | StoreError::Db(_) => {
            tracing::error!(%error, "a request failed");
            Problem::internal()
        }
    }
}
