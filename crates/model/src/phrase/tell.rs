//! What a text would look like on a phone.

use super::BadPhrase;

/// Refuses texts that are blank or longer than `longest` characters.
pub(super) fn check_length(text: &str, longest: usize) -> Result<(), BadPhrase> {
    // Bytes first: a long text is not worth counting.
    let fits = text.len() <= longest * 4 && text.chars().count() <= longest;
    if fits && !text.chars().all(char::is_whitespace) { Ok(()) } else { Err(BadPhrase::Length) }
}

/// Whether a character breaks the line, turns the direction of reading or can't be seen: each could make a text
/// look like another.
pub(super) fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Line and paragraph separators; bidi controls and marks (UAX 9); zero-width characters.
            '\u{2028}'..='\u{202e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{61c}' | '\u{feff}'
            // Soft hyphen, grapheme joiner, Mongolian and other variation selectors, musical and tag controls.
            | '\u{ad}' | '\u{34f}' | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
            // Letters that are drawn as nothing: Hangul and Khmer fillers, the braille blank; annotations.
            | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{17b4}' | '\u{17b5}' | '\u{2800}'
            | '\u{fff0}'..='\u{fffc}')
}

/// Whether a phone would turn part of the text into a link: a scheme, `www.`, or a dot with a word before it and
/// two letters right after it (`amazon.de`). Numbers (`1.234`) and abbreviations (`Co. KG`, `e.V.`) are none.
pub(super) fn has_link(text: &str) -> bool {
    // One kind of dot is left: UTS 46 reads the first three as a dot in a domain, the eye the others.
    let text: String = text
        .chars()
        .map(|c| match c {
            '\u{3002}' | '\u{ff0e}' | '\u{ff61}' | '\u{2024}' | '\u{fe52}' => '.',
            '\u{ff1a}' => ':',
            '\u{ff0f}' => '/',
            c => c,
        })
        .collect();
    if text.contains("://") || text.to_lowercase().contains("www.") {
        return true;
    }
    let is_gap = |c: char| c == '.' || c.is_whitespace();
    text.match_indices('.').any(|(dot, _)| {
        let mut after = text[dot + 1..].chars();
        text[..dot].chars().next_back().is_some_and(|before| !is_gap(before))
            && after.next().is_some_and(char::is_alphabetic)
            // Beyond ASCII, marks count too: `c` and an accent begin a domain as well as `co` does.
            && after.next().is_some_and(|c| c.is_alphabetic() || (!c.is_ascii() && !is_gap(c)))
    })
}

/// Whether the text has an IPv4 address, which phones link like a name.
pub(super) fn has_ipv4(text: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .any(|word| word.trim_matches('.').parse::<std::net::Ipv4Addr>().is_ok())
}
