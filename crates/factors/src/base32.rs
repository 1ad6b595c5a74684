//! Secrets as people and authenticator apps write them (RFC 4648 section 6).

use data_encoding::{BASE32_NOPAD, Encoding, Specification};
use std::sync::LazyLock;
use zeroize::Zeroizing;

/// As lenient as authenticator apps are: letters of either case, and bits behind the last whole octet that are not zero,
/// which secrets have that were drawn letter by letter.
static LENIENT: LazyLock<Encoding> = LazyLock::new(|| {
    let mut spec = Specification::new();
    spec.symbols.push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    spec.translate.from.push_str("abcdefghijklmnopqrstuvwxyz");
    spec.translate.to.push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    spec.check_trailing_bits = false;
    spec.encoding().expect("32 symbols, each letter in two cases")
});

/// Without padding.
pub(crate) fn write(octets: &[u8]) -> String {
    BASE32_NOPAD.encode(octets)
}

/// Reads letters of either case, with padding or without; `None` for anything else.
pub(crate) fn read(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    LENIENT.decode(text.trim_end_matches('=').as_bytes()).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_examples_of_the_standard_read_and_write() {
        for (plain, text) in [
            ("", ""),
            ("f", "MY======"),
            ("fo", "MZXQ===="),
            ("foo", "MZXW6==="),
            ("foob", "MZXW6YQ="),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI======"),
        ] {
            assert_eq!(write(plain.as_bytes()), text.trim_end_matches('='));
            for text in [text.to_owned(), text.to_lowercase(), text.replace('=', "")] {
                assert_eq!(read(&text).unwrap().as_slice(), plain.as_bytes(), "{text}");
            }
        }
    }

    #[test]
    fn what_authenticator_apps_refuse_is_refused_and_stray_last_bits_are_not() {
        for text in ["0", "1", "8", "MZXW6YT!", "MZ XQ", "M", "MZXW6Y\u{e4}", "=MZXQ"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("MZ").unwrap().as_slice(), b"f");
    }

    proptest! {
        #[test]
        fn every_secret_reads_back_and_any_text_is_read_without_panic(
            secret in prop::collection::vec(any::<u8>(), 0..70), text in "[A-Za-z2-7=]{0,40}|\\PC{0,40}"
        ) {
            prop_assert_eq!(read(&write(&secret)).unwrap().to_vec(), secret);
            if let Some(octets) = read(&text) {
                prop_assert_eq!(octets.len(), text.trim_end_matches('=').len() * 5 / 8);
            }
        }
    }
}
