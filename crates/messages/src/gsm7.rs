//! The GSM 7-bit alphabet (3GPP TS 23.038 section 6.2.1).

/// The basic table without its escape character: one septet each.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
                     ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The extension table: an escape septet and one more.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// How many septets a character takes, or nothing when the alphabet lacks it. The national shift tables are left
/// out: few networks carry them.
pub(crate) fn septets(character: char) -> Option<usize> {
    if BASIC.contains(character) {
        Some(1)
    } else if EXTENSION.contains(character) {
        Some(2)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_hold_127_and_10_different_characters() {
        // 128 places less the escape; form feed and nine symbols beside it.
        assert_eq!((BASIC.chars().count(), EXTENSION.chars().count()), (127, 10));
        let mut all: Vec<char> = BASIC.chars().chain(EXTENSION.chars()).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 137);
    }

    #[test]
    fn of_ascii_only_the_backtick_tab_and_other_controls_are_missing() {
        let missing: String = (' '..='~').filter(|c| septets(*c).is_none()).collect();
        assert_eq!(missing, "`");
        let controls: String = ('\0'..' ').filter(|c| septets(*c).is_some()).collect();
        assert_eq!(controls, "\n\u{c}\r");
    }

    #[test]
    fn letters_that_look_alike_but_are_not_in_the_table_are_refused() {
        // Small c with cedilla (the table has the capital only), Latin a with acute, Greek capital alpha,
        // micro sign, typographic apostrophe, and the isolate marks that Fluent would add.
        for character in ['ç', 'á', 'Α', 'µ', '’', '\u{2068}', '\u{2069}', '\u{1b}'] {
            assert_eq!(septets(character), None, "{character:?}");
        }
    }
}
