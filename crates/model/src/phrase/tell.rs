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

/// Whether the eye, or UTS 46, reads a character as the dot of a domain. Some of them are letters to Unicode.
pub(super) fn is_dot(c: char) -> bool {
    matches!(
        c,
        // UTS 46 maps the first four to a dot; the others look like one (Unicode's confusables).
        '\u{3002}'
            | '\u{ff0e}'
            | '\u{ff61}'
            | '.'
            | '\u{2024}'
            | '\u{fe52}'
            | '\u{fe12}'
            | '\u{2027}'
            | '\u{2e33}'
            | '\u{a4f8}'
            | '\u{a60e}'
            | '\u{a78f}'
            | '\u{701}'
            | '\u{702}'
            | '\u{10a50}'
    )
}

/// The text as a phone reads it: one kind of dot and of colon, nothing in full width.
fn plain(text: &str) -> String {
    let plain = |c: char| match c {
        c if is_dot(c) => '.',
        '\u{fe55}' | '\u{fe13}' | '\u{2236}' | '\u{a789}' => ':',
        // Full-width forms stand in ASCII's order.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    text.chars().map(plain).collect()
}

/// Whether a phone would turn part of the text into a link: a scheme or a host before a colon (`tel:110`,
/// `localhost:8080`), `www.`, a dot between a word and two letters (`amazon.de`, `evil.1com`).
/// Numbers (`1.234`), times (`10:30`) and abbreviations (`Co. KG`, `e.V.`) are none.
pub(super) fn has_link(text: &str) -> bool {
    let text = plain(text);
    text.to_lowercase().contains("www.") || has_scheme(&text) || has_domain(&text)
}

fn has_scheme(text: &str) -> bool {
    text.contains("://")
        || text.match_indices(':').any(|(colon, _)| {
            let is_part = |c: &char| c.is_alphanumeric() || matches!(c, '+' | '-' | '.' | '_') || is_mark(*c);
            text[..colon].chars().rev().take_while(is_part).any(char::is_alphabetic)
                && text[colon + 1..].chars().next().is_some_and(|after| !after.is_whitespace())
        })
}

fn has_domain(text: &str) -> bool {
    let is_gap = |c: char| c == '.' || c.is_whitespace();
    text.match_indices('.').any(|(dot, _)| {
        let (before, after) = (&text[..dot], &text[dot + 1..]);
        if before.chars().next_back().is_none_or(is_gap) {
            return false;
        }
        let label = after.trim_start_matches(char::is_numeric);
        // An amount may have its currency right after it: `39.99EUR`.
        let is_number = || !before.chars().rev().take_while(|c| !c.is_whitespace()).any(char::is_alphabetic);
        if label.len() < after.len() && is_number() {
            return false;
        }
        let mut label = label.chars();
        label.next().is_some_and(char::is_alphabetic)
            // Beyond ASCII, marks count too: `c` and an accent begin a domain as well as `co` does.
            && label.next().is_some_and(|c| c.is_alphabetic() || (!c.is_ascii() && !is_gap(c)))
    })
}

/// Whether the text has an IPv4 address, which phones link like a name. Some amounts look like one.
pub(super) fn has_ipv4(text: &str) -> bool {
    plain(text)
        .split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .any(|word| word.trim_matches('.').parse::<std::net::Ipv4Addr>().is_ok())
}

/// Whether one word has letters of two of the scripts whose letters look alike, as `PayPal` with a Cyrillic `P`.
pub(super) fn mixes_scripts(text: &str) -> bool {
    let is_break =
        |c: char| c.is_whitespace() || c.is_ascii_punctuation() || matches!(c, '\u{2010}'..='\u{205e}');
    text.split(is_break).any(|word| {
        let mut scripts = word.chars().filter_map(Script::of);
        let first = scripts.next();
        scripts.any(|script| Some(script) != first)
    })
}

/// Scripts with letters that look the same.
#[derive(PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
}

impl Script {
    /// A letter's script; none for what is no letter, or of a script that looks different.
    fn of(c: char) -> Option<Self> {
        if !c.is_alphabetic() {
            return None;
        }
        match c {
            'A'..='z'
            | '\u{aa}'
            | '\u{ba}'
            | '\u{c0}'..='\u{2af}'
            | '\u{1d00}'..='\u{1d25}'
            | '\u{1d2c}'..='\u{1d5c}'
            | '\u{1d62}'..='\u{1d65}'
            | '\u{1d6b}'..='\u{1d77}'
            | '\u{1d79}'..='\u{1dbe}'
            | '\u{1e00}'..='\u{1eff}'
            | '\u{2071}'
            | '\u{207f}'
            | '\u{2090}'..='\u{209c}'
            | '\u{212a}'
            | '\u{212b}'
            | '\u{2c60}'..='\u{2c7f}'
            | '\u{a722}'..='\u{a7ff}'
            | '\u{ab30}'..='\u{ab64}'
            | '\u{fb00}'..='\u{fb06}'
            | '\u{ff21}'..='\u{ff5a}' => Some(Self::Latin),
            '\u{370}'..='\u{3ff}'
            | '\u{1d26}'..='\u{1d2a}'
            | '\u{1f00}'..='\u{1fff}'
            | '\u{2126}'
            | '\u{ab65}' => Some(Self::Greek),
            '\u{400}'..='\u{52f}'
            | '\u{1c80}'..='\u{1c8f}'
            | '\u{1d2b}'
            | '\u{1d78}'
            | '\u{2de0}'..='\u{2dff}'
            | '\u{a640}'..='\u{a69f}' => Some(Self::Cyrillic),
            _ => None,
        }
    }
}

/// Combining marks of the letters that domains are mostly written with.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}')
}
