//! What is wrong, as a sentence.

use super::view::Problem;
use super::wait::clock;
use super::words::Words;

/// The sentence.
pub(super) fn sentence(problem: Problem, words: &Words<'_>) -> String {
    words.say(match problem {
        Problem::WrongCode { left: Some(left) } => {
            return words.count("problem-wrong-code-left", "left", left);
        }
        Problem::TooSoon { seconds } => return words.with("problem-too-soon", "time", &clock(seconds)),
        Problem::TooMany { minutes } => return words.count("problem-too-many", "minutes", minutes),
        Problem::Missing => "problem-missing",
        Problem::WrongCode { left: None } => "problem-wrong-code",
        Problem::CodeOver => "problem-code-over",
        Problem::UsedCode => "problem-used-code",
        Problem::ClockOff => "problem-clock-off",
        Problem::BadPhone => "problem-bad-phone",
        Problem::BadEmail => "problem-bad-email",
        Problem::NotServed => "problem-not-served",
        Problem::Known => "problem-known",
        Problem::NotSent => "problem-not-sent",
        Problem::BadSerial => "problem-bad-serial",
        Problem::BadCodes => "problem-bad-codes",
        Problem::Passkey => "problem-passkey",
        Problem::NotApproved => "problem-not-approved",
        Problem::NoAnswer => "problem-no-answer",
        Problem::WrongNumber => "problem-wrong-number",
        Problem::NoDevice => "problem-no-device",
        Problem::WrongRecoveryCode => "problem-wrong-recovery-code",
        Problem::NotSaved => "problem-not-saved",
        Problem::BadName => "problem-bad-name",
        Problem::Gone => "problem-gone",
        Problem::Stale => "problem-stale",
    })
}
