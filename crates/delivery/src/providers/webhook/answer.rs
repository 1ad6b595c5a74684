//! What an endpoint's answer means.

use countersign_model::{Fate, Timestamp};
use jiff::fmt::rfc2822;
use serde_json::Value;

use crate::Message;
use crate::reason::{gives_away, reason};

/// The longest wait that is believed, in milliseconds: a day. No code lives that long.
const LONGEST_WAIT: i64 = 24 * 60 * 60 * 1000;

/// Reads the fate out of a status and what could be read of the body.
pub(super) fn fate(
    status: u16,
    retry_after: Option<&str>,
    body: &[u8],
    message: &Message,
    now: Timestamp,
) -> Fate {
    let answered = || reason(&format!("answered {status}"), &detail(body), message);
    match status {
        200..=299 => taken(status, body, message),
        // It has this delivery id already.
        409 => Fate::Accepted { provider_id: provider_id(body, message) },
        401 | 403 => Fate::BadCredentials { reason: answered() },
        402 => Fate::NoFunds { reason: answered() },
        422 if field(body, "reason").as_deref() == Some("recipient") => {
            Fate::BadRecipient { reason: answered() }
        }
        429 => Fate::Throttled { retry_after_millis: retry_after.and_then(|text| wait(text, now)) },
        // 408 and 425 ask for the same again (RFC 9110 15.5.9, RFC 8470 5.2).
        408 | 425 | 500..=599 => Fate::Retryable { reason: answered() },
        300..=399 => Fate::BadMessage { reason: format!("answered {status}: redirects are not followed") },
        _ => Fate::BadMessage { reason: answered() },
    }
}

/// A success needs no body, and what a home-made endpoint writes there (`OK`, half a JSON) takes nothing back. A page
/// is another matter: it says that something else than the endpoint answered, so who knows what became of the message.
fn taken(status: u16, body: &[u8], message: &Message) -> Fate {
    if body.trim_ascii_start().starts_with(b"<") {
        return Fate::Ambiguous {
            reason: format!("answered {status} with a page, not with JSON: is the URL right?"),
        };
    }
    Fate::Accepted { provider_id: provider_id(body, message) }
}

/// The endpoint's own id. Some count their messages, so a whole number will do; the person's number will not.
fn provider_id(body: &[u8], message: &Message) -> Option<String> {
    let fit = |id: &String| !id.is_empty() && id.len() <= 200 && !id.contains(char::is_control);
    field(body, "provider_id").filter(fit).filter(|id| !gives_away(id, message))
}

/// The endpoint's explanation: `detail` of a JSON answer. Anything else could be a page.
fn detail(body: &[u8]) -> String {
    field(body, "detail").unwrap_or_default()
}

/// A text or whole number of this name in a JSON object; nothing when the body is something else.
fn field(body: &[u8], name: &str) -> Option<String> {
    match serde_json::from_slice::<Value>(body).ok()?.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

/// `Retry-After` in milliseconds from `now`: seconds or an HTTP date (RFC 9110 10.2.3).
fn wait(text: &str, now: Timestamp) -> Option<i64> {
    let text = text.trim();
    let millis = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit is a very long wait.
        text.parse::<i64>().unwrap_or(i64::MAX).saturating_mul(1000)
    } else {
        let date = rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
        Timestamp::from_millis(date.as_millisecond()).millis_since(now)
    };
    Some(millis.clamp(0, LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_as_seconds_or_date_and_nonsense_as_nothing() {
        let now = Timestamp::from_millis(784_111_777_000);
        for (text, millis) in [
            ("0", Some(0)),
            (" 7 ", Some(7000)),
            ("Sun, 06 Nov 1994 08:49:40 GMT", Some(3000)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
            ("99999999999999999999999", Some(LONGEST_WAIT)),
            ("Thu, 31 Dec 2099 00:00:00 GMT", Some(LONGEST_WAIT)),
            ("", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("Sun, 99 Nov 1994 08:49:40 GMT", None),
        ] {
            assert_eq!(wait(text, now), millis, "{text}");
        }
    }
}
