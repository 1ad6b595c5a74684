//! A code as people write it: four groups of four of Crockford's 32 letters and digits.
//!
//! There is no I, L, O or U among them; who reads a 1 as an I or L, or a 0 as an O, is understood.

use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};
use zeroize::Zeroizing;

/// 80 bits.
pub(super) const OCTETS: usize = 10;
/// Letters of a code.
const LETTERS: usize = OCTETS * 8 / 5;
/// Letters of a group.
const GROUP: usize = 4;
/// What is longer, in octets, is no code however it is spaced.
const LONGEST: usize = 100;

static CROCKFORD: LazyLock<Encoding> = LazyLock::new(|| {
    let mut spec = Specification::new();
    spec.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    spec.translate.from.push_str("abcdefghjkmnpqrstvwxyzOoIiLl");
    spec.translate.to.push_str("ABCDEFGHJKMNPQRSTVWXYZ001111");
    spec.encoding().expect("32 symbols, and what is read for one of them")
});

/// As it is shown.
pub(super) fn write(code: &[u8; OCTETS]) -> Zeroizing<String> {
    let letters = Zeroizing::new(CROCKFORD.encode(code));
    let mut text = Zeroizing::new(String::with_capacity(LETTERS + LETTERS / GROUP));
    for (place, letter) in letters.chars().enumerate() {
        if place > 0 && place % GROUP == 0 {
            text.push('-');
        }
        text.push(letter);
    }
    text
}

/// Reads a code in either case, with whatever blanks and dashes; `None` for what can't be one.
pub(super) fn read(text: &str) -> Option<Zeroizing<[u8; OCTETS]>> {
    if text.len() > LONGEST {
        return None;
    }
    let is_dash = |c: char| matches!(c, '-' | '_' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let mut letters = Zeroizing::new(String::with_capacity(LONGEST));
    letters.extend(text.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)));
    let octets = Zeroizing::new(CROCKFORD.decode(letters.as_bytes()).ok()?);
    let octets: &[u8; OCTETS] = octets.as_slice().try_into().ok()?;
    Some(Zeroizing::new(*octets))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_read_however_it_is_spaced_and_whatever_its_letters_look_like() {
        let code = [0x00, 0x44, 0x32, 0x14, 0xC7, 0x42, 0x54, 0xB6, 0x35, 0xCF];
        // Made with Python, five bits a letter.
        let shown = "0123-4567-89AB-CDEF";
        assert_eq!(write(&code).as_str(), shown);
        for text in [
            "0123456789abcdef",
            " O l23 4567\u{a0}89AB\u{2013}CDEF ",
            "oi23_4567.89ab\u{2011}cdef",
            "0 1 2 3 4 5 6 7 8 9 A B C D E F",
        ] {
            assert_eq!(read(text).as_deref(), Some(&code), "{text}");
        }
        for text in
            ["", "0123-4567-89AB-CDE", "0123-4567-89AB-CDEF0", "0123-4567-89AB-CDEU", "0123+4567-89ABCDEF"]
        {
            assert!(read(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_code_reads_back_and_any_text_is_read_without_panic(code: [u8; OCTETS], text in "[0-9a-zA-Z -]{0,24}|\\PC{0,40}") {
            prop_assert_eq!(*read(&write(&code)).unwrap(), code);
            let _ = read(&text);
        }
    }
}
