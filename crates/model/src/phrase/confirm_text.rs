use super::tell::{check_length, is_deceptive};
use super::{BadPhrase, phrase};

/// What a person is asked to confirm, in the application's words. It is shown on a page, never in a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConfirmText(String);
phrase!(ConfirmText);

impl ConfirmText {
    /// Reads 1 to 200 characters and keeps each: what is signed covers the text letter by letter.
    ///
    /// # Errors
    /// [`BadPhrase`] for blank or long texts, and for control, bidi and invisible characters.
    pub fn parse(text: &str) -> Result<Self, BadPhrase> {
        check_length(text, 200)?;
        if text.chars().any(is_deceptive) {
            return Err(BadPhrase::Characters);
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_taken_and_what_the_eye_would_read_otherwise_is_not() {
        for text in ["Delete the project \u{201c}Owl\u{201d}", "L\u{f6}schen?", &"x".repeat(200)] {
            assert_eq!(ConfirmText::parse(text).map(|it| it.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "  ", &"x".repeat(201), "a\nb", "pay \u{202e}001", "a\u{200b}b", "a\0"] {
            assert!(ConfirmText::parse(text).is_err(), "{text:?}");
        }
    }
}
