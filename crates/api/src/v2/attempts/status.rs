//! How far a message or a call has come, in Twilio's words.

use countersign_model::{Attempt, AttemptState, ReceiptState};

/// Of a message: what its provider told last, or else what it answered.
pub(super) fn of_message(attempt: &Attempt) -> &'static str {
    match (attempt.receipt, attempt.state) {
        (Some(ReceiptState::Delivered), _) => "delivered",
        (Some(ReceiptState::Failed | ReceiptState::Expired), _) => "undelivered",
        (Some(ReceiptState::Rejected), _) | (None, AttemptState::Failed) => "failed",
        (Some(ReceiptState::Queued), _) => "accepted",
        (Some(ReceiptState::Sent | ReceiptState::Unknown), _) | (None, AttemptState::Sent) => "sent",
        (None, AttemptState::Queued) => "queued",
        (None, AttemptState::Dropped) => "canceled",
    }
}

/// Of a call. Only that its code was read to a person counts as completed.
pub(super) fn of_call(attempt: &Attempt) -> &'static str {
    match (attempt.receipt, attempt.state) {
        (Some(ReceiptState::Delivered), _) => "completed",
        (Some(ReceiptState::Expired), _) => "no-answer",
        (Some(ReceiptState::Failed | ReceiptState::Rejected), _) | (None, AttemptState::Failed) => "failed",
        (Some(ReceiptState::Sent | ReceiptState::Unknown), _) => "in-progress",
        (Some(ReceiptState::Queued), _) | (None, AttemptState::Sent) => "ringing",
        (None, AttemptState::Queued) => "queued",
        (None, AttemptState::Dropped) => "canceled",
    }
}
