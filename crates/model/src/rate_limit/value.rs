use std::fmt;

/// Most rate limits that one create may name.
pub const MOST_NAMED: usize = 20;

/// Most characters of a value.
const LONGEST: usize = 512;

/// What a create wants to be counted by: an address on the network, a device, a person, or some of them behind each
/// other. It says something of a person: it isn't shown, and the database has a keyed hash of it only.
#[derive(Clone, PartialEq, Eq)]
pub struct RateLimitValue(String);

/// The text is empty or too long to be counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRateLimitValue;

impl RateLimitValue {
    /// Reads 1 to 512 characters, taken as they are. An empty text would count strangers together.
    ///
    /// # Errors
    /// [`BadRateLimitValue`].
    pub fn parse(text: &str) -> Result<Self, BadRateLimitValue> {
        let fits = !text.is_empty() && text.chars().count() <= LONGEST;
        if fits { Ok(Self(text.to_owned())) } else { Err(BadRateLimitValue) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Not shown.
impl fmt::Debug for RateLimitValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RateLimitValue(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_1_to_512_characters_and_is_never_shown() {
        for text in ["1", " ", "203.0.113.7", &"é".repeat(512)] {
            let value = RateLimitValue::parse(text).unwrap();
            assert_eq!((value.as_str(), format!("{value:?}").as_str()), (text, "RateLimitValue(…)"));
        }
        assert_eq!(RateLimitValue::parse(""), Err(BadRateLimitValue));
        assert_eq!(RateLimitValue::parse(&"é".repeat(513)), Err(BadRateLimitValue));
    }
}
