//! Whether a text can be sent in the alphabet of text messages (3GPP TS 23.038), for providers that must be told.

/// What the alphabet has beside the letters, digits and marks that it shares with ASCII.
const BEYOND_ASCII: &str = "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà€";

/// Whether nothing in `text` is outside the alphabet.
pub(super) fn is_plain(text: &str) -> bool {
    text.chars().all(|character| match character {
        '\n' | '\r' | '\u{c}' => true,
        '`' => false,
        ' '..='~' => true,
        other => BEYOND_ASCII.contains(other),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_alphabet_lacks_is_told_from_what_it_has() {
        for plain in ["Your Acme code is 481 516.", "Dein Code für Ämter: 5 €", "Línea", "[{~}]\n", "ÑñΩ"]
        {
            assert_eq!(is_plain(plain), !plain.contains('í'), "{plain}");
        }
        for other in ["ç", "`", "\t", "код", "验证码", "“", "é\u{301}", "👋"] {
            assert!(!is_plain(other), "{other}");
        }
    }
}
