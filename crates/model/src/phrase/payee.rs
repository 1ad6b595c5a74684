use super::tell::{check_length, has_ipv4, has_link, is_deceptive, mixes_scripts};
use super::{BadPhrase, phrase};

/// Who is paid, as a PSD2 message names it (behaviour map 4.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Payee(String);
phrase!(Payee);

/// A phone offers to call what has more digits than this, whatever stands between them.
const MOST_DIGITS: usize = 6;

impl Payee {
    /// Reads 1 to 64 characters and keeps each: a check compares the payee with what the start was given.
    ///
    /// # Errors
    /// [`BadPhrase`] for blank or long texts; for control, bidi and invisible characters, and letters of two scripts in
    /// one word; for links, and for a seventh digit.
    pub fn parse(text: &str) -> Result<Self, BadPhrase> {
        check_length(text, 64)?;
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
            "Ristorante Da Mario 24/7",
            "Bar 10:30",
            "Verein: M\u{fc}nchen",
            "\u{395}\u{3b8}\u{3bd}\u{3b9}\u{3ba}\u{3ae} \u{3a4}\u{3c1}\u{3ac}\u{3c0}\u{3b5}\u{3b6}\u{3b1}",
            "\u{421}\u{431}\u{435}\u{440}\u{431}\u{430}\u{43d}\u{43a}",
            "\u{41e}\u{41e}\u{41e} \u{420}\u{43e}\u{433}\u{430} Ltd",
            "\u{420}\u{416}\u{414}-Cargo",
            "Sony \u{30bd}\u{30cb}\u{30fc}\u{682a}",
            "Kiosk 123 / 456",
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
            "10\u{3002}0\u{3002}0\u{3002}1",
            "\u{ff11}\u{ff10}\u{ff0e}0.0.1",
            "\u{ff57}\u{ff57}\u{ff57}.x",
            "evil\u{2027}com",
            "evil\u{a4f8}com",
            "evil\u{a78f}com",
            "evil\u{a60e}com",
            "evil.1com/x",
            "evil1.1com",
            "evil.5.1com",
            "tel:110",
            "TEL\u{ff1a}110",
            "sms\u{fe55}110",
            "localhost:8080/x",
            "box-1:80",
            "evi\u{301}:x",
            "https:/evil",
            "mailto:a",
        ] {
            assert_eq!(Payee::parse(text), Err(BadPhrase::Link), "{text}");
        }
    }

    #[test]
    fn what_a_phone_could_call_is_refused() {
        for text in [
            "Call +49 151 23456789 now",
            "1234567",
            "1-2-3-4-5-6-7",
            "0800/REPAIR 12 34 56",
            "\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}\u{667}",
        ] {
            assert_eq!(Payee::parse(text), Err(BadPhrase::Digits), "{text}");
        }
    }

    #[test]
    fn letters_that_look_alike_do_not_meet_in_one_word() {
        for text in [
            "\u{420}ayPal",
            "Pay\u{420}al Ltd",
            "Pay 1\u{420}2a",
            "\u{391}mazon",
            "\u{391}\u{43c}",
            "P\u{301}\u{430}y",
        ] {
            assert_eq!(Payee::parse(text), Err(BadPhrase::Characters), "{text}");
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
