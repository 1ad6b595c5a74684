use super::{BadPhrase, phrase};

/// The hash of an Android app, by which the phone hands the message to it (SMS Retriever; behaviour map 4.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AppHash(String);
phrase!(AppHash);

impl AppHash {
    /// Reads exactly 11 characters of base64's alphabet.
    ///
    /// # Errors
    /// [`BadPhrase`] for anything else.
    pub fn parse(text: &str) -> Result<Self, BadPhrase> {
        if text.len() != 11 {
            return Err(BadPhrase::Length);
        }
        if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/') {
            return Err(BadPhrase::Characters);
        }
        Ok(Self(text.to_owned()))
    }
}

/// Keys that a call presses once it is answered, to get past a switchboard: `w` waits half a second, `W` a whole
/// one (behaviour map 4.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SendDigits(String);
phrase!(SendDigits);

impl SendDigits {
    /// Reads 1 to 32 of `0`–`9`, `#`, `*`, `w`, `W` and `,`.
    ///
    /// # Errors
    /// [`BadPhrase`] for anything else.
    pub fn parse(text: &str) -> Result<Self, BadPhrase> {
        if text.is_empty() || text.len() > 32 {
            return Err(BadPhrase::Length);
        }
        if !text.bytes().all(|b| b.is_ascii_digit() || b"#*wW,".contains(&b)) {
            return Err(BadPhrase::Characters);
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_app_hash_is_11_characters_of_base64() {
        assert_eq!(AppHash::parse("He42w354ol9").as_ref().map(AppHash::as_str), Ok("He42w354ol9"));
        assert!(AppHash::parse("FA+9qCX9VS/").is_ok());
        for text in [
            "",
            "He42w354ol",
            "He42w354ol99",
            "He42w354ol=",
            "He42w354 l9",
            "He42w354\u{f6}9",
            "He42w354o\n9",
        ] {
            assert!(AppHash::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn send_digits_are_keys_and_pauses() {
        assert_eq!(SendDigits::parse("ww1#*,W0").as_ref().map(SendDigits::as_str), Ok("ww1#*,W0"));
        for text in ["", "1 2", "+1", "A", "1\"/>", &"1".repeat(33)] {
            assert!(SendDigits::parse(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_kept_as_it_was(text in "\\PC{0,40}|[a-zA-Z0-9+/]{11}|[0-9wW#*,]{1,32}") {
            if let Ok(hash) = AppHash::parse(&text) {
                prop_assert_eq!(hash.as_str(), text.as_str());
            }
            if let Ok(digits) = SendDigits::parse(&text) {
                prop_assert_eq!(digits.as_str(), text.as_str());
            }
        }
    }
}
