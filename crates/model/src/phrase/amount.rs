use super::tell::{check_length, has_link, is_deceptive};
use super::{BadPhrase, phrase};

/// How much is paid, as the application writes it: `€ 39.99`, `1.234,56 EUR` (behaviour map 4.1). Never parsed as
/// a number: it is shown and compared letter by letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Amount(String);
phrase!(Amount);

impl Amount {
    /// Reads 1 to 32 characters and keeps each: a digit at least, all of one script, letters, currency symbols, and the
    /// blanks, signs and separators that numbers are written with anywhere.
    ///
    /// # Errors
    /// [`BadPhrase`] for blank or long texts, other characters, no digit, digits of two scripts, and links.
    pub fn parse(text: &str) -> Result<Self, BadPhrase> {
        check_length(text, 32)?;
        if !text.chars().all(is_part_of_amount) {
            return Err(BadPhrase::Characters);
        }
        if !has_one_kind_of_digits(text) {
            return Err(BadPhrase::Form);
        }
        if has_link(text) {
            return Err(BadPhrase::Link);
        }
        Ok(Self(text.to_owned()))
    }
}

/// Whether there are digits, and all of one script: a Bengali 4 looks like an 8, so between others it would lie. Unicode
/// has each script's ten in a row, far from another's.
fn has_one_kind_of_digits(text: &str) -> bool {
    let digits = || text.chars().filter(|c| c.is_numeric()).map(u32::from);
    digits().min().zip(digits().max()).is_some_and(|(first, last)| last - first < 10)
}

fn is_part_of_amount(c: char) -> bool {
    // Some letters are drawn as nothing.
    (c.is_alphanumeric() && !is_deceptive(c))
        || is_currency(c)
        || matches!(
            c,
            ' ' | '.' | ',' | '\'' | '-' | '+'
            // What CLDR's number formats add: no-break blanks, the Swiss apostrophe, minus, Arabic separators.
            | '\u{a0}' | '\u{202f}' | '\u{2019}' | '\u{2212}' | '\u{66b}' | '\u{66c}'
        )
}

/// Unicode's general category Sc.
fn is_currency(c: char) -> bool {
    matches!(c,
        '$' | '\u{a2}'..='\u{a5}' | '\u{58f}' | '\u{60b}' | '\u{7fe}' | '\u{7ff}' | '\u{9f2}' | '\u{9f3}' | '\u{9fb}'
        | '\u{af1}' | '\u{bf9}' | '\u{e3f}' | '\u{17db}' | '\u{20a0}'..='\u{20c0}' | '\u{a838}' | '\u{fdfc}'
        | '\u{fe69}' | '\u{ff04}' | '\u{ffe0}' | '\u{ffe1}' | '\u{ffe5}' | '\u{ffe6}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_as_the_world_writes_them_are_taken() {
        for text in [
            "39.99",
            "39.99EUR",
            "1.234.567EUR",
            "\u{9ea}\u{9e6}\u{9e6} \u{9f3}",
            "\u{20ac}39.99",
            "1.234,56 EUR",
            "1\u{202f}234,56\u{a0}\u{20ac}",
            "CHF 1\u{2019}234.50",
            "$5",
            "-5 kr",
            "\u{20b9}1,00,000.00",
            "\u{ffe5}500",
            "100 z\u{142}",
            "\u{661}\u{662}\u{66b}\u{665} \u{62f}.\u{625}.",
            "1.250.100.200 IDR",
            "5",
        ] {
            assert_eq!(Amount::parse(text).as_ref().map(Amount::as_str), Ok(text), "{text}");
        }
    }

    #[test]
    fn texts_that_are_no_amount_are_refused_with_their_reason() {
        for (text, reason) in [
            ("", BadPhrase::Length),
            ("  ", BadPhrase::Length),
            ("EUR", BadPhrase::Form),
            ("\u{9ea}00 EUR", BadPhrase::Form),
            ("1\u{664}", BadPhrase::Form),
            ("5\u{b2}", BadPhrase::Form),
            ("5 <b>", BadPhrase::Characters),
            ("5\n", BadPhrase::Characters),
            ("5\u{202e}", BadPhrase::Characters),
            ("5\u{3164}", BadPhrase::Characters),
            ("5 http://x", BadPhrase::Characters),
            ("pay5.com", BadPhrase::Link),
            ("www.5", BadPhrase::Link),
            ("5 evil\u{a4f8}com", BadPhrase::Link),
            ("pay.5com", BadPhrase::Link),
        ] {
            assert_eq!(Amount::parse(text), Err(reason), "{text:?}");
        }
        assert!(Amount::parse(&"1".repeat(32)).is_ok());
        assert_eq!(Amount::parse(&"1".repeat(33)), Err(BadPhrase::Length));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_kept_as_it_was(text in "\\PC{0,40}|[0-9.,\u{20ac} a-z]{0,40}") {
            if let Ok(amount) = Amount::parse(&text) {
                prop_assert_eq!(amount.as_str(), text.as_str());
            }
        }

        #[test]
        fn a_link_never_passes(name in "[a-z0-9]{1,9}", top in "[a-z]{2,6}") {
            let text = format!("5 {name}.{top}");
            prop_assert!(Amount::parse(&text).is_err());
        }
    }
}
