//! `Retry-After`: seconds or a date (RFC 9110 10.2.3).

use countersign_model::Timestamp;
use jiff::fmt::rfc2822;

/// The longest wait that is believed, in milliseconds: a day. No code lives that long.
const LONGEST_WAIT: i64 = 24 * 60 * 60 * 1000;

/// The wait in milliseconds from `now`; nothing for nonsense.
pub(crate) fn wait(text: &str, now: Timestamp) -> Option<i64> {
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
