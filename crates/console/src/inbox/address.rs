//! The address by which messages are picked.

use countersign_model::Recipient;
use countersign_web::Form;

/// An address in the spelling that messages carry.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Address(String);

impl Address {
    /// The `to` of a query; none when it is absent or blank.
    ///
    /// A `+` that was not encoded arrives as a blank, and curl users forget it daily: a blank before a digit is taken
    /// for one. What is no address at all is kept as it is and matches nothing.
    pub(crate) fn wanted(query: &Form) -> Option<Self> {
        let text = query.text("to").filter(|text| !text.trim().is_empty())?;
        let number = text.strip_prefix(' ').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let text = number.map_or_else(|| text.trim().to_owned(), |number| format!("+{}", number.trim_end()));
        Some(Self(Recipient::parse(&text).map_or(text, |known| known.as_str().to_owned())))
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(query: &str) -> Option<String> {
        Address::wanted(&Form::parse(query.as_bytes()).unwrap()).map(|address| address.0)
    }

    #[test]
    fn a_plus_sign_may_be_encoded_or_not() {
        for query in ["to=%2B15017122661", "to=+15017122661", "to=%2015017122661"] {
            assert_eq!(wanted(query).as_deref(), Some("+15017122661"), "{query}");
        }
    }

    #[test]
    fn an_address_is_brought_into_the_spelling_of_messages() {
        assert_eq!(wanted("to=Alice%40EXAMPLE.com").as_deref(), Some("Alice@example.com"));
    }

    #[test]
    fn blank_is_no_address_and_nonsense_stays_as_it_is() {
        for query in ["", "to=", "to=+", "x=1"] {
            assert_eq!(wanted(query), None, "{query}");
        }
        assert_eq!(wanted("to=nonsense").as_deref(), Some("nonsense"));
    }
}
