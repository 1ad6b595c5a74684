//! What a request says to a kind of factor.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

use countersign_model::FactorRefusal;
use serde_json::Value;

/// Parameters by name: texts of a form, or what a JSON body holds under a name. Which of them mean anything is for the
/// kind to say; it ignores the others, as Twilio does.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Params(BTreeMap<String, Value>);

impl Params {
    /// The value of `name` as a text.
    ///
    /// # Errors
    /// [`FactorRefusal::Parameter`] when it is there and no text.
    pub fn text(&self, name: &'static str) -> Result<Option<&str>, FactorRefusal> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(FactorRefusal::Parameter(name)),
        }
    }

    /// The value of `name` as `parse` understands it.
    ///
    /// # Errors
    /// [`FactorRefusal::Parameter`] when `parse` doesn't.
    pub fn parse_with<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, FactorRefusal> {
        match self.text(name)? {
            Some(text) => parse(text).map(Some).ok_or(FactorRefusal::Parameter(name)),
            None => Ok(None),
        }
    }

    /// A whole number in decimal digits within `range`.
    ///
    /// # Errors
    /// [`FactorRefusal::Parameter`] when it is not one or lies outside.
    pub fn integer(
        &self,
        name: &'static str,
        range: RangeInclusive<i64>,
    ) -> Result<Option<i64>, FactorRefusal> {
        self.parse_with(name, |text| {
            // `parse` alone would take a plus sign.
            text.parse().ok().filter(|number| !text.starts_with('+') && range.contains(number))
        })
    }

    /// The value of `name` as it stands in a JSON body.
    #[must_use]
    pub fn json(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }
}

impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for Params {
    /// Of a name that comes more than once the last value counts.
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

/// Names only: values are secrets and keys.
impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_counts_and_what_is_no_text_or_number_is_named() {
        let params: Params = [("A", "1"), ("A", "7"), ("B", "+5"), ("C", "x")].into_iter().collect();
        assert_eq!(params.integer("A", 0..=7), Ok(Some(7)));
        assert_eq!(params.integer("None", 0..=7), Ok(None));
        for (name, range) in [("A", 0..=6), ("B", 0..=9), ("C", 0..=9)] {
            assert_eq!(params.integer(name, range), Err(FactorRefusal::Parameter(name)));
        }
        let params: Params = [("A", Value::from(1))].into_iter().collect();
        assert_eq!(params.text("A"), Err(FactorRefusal::Parameter("A")));
        assert_eq!(params.json("A"), Some(&Value::from(1)));
    }

    #[test]
    fn debug_output_shows_names_only() {
        let params: Params = [("Binding.Secret", "GEZDGNBV")].into_iter().collect();
        assert_eq!(format!("{params:?}"), r#"["Binding.Secret"]"#);
    }
}
