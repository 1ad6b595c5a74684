use super::tell::{check_length, has_ipv4, has_link, is_deceptive, mixes_scripts};
use super::{BadPhrase, phrase};

/// What a caller puts in the place of a template's own variable (behaviour map 5).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Substitution(String);
phrase!(Substitution);

/// More digits than this could be a phone number, or pass for a code.
const MOST_DIGITS: usize = 6;

impl Substitution {
    /// Reads 1 to 100 characters. What stands in braces stays what it is: nothing in it is filled in.
    ///
    /// # Errors
    /// [`BadPhrase`] for blank or long texts; for control, bidi and invisible characters, and letters of two scripts in
    /// one word; for links, and for a seventh digit.
    pub fn parse(text: &str) -> Result<Self, BadPhrase> {
        check_length(text, 100)?;
        if text.chars().any(is_deceptive) || mixes_scripts(text) {
            return Err(BadPhrase::Characters);
        }
        if has_link(text) || has_ipv4(text) {
            return Err(BadPhrase::Link);
        }
        if text.chars().filter(|c| c.is_numeric()).count() > MOST_DIGITS {
            return Err(BadPhrase::Digits);
        }
        Ok(Self(text.to_owned()))
    }
}

/// Whether a phone would show a part of the text as a link.
pub(crate) fn shows_link(text: &str) -> bool {
    has_link(text) || has_ipv4(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_short_numbers_are_taken_and_lures_are_not() {
        for text in ["Ann", "order 481516", "{{code}}", "{", "M\u{fc}ller & Co."] {
            assert_eq!(Substitution::parse(text).map(|it| it.as_str().to_owned()).as_deref(), Ok(text));
        }
        for (text, reason) in [
            ("", BadPhrase::Length),
            (" ", BadPhrase::Length),
            (&*"x".repeat(101), BadPhrase::Length),
            ("a\nb", BadPhrase::Characters),
            ("a\u{202e}b", BadPhrase::Characters),
            ("P\u{430}yPal", BadPhrase::Characters),
            ("evil.com", BadPhrase::Link),
            ("http://x", BadPhrase::Link),
            ("10.0.0.1", BadPhrase::Link),
            ("call 0123456", BadPhrase::Digits),
        ] {
            assert_eq!(Substitution::parse(text), Err(reason), "{text}");
        }
    }
}
