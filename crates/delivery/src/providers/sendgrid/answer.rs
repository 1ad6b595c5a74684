//! What SendGrid's answers mean.

use countersign_model::{Fate, Timestamp};
use serde_json::Value;

use crate::Message;
use crate::http::Answered;
use crate::reason::{gives_away, reason};

/// The sentence of a plan that is used up, which comes with 401. UNCONFIRMED: from reports of users.
const USED_UP: &str = "Maximum credits exceeded";

pub(super) fn fate(answered: &Answered, message: &Message, now: Timestamp) -> Fate {
    // The answer is empty: the id stands in a header.
    let id = answered.header("x-message-id").map(str::trim).filter(|id| !id.is_empty());
    if answered.is_success()
        && let Some(id) = id.filter(|id| !gives_away(id, message))
    {
        return Fate::accepted(Some(id.to_owned()));
    }
    let body = answered.json().unwrap_or_default();
    let first = body.get("errors").and_then(|errors| errors.get(0));
    let text = |name: &str| first.and_then(|error| error.get(name)?.as_str()).unwrap_or_default();
    let (said, field) = (text("message"), text("field"));
    let why = || reason(&format!("answered {}", answered.status), said, message);
    match answered.status {
        400 if is_recipient(field) => Fate::BadRecipient { reason: why() },
        401 if said == USED_UP => Fate::NoFunds { reason: why() },
        429 => {
            Fate::Throttled { retry_after_millis: answered.retry_after().or_else(|| reset(answered, now)) }
        }
        _ => answered.fate_by_status(said, message),
    }
}

/// Whether a field, as in `personalizations.0.to.0.email`, is the recipient's address.
fn is_recipient(field: &str) -> bool {
    let mut parts = field.split('.');
    parts.next() == Some("personalizations") && parts.nth(1) == Some("to")
}

/// How long `X-RateLimit-Reset` asks to wait, in milliseconds; it names a moment, in seconds since 1970.
fn reset(answered: &Answered, now: Timestamp) -> Option<i64> {
    let seconds: Value = answered.header("x-ratelimit-reset")?.parse().ok()?;
    let at = seconds.as_i64()?.checked_mul(1000)?;
    // A limit is of a minute at most; anything else is a misread field.
    Some(Timestamp::from_millis(at).millis_since(now)).filter(|wait| (0..=3_600_000).contains(wait))
}
