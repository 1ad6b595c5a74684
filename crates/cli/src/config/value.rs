//! One value: read from text as its kind says, checked, and shown.

use std::net::SocketAddr;

use countersign_settings::{Key, Kind};
use toml::Value;

/// Reads a value as it stands in an environment variable or as a declared default.
pub(super) fn from_text(kind: Kind, text: &str) -> Option<Value> {
    let value = match kind {
        Kind::Number { .. } => Value::Integer(text.trim().parse().ok()?),
        Kind::Flag => Value::Boolean(text.trim().parse().ok()?),
        Kind::List => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
        }
        Kind::Text | Kind::Secret | Kind::Path | Kind::Address | Kind::Choice(_) => {
            Value::String(text.to_owned())
        }
    };
    is_of(kind, &value).then_some(value)
}

/// Whether a value is one of this kind.
pub(super) fn is_of(kind: Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Text | Kind::Secret | Kind::Path, Value::String(text)) => !text.is_empty(),
        (Kind::Address, Value::String(text)) => text.parse::<SocketAddr>().is_ok(),
        (Kind::Number { least, most }, Value::Integer(number)) => {
            u64::try_from(*number).is_ok_and(|number| (least..=most).contains(&number))
        }
        (Kind::Flag, Value::Boolean(_)) => true,
        (Kind::List, Value::Array(items)) => items.iter().all(Value::is_str),
        (Kind::Choice(words), Value::String(text)) => words.contains(&text.as_str()),
        _ => false,
    }
}

/// The value as it is written in the file.
pub(super) fn to_toml(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(to_toml).collect::<Vec<_>>().join(", ")),
        Value::Integer(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        // No kind takes the others.
        Value::Float(_) | Value::Datetime(_) | Value::Table(_) => String::new(),
    }
}

/// A key's example as it is written in the file.
pub(super) fn example(key: &Key) -> String {
    from_text(key.kind, key.example).map_or_else(String::new, |value| to_toml(&value))
}

fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_what_its_kind_says_or_nothing() {
        let number = Kind::Number { least: 1, most: 9 };
        assert_eq!(from_text(number, "9"), Some(Value::Integer(9)));
        assert_eq!(from_text(Kind::List, "a, b"), Some(Value::Array(vec!["a".into(), "b".into()])));
        assert_eq!(from_text(Kind::List, ""), Some(Value::Array(vec![])));
        for (kind, text) in [
            (number, "0"),
            (number, "10"),
            (number, "many"),
            (Kind::Flag, "yes"),
            (Kind::Address, "localhost:80"),
            (Kind::Text, ""),
            (Kind::Choice(&["json", "text"]), "xml"),
        ] {
            assert_eq!(from_text(kind, text), None, "{kind:?} {text}");
        }
    }

    #[test]
    fn what_is_written_reads_back_equal() {
        for text in ["plain", "a \"quoted\" \\ one", "two\nlines", "bell\u{7}", "é"] {
            let value = Value::String(text.to_owned());
            let table: toml::Table = format!("a = {}", to_toml(&value)).parse().unwrap();
            assert_eq!(table["a"], value);
        }
    }
}
