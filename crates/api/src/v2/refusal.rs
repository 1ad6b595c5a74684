//! A verification's refusals in Twilio's words.

use countersign_engine::template::TemplateRefusal;
use countersign_model::limit::{Pace, Rule};
use countersign_model::{Ending, Reached, Refusal, Timestamp};
use countersign_web::Problem;
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::json;

use crate::explains::Explains;
use crate::route::Route;

/// Whole seconds from `now` to `frees_at`, at least one.
pub(super) fn wait(frees_at: Timestamp, now: Timestamp) -> u64 {
    u64::try_from(frees_at.millis_since(now)).unwrap_or(0).div_ceil(1000).max(1)
}

/// The problem for a rule of the operator's, which tells itself in `details`. Twilio has no code for a limit on money:
/// 60410, as for what its own guard stops (behaviour map 3.1).
#[must_use]
pub fn rule_problem(rule: &Rule, now: Timestamp) -> Problem {
    let problem = match rule {
        Rule::Country { .. } => Problem::country_not_allowed(),
        Rule::Blocked { .. } | Rule::NumberKind(_) | Rule::Budget { .. } => Problem::delivery_blocked(),
        Rule::PerAddress { pace: Pace::HalfMinute, .. } => Problem::too_many_for_number(),
        Rule::PerAddress { pace: Pace::TenMinutes, .. } => Problem::enough_in_ten_minutes(),
        Rule::PerAddress { pace: Pace::Day, .. } => Problem::enough_for_a_day(),
    };
    let problem = problem.with_details(rule.details());
    match rule.frees_at() {
        Some(frees_at) if problem.status == StatusCode::TOO_MANY_REQUESTS => {
            problem.with_retry_after(wait(frees_at, now))
        }
        _ => problem,
    }
}

/// The header that names the rate limit (behaviour map 1.9).
const REACHED: HeaderName = HeaderName::from_static("twilio-reached-rate-limit");

/// The problem for a rate limit of the service's own, which tells itself in `details`.
pub(crate) fn reached_problem(reached: &Reached, now: Timestamp) -> Problem {
    let problem = Problem::rate_limit_reached()
        .with_details(reached.details())
        .with_retry_after(wait(reached.frees_at, now));
    // A name's characters all fit a header.
    match HeaderValue::from_str(reached.unique_name.as_str()) {
        Ok(name) => problem.with_header(REACHED, name),
        Err(_) => problem,
    }
}

/// The problem for a template that can't be used.
pub(crate) fn template_problem(refused: &TemplateRefusal) -> Problem {
    match refused {
        TemplateRefusal::NotFound => Problem::template_not_found(),
        TemplateRefusal::NoSuchUse => Problem::template_only_sms(),
        TemplateRefusal::NotForChannel => Problem::template_channel(),
        TemplateRefusal::NoTranslation => Problem::translation_not_found(),
        TemplateRefusal::NotApproved => Problem::template_not_approved(),
        TemplateRefusal::Missing(names) => {
            Problem::substitutions_missing().with_details(serde_json::json!({ "missing": names }))
        }
        TemplateRefusal::TooLong => Problem::message_too_long(),
        TemplateRefusal::Link => Problem::invalid_parameter("TemplateCustomSubstitutions"),
        TemplateRefusal::NoPayment => Problem::feature_not_supported(),
    }
}

/// The 404 for a verification that doesn't live, with what became of it for whoever runs into it: Twilio tells none of the
/// cases apart. Only the account that made it ever gets here.
pub(crate) fn gone<T>(route: &Route<T>, explains: Explains, past: Option<(Ending, Timestamp)>) -> Problem {
    let problem = route.not_found();
    match (explains.0, past) {
        (false, _) => problem,
        (true, None) => problem.with_details(json!({ "verification": "none" })),
        (true, Some((how, at))) => {
            problem.with_details(json!({ "verification": how.as_str(), "ended_at": at.to_string() }))
        }
    }
}

/// The problem for `refusal`; `not_found` is the answer for a verification that isn't there.
pub(crate) fn problem(refusal: Refusal, now: Timestamp, not_found: impl FnOnce() -> Problem) -> Problem {
    match refusal {
        Refusal::NotFound => not_found(),
        Refusal::MaxChecks { frees_at } => Problem::max_checks().with_retry_after(wait(frees_at, now)),
        Refusal::MaxSends { frees_at } => Problem::max_sends().with_retry_after(wait(frees_at, now)),
    }
}

/// The problem for a verification whose upstream can't be asked; `wait_millis` says when it may be, if time mends it.
pub(crate) fn no_upstream(wait_millis: Option<i64>) -> Problem {
    let problem = Problem::upstream_unavailable();
    match wait_millis {
        Some(millis) => problem.with_retry_after(u64::try_from(millis).unwrap_or(0).div_ceil(1000).max(1)),
        None => problem,
    }
}
