//! `RateLimits` on a create: the values that it is to be counted by, under the names of the service's rate limits.

use countersign_model::{MOST_NAMED, RateLimitValue, UniqueName};
use countersign_web::{Form, Problem};
use serde_json::Value;

/// What is named; nothing for an empty object.
///
/// A value is a text. A whole number or a boolean counts as the text that it is written as, so that `7` and `"7"` are one
/// value. Other numbers have more than one spelling, and lists, objects and null are nothing to count by: refused, for
/// passing over them would hide a security mistake.
pub(super) fn parse(form: &Form) -> Result<Vec<(UniqueName, RateLimitValue)>, Problem> {
    let Some(named) = form.json_object("RateLimits")? else { return Ok(Vec::new()) };
    let invalid = || Problem::invalid_parameter("RateLimits");
    if named.len() > MOST_NAMED {
        return Err(invalid());
    }
    let pair = |(name, value): (String, Value)| {
        let text = match value {
            Value::String(text) => text,
            Value::Number(number) if !number.is_f64() => number.to_string(),
            Value::Bool(is) => is.to_string(),
            _ => return Err(invalid()),
        };
        let value = RateLimitValue::parse(&text).map_err(|_| invalid())?;
        Ok((name.parse().map_err(|_| invalid())?, value))
    };
    named.into_iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<Vec<(String, String)>> {
        let named = parse(&Form::from_pairs(&[("RateLimits", json)])).ok()?;
        Some(named.into_iter().map(|(name, value)| (name.to_string(), value.as_str().to_owned())).collect())
    }

    fn one(name: &str, value: &str) -> Option<Vec<(String, String)>> {
        Some(vec![(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn texts_whole_numbers_and_booleans_are_values() {
        assert_eq!(read(r#"{"ip":"203.0.113.7"}"#), one("ip", "203.0.113.7"));
        assert_eq!(read(r#"{"user":7}"#), one("user", "7"));
        assert_eq!(read(r#"{"user":-18446744073709551}"#), one("user", "-18446744073709551"));
        assert_eq!(read(r#"{"global":true}"#), one("global", "true"));
        assert_eq!(read("{}"), Some(Vec::new()));
        assert_eq!(parse(&Form::default()), Ok(Vec::new()));
    }

    #[test]
    fn what_nothing_can_be_counted_by_is_refused() {
        let long = format!(r#"{{"ip":"{}"}}"#, "1".repeat(513));
        let many = (0..21).map(|n| format!(r#""n{n}":"1""#)).collect::<Vec<_>>().join(",");
        let deep = format!(r#"{{"ip":{}1{}}}"#, "[".repeat(100), "]".repeat(100));
        for json in [
            r#"{"ip":null}"#,
            r#"{"ip":["203.0.113.7"]}"#,
            r#"{"ip":{"v4":"203.0.113.7"}}"#,
            r#"{"ip":""}"#,
            r#"{"ip":1.5}"#,
            r#"{"ip":1e3}"#,
            r#"{"ip":99999999999999999999}"#,
            r#"{"ip":"a\u0000b"}"#,
            r#"{"no name":"1"}"#,
            r#"{"":"1"}"#,
            r#"["ip"]"#,
            "null",
            "",
            "{",
            &long,
            &deep,
            &format!("{{{many}}}"),
        ] {
            assert_eq!(read(json), None, "{json}");
        }
    }
}
