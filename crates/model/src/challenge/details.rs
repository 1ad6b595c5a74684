//! What a person is shown of what they are asked to approve.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A message and up to twenty labelled values (behaviour map 8.4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// The question, up to 256 characters.
    pub message: Option<String>,
    /// The moment that is shown, as answers write it; only where the service wants it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// What it is about.
    pub fields: Vec<DetailField>,
}

/// One labelled value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DetailField {
    /// Up to 36 characters.
    pub label: String,
    /// Up to 128 characters.
    pub value: String,
}

/// Which part is too long, too many, or not of its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadDetails {
    /// The message.
    Message,
    /// The fields.
    Fields,
}

impl Details {
    /// Reads a message and fields, each of them a JSON object; nothing when there is neither.
    ///
    /// # Errors
    /// Which part can't be taken.
    pub fn parse(message: Option<&str>, fields: &[&str]) -> Result<Option<Self>, BadDetails> {
        if message.is_none() && fields.is_empty() {
            return Ok(None);
        }
        if message.is_some_and(|text| !is_line(text, 256)) {
            return Err(BadDetails::Message);
        }
        if fields.len() > 20 {
            return Err(BadDetails::Fields);
        }
        let read = |text: &&str| serde_json::from_str::<DetailField>(text).ok().filter(DetailField::fits);
        let fields = fields.iter().map(read).collect::<Option<_>>().ok_or(BadDetails::Fields)?;
        Ok(Some(Self { message: message.map(str::to_owned), date: None, fields }))
    }

    /// The same with the moment that it is about.
    #[must_use]
    pub fn dated(mut self, at: Timestamp) -> Self {
        self.date = Some(at.to_string());
        self
    }
}

impl DetailField {
    fn fits(&self) -> bool {
        is_line(&self.label, 36) && is_line(&self.value, 128)
    }
}

fn is_line(text: &str, longest: usize) -> bool {
    text.chars().count() <= longest && !text.contains('\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_and_twenty_fields_are_read_as_they_are() {
        let field = r#"{"label":"Action","value":"Sign up in portal"}"#;
        let details = Details::parse(Some("Hi!"), &[field; 20]).unwrap().unwrap();
        assert_eq!((details.message.as_deref(), details.fields.len()), (Some("Hi!"), 20));
        let text = serde_json::to_string(&details).unwrap();
        assert_eq!(serde_json::from_str::<Details>(&text).unwrap(), details);
        assert_eq!(Details::parse(None, &[]), Ok(None));
    }

    #[test]
    fn what_is_too_long_or_too_many_is_named() {
        let field = |label: usize, value: usize| {
            format!(r#"{{"label":"{}","value":"{}"}}"#, "l".repeat(label), "v".repeat(value))
        };
        assert!(Details::parse(Some(&"m".repeat(256)), &[&field(36, 128)]).is_ok());
        assert_eq!(Details::parse(Some(&"m".repeat(257)), &[]), Err(BadDetails::Message));
        assert_eq!(Details::parse(None, &[&field(1, 1) as &str; 21]), Err(BadDetails::Fields));
        for text in
            [&field(37, 1), &field(1, 129), "x", "[]", r#"{"label":"a"}"#, r#"{"label":1,"value":"b"}"#]
        {
            assert_eq!(Details::parse(Some("m"), &[text]), Err(BadDetails::Fields), "{text}");
        }
    }
}
