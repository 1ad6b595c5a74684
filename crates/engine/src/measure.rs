//! What the verbs measure.

use countersign_metrics::{Counter, Histogram, Metric};
use countersign_model::{Channel, Checked, Refusal, Verdict};

use crate::conversion::CONVERSIONS;
use crate::receipt::RECEIPTS;
use crate::upstream;
use crate::verification::{CheckError, Done, StartVerificationError};
use crate::voice::{APPROVALS, CALLS};
use crate::webhook::{FILLINGS, TELLINGS};

/// Creates by what became of them.
static STARTS: Counter<2> = Counter::new(
    "countersign_verification_starts_total",
    "Creates of verifications, by channel and outcome: started, repeated (an idempotency key), or why it was refused. Test numbers are left out.",
    ["channel", "outcome"],
);
/// Checks by what became of them.
static CHECKS: Counter<2> = Counter::new(
    "countersign_verification_checks_total",
    "Checks of codes, by channel (none when no verification was found) and outcome: approved, wrong, waiting (for an approval in a call), or why it was refused. Right and wrong codes of test numbers are left out.",
    ["channel", "outcome"],
);
/// Sends by what became of them.
pub(crate) static SENDS: Histogram<3> = Histogram::new(
    "countersign_send_seconds",
    "Time that a provider took to answer a send, by provider, channel and fate.",
    ["provider", "channel", "fate"],
);

/// What this crate measures.
pub const METRICS: &[&dyn Metric] = &[
    &STARTS,
    &CHECKS,
    &SENDS,
    &RECEIPTS,
    &CALLS,
    &APPROVALS,
    &CONVERSIONS,
    &upstream::CHECKS,
    &TELLINGS,
    &FILLINGS,
];

/// Shows zeros, so that a rate has something to rise from.
pub(crate) fn expect() {
    for channel in Channel::ALL.map(Channel::as_str) {
        STARTS.expect([channel, "started"]);
        CHECKS.expect([channel, "approved"]);
        CHECKS.expect([channel, "wrong"]);
    }
    for outcome in ["taken", "failed", "given_up", "disabled"] {
        TELLINGS.expect([outcome]);
    }
    for state in ["full", "room"] {
        FILLINGS.expect([state]);
    }
}

pub(crate) fn started<T>(channel: Channel, outcome: &Result<(T, Done), StartVerificationError>) {
    let outcome = match outcome {
        Ok((_, Done::Now)) => "started",
        Ok((_, Done::Before)) => "repeated",
        Err(error) => error.reason(),
    };
    STARTS.add([channel.as_str(), outcome]);
}

pub(crate) fn checked(outcome: &Result<Checked, CheckError>) {
    let (channel, outcome) = match outcome {
        Ok(checked) => {
            let outcome = match checked.verdict {
                Verdict::Approved => "approved",
                Verdict::Waiting => "waiting",
                Verdict::Wrong | Verdict::NoneLeft { .. } => "wrong",
            };
            (checked.verification.channel.as_str(), outcome)
        }
        Err(error) => ("none", error.reason()),
    };
    CHECKS.add([channel, outcome]);
}

/// A refusal in one word.
pub(crate) const fn refusal(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NotFound => "not_found",
        Refusal::MaxChecks { .. } => "max_checks",
        Refusal::MaxSends { .. } => "max_sends",
    }
}
