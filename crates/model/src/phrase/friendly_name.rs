use super::tell::{check_length, is_deceptive, is_dot, mixes_scripts};
use super::{BadPhrase, phrase};

/// The name of a service, which stands in its messages: "Your *name* verification code is" (behaviour map 6).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FriendlyName(String);
phrase!(FriendlyName);

impl FriendlyName {
    /// Reads 1 to 30 letters, digits, blanks, `-` and `_`, at most four of them digits. Blanks outside are
    /// dropped. Without dots and slashes there is no way to write a link.
    ///
    /// # Errors
    /// [`BadPhrase`] for blank or long texts, other characters, letters of two scripts in one word, and a fifth digit.
    pub fn parse(text: &str) -> Result<Self, BadPhrase> {
        let text = text.trim_matches(' ');
        check_length(text, 30)?;
        // To Unicode some dots are letters.
        let is_plain = |c: char| c.is_alphanumeric() && !is_deceptive(c) && !is_dot(c);
        let allowed = |c: char| is_plain(c) || matches!(c, ' ' | '-' | '_');
        if !text.chars().all(allowed) || mixes_scripts(text) {
            return Err(BadPhrase::Characters);
        }
        if text.chars().filter(|c| c.is_numeric()).count() > 4 {
            return Err(BadPhrase::Digits);
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<String, BadPhrase> {
        FriendlyName::parse(text).map(|name| name.as_str().to_owned())
    }

    #[test]
    fn a_name_keeps_its_inner_text_and_loses_outer_blanks() {
        assert_eq!(parse("  My  App-1_2 ").as_deref(), Ok("My  App-1_2"));
        for name in [
            "M\u{fc}ller",
            "\u{30a2}\u{30af}\u{30e1} 7",
            "\u{411}\u{430}\u{43d}\u{43a} Go",
            "\u{3a4}\u{3c1}\u{3ac}\u{3c0}\u{3b5}\u{3b6}\u{3b1}",
        ] {
            assert_eq!(parse(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn texts_that_are_no_name_are_refused_with_their_reason() {
        for (text, reason) in [
            ("", BadPhrase::Length),
            ("   ", BadPhrase::Length),
            ("evil.com", BadPhrase::Characters),
            ("evil\u{3002}com", BadPhrase::Characters),
            ("evil\u{a4f8}com", BadPhrase::Characters),
            ("evil\u{a78f}com", BadPhrase::Characters),
            ("\u{420}ayPal", BadPhrase::Characters),
            ("\u{391}cme", BadPhrase::Characters),
            ("http://x", BadPhrase::Characters),
            ("a\nb", BadPhrase::Characters),
            ("Acme\n", BadPhrase::Characters),
            ("a\u{2028}b", BadPhrase::Characters),
            ("\u{3164}", BadPhrase::Characters),
            ("R&D", BadPhrase::Characters),
            ("App 12345", BadPhrase::Digits),
            ("App \u{661}\u{662}\u{663}\u{664}\u{665}", BadPhrase::Digits),
        ] {
            assert_eq!(parse(text), Err(reason), "{text:?}");
        }
        assert!(parse("App 1234").is_ok());
    }

    #[test]
    fn thirty_characters_are_a_name_and_31_are_not() {
        assert!(parse(&"\u{fc}".repeat(30)).is_ok());
        assert_eq!(parse(&"\u{fc}".repeat(31)), Err(BadPhrase::Length));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_a_name_is_a_fixed_point(text in "\\PC{0,40}|[a-z0-9 _-]{0,32}") {
            if let Ok(name) = FriendlyName::parse(&text) {
                prop_assert_eq!(FriendlyName::parse(name.as_str()), Ok(name.clone()));
                prop_assert!(!name.as_str().contains(['.', '/', ':', '\n']));
            }
        }
    }
}
