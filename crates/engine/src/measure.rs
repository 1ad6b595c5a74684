//! What the verbs measure.

use countersign_factors::Kind;
use countersign_metrics::{Counter, Histogram, Metric};
use countersign_model::{Answer, Channel, Checked, FactorRefusal, Refusal, Verdict};
use countersign_store::WriteTx;

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
/// Notices to devices by what became of them.
pub(crate) static NOTICES: Histogram<3> = Histogram::new(
    "countersign_notice_seconds",
    "Time that a push platform took to answer a notice, by provider, platform and outcome: taken, gone (no such device any more), later, failed, refused, unauthorized.",
    ["provider", "platform", "outcome"],
);
/// Challenges by what became of the asking.
static CHALLENGES: Counter<2> = Counter::new(
    "countersign_challenges_total",
    "Challenges that were asked for, by type of factor (none when it was refused) and outcome: created, refused.",
    ["factor_type", "outcome"],
);
/// Answers to challenges by what became of them.
static ANSWERS: Counter<2> = Counter::new(
    "countersign_challenge_answers_total",
    "Answers to challenges, by type of factor (none when it was refused) and outcome: approved, denied, wrong, refused.",
    ["factor_type", "outcome"],
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
    &NOTICES,
    &CHALLENGES,
    &ANSWERS,
    &FILLINGS,
];

/// Shows zeros, so that a rate has something to rise from.
pub(crate) fn expect() {
    for channel in Channel::ALL.map(Channel::as_str) {
        STARTS.expect([channel, "started"]);
        CHECKS.expect([channel, "approved"]);
        CHECKS.expect([channel, "wrong"]);
    }
    for kind in countersign_factors::KINDS.iter().map(|kind| kind.name()) {
        CHALLENGES.expect([kind, "created"]);
        ANSWERS.expect([kind, "approved"]);
        ANSWERS.expect([kind, "wrong"]);
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

/// Counts a challenge once it is there.
pub(crate) fn challenged(tx: &mut WriteTx<'_>, kind: &'static dyn Kind) {
    tx.after_commit(move || CHALLENGES.add([kind.name(), "created"]));
}

/// Counts an answer that was looked at, once it is written down.
pub(crate) fn answered(tx: &mut WriteTx<'_>, kind: &'static dyn Kind, answer: Option<Answer>) {
    let outcome = match answer {
        Some(Answer::Approved) => "approved",
        Some(Answer::Denied) => "denied",
        None => "wrong",
    };
    tx.after_commit(move || ANSWERS.add([kind.name(), outcome]));
}

/// Counts a challenge that was not made.
pub(crate) fn not_challenged(refusal: FactorRefusal) -> FactorRefusal {
    CHALLENGES.add(["none", "refused"]);
    refusal
}

/// Counts an answer that was not even wrong.
pub(crate) fn not_answered(refusal: FactorRefusal) -> FactorRefusal {
    ANSWERS.add(["none", "refused"]);
    refusal
}

/// A refusal in one word.
pub(crate) const fn refusal(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NotFound => "not_found",
        Refusal::MaxChecks { .. } => "max_checks",
        Refusal::MaxSends { .. } => "max_sends",
    }
}
