//! The GSM 7-bit alphabet (3GPP TS 23.038 section 6.2.1).

/// The basic table without its escape character: one septet each.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
                     ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The extension table: an escape septet and one more.
const EXTENSION: [(char, u8); 10] = [
    ('\u{c}', 0x0A),
    ('^', 0x14),
    ('{', 0x28),
    ('}', 0x29),
    ('\\', 0x2F),
    ('[', 0x3C),
    ('~', 0x3D),
    (']', 0x3E),
    ('|', 0x40),
    ('€', 0x65),
];

/// The septet that says that the next one is of the extension table.
pub const GSM7_ESCAPE: u8 = 0x1B;

/// A character in the alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gsm7 {
    /// One septet of the basic table.
    Basic(u8),
    /// [`GSM7_ESCAPE`] and this septet.
    Extended(u8),
}

impl Gsm7 {
    /// The character's place, or nothing when the alphabet lacks it. The national shift tables are left out: few
    /// networks carry them.
    #[must_use]
    pub fn of(character: char) -> Option<Self> {
        if let Some(place) = BASIC.chars().position(|known| known == character) {
            let place = u8::try_from(place).ok()?;
            // The escape itself has a place in the table and is no character.
            return Some(Self::Basic(place + u8::from(place >= GSM7_ESCAPE)));
        }
        let &(_, septet) = EXTENSION.iter().find(|(known, _)| *known == character)?;
        Some(Self::Extended(septet))
    }

    /// How many septets it takes.
    #[must_use]
    pub const fn septets(self) -> usize {
        match self {
            Self::Basic(_) => 1,
            Self::Extended(_) => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn septets(character: char) -> Option<usize> {
        Gsm7::of(character).map(Gsm7::septets)
    }

    #[test]
    fn characters_stand_where_the_standard_puts_them() {
        for (character, septet) in [
            ('@', 0x00),
            ('$', 0x02),
            ('\n', 0x0A),
            ('_', 0x11),
            ('Ξ', 0x1A),
            ('Æ', 0x1C),
            (' ', 0x20),
            ('¤', 0x24),
            ('0', 0x30),
            ('¡', 0x40),
            ('A', 0x41),
            ('§', 0x5F),
            ('¿', 0x60),
            ('a', 0x61),
            ('à', 0x7F),
        ] {
            assert_eq!(Gsm7::of(character), Some(Gsm7::Basic(septet)), "{character}");
        }
        assert_eq!(Gsm7::of('€'), Some(Gsm7::Extended(0x65)));
        assert_eq!(Gsm7::of('['), Some(Gsm7::Extended(0x3C)));
    }

    #[test]
    fn the_tables_hold_127_and_10_different_characters() {
        // 128 places less the escape; form feed and nine symbols beside it.
        assert_eq!((BASIC.chars().count(), EXTENSION.len()), (127, 10));
        let mut all: Vec<char> = BASIC.chars().chain(EXTENSION.map(|(character, _)| character)).collect();
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
