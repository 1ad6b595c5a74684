//! A verification's refusals in Twilio's words.

use countersign_model::{Refusal, Timestamp};
use countersign_web::Problem;

/// The problem for `refusal`; `not_found` is the answer for a verification that isn't there.
pub(crate) fn problem(refusal: Refusal, now: Timestamp, not_found: impl FnOnce() -> Problem) -> Problem {
    let wait =
        |frees_at: Timestamp| u64::try_from(frees_at.millis_since(now)).unwrap_or(0).div_ceil(1000).max(1);
    match refusal {
        Refusal::NotFound => not_found(),
        Refusal::MaxChecks { frees_at } => Problem::max_checks().with_retry_after(wait(frees_at)),
        Refusal::MaxSends { frees_at } => Problem::max_sends().with_retry_after(wait(frees_at)),
    }
}
