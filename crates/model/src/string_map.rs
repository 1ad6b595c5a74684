//! A small JSON object of texts: what applications and devices put beside factors and challenges.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A JSON object whose values are all texts, 1024 characters at most as it was written (behaviour map 8.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StringMap(Map<String, Value>);

/// The text is no such object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadStringMap;

impl StringMap {
    /// Reads it out of JSON.
    ///
    /// # Errors
    /// When the text is too long, no JSON object, has a value that is no text, or holds U+0000, which the database's text
    /// cannot.
    pub fn parse(text: &str) -> Result<Self, BadStringMap> {
        if text.chars().count() > 1024 {
            return Err(BadStringMap);
        }
        let Ok(Value::Object(object)) = serde_json::from_str(text) else { return Err(BadStringMap) };
        let is_clean = |text: &str| !text.contains('\0');
        let fits = object.iter().all(|(key, value)| is_clean(key) && value.as_str().is_some_and(is_clean));
        if fits { Ok(Self(object)) } else { Err(BadStringMap) }
    }

    /// As JSON text, for a row.
    #[must_use]
    pub fn to_text(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_object_of_texts_reads_back_and_nothing_else_is_one() {
        let map = StringMap::parse(r#"{"ip":"172.168.1.234","os":"Android"}"#).unwrap();
        assert_eq!(StringMap::parse(&map.to_text()), Ok(map));
        let longest = format!(r#"{{"a":"{}"}}"#, "\u{e4}".repeat(1016));
        assert!(StringMap::parse(&longest).is_ok());
        let too_long = format!(r#"{{"a":"{}"}}"#, "x".repeat(1017));
        let nul = "{\"a\":\"\\u0000\"}";
        for text in
            ["", "x", "[]", "\"a\"", r#"{"a":1}"#, r#"{"a":{"b":"c"}}"#, r#"{"a":null}"#, &too_long, nul]
        {
            assert_eq!(StringMap::parse(text), Err(BadStringMap), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "[{}\\[\\]\":,a\\\\u0-9 ]{0,60}|\\PC{0,60}") {
            if let Ok(map) = StringMap::parse(&text) {
                prop_assert_eq!(StringMap::parse(&map.to_text()), Ok(map));
            }
        }
    }
}
