use super::tell::{check_length, has_ipv4, has_link, is_deceptive};
use super::{BadPhrase, phrase};

/// Who is paid, as a PSD2 message names it (behaviour map 4.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Payee(String);
phrase!(Payee);

impl Payee {
    /// Reads 1 to 64 characters and keeps each: a check compares the payee with what the start was given.
    ///
    /// # Errors
    /// [`BadPhrase`] for blank or long texts, for control, bidi and invisible characters, and for links.
    pub fn parse(text: &str) -> Result<Self, BadPhrase> {
        check_length(text, 64)?;
        if text.chars().any(is_deceptive) {
            return Err(BadPhrase::Characters);
        }
        if has_link(text) || has_ipv4(text) {
            return Err(BadPhrase::Link);
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_firms_and_people_are_taken() {
        for text in [
            "Acme GmbH & Co. KG",
            "Turnverein e.V.",
            "Dr. M\u{fc}ller",
            "J.R.R. Tolkien",
            "Yahoo!",
            "AT&T, Inc.",
            "株式会社アクメ",
            "7-Eleven",
            "Caf\u{e9} \u{2014} Nr. 5",
            "v2.0",
            "x",
            "Rue 4.5",
            "5. Etage",
        ] {
            assert_eq!(Payee::parse(text).as_ref().map(Payee::as_str), Ok(text), "{text}");
        }
    }

    #[test]
    fn links_are_refused_whatever_dot_they_are_written_with() {
        for text in [
            "amazon.de",
            "evil.com/x",
            "pay at evil.com now",
            "EVIL.COM",
            "https://x",
            "http://10",
            "www.x",
            "WWW. x",
            "evil\u{3002}com",
            "evil\u{ff0e}com",
            "evil\u{ff61}com",
            "evil\u{2024}com",
            "a@evil.com",
            "\u{43f}.\u{440}\u{444}",
            "evi\u{301}.com",
            "evil.xn--p1ai",
            "evil.c\u{302}m",
            "http\u{ff1a}\u{ff0f}\u{ff0f}x",
            "192.0.2.1",
            "(192.0.2.1).",
        ] {
            assert_eq!(Payee::parse(text), Err(BadPhrase::Link), "{text}");
        }
    }

    #[test]
    fn characters_that_deceive_are_refused() {
        for c in "\0\n\r\t\u{7f}\u{85}\u{2028}\u{2029}\u{202e}\u{2066}\u{200b}\u{200d}\u{feff}\u{ad}\u{61c}\u{3164}".chars() {
            assert_eq!(Payee::parse(&format!("Ac{c}me")), Err(BadPhrase::Characters), "{c:?}");
        }
    }

    #[test]
    fn a_payee_has_one_to_64_characters() {
        assert!(Payee::parse(&"\u{1f600}".repeat(64)).is_ok());
        for text in ["", "   ", "\u{a0}", &"x".repeat(65)] {
            assert_eq!(Payee::parse(text), Err(BadPhrase::Length), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_kept_as_it_was(text in "\\PC{0,70}|.{0,70}") {
            if let Ok(payee) = Payee::parse(&text) {
                prop_assert_eq!(payee.as_str(), text.as_str());
            }
        }

        #[test]
        fn a_link_never_passes(
            before in "(\\PC{0,9} )?", name in "[a-z0-9\u{e4}-\u{fc}]{1,9}", dot in "[.\u{3002}\u{ff0e}\u{ff61}]",
            top in "[a-z]{2,6}|xn--[a-z0-9]{1,5}", path in "(/\\PC{0,9})?"
        ) {
            let text = format!("{before}{name}{dot}{top}{path}");
            prop_assert!(Payee::parse(&text).is_err());
        }
    }
}
