use super::{BadPhrase, phrase};

/// A language that a message may be written in: the simple tags of BCP 47 (RFC 5646, section 2.1) such as `de`,
/// `pt-BR` or `zh-Hant-TW`. Whether there is a translation is not asked here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LocaleTag(String);
phrase!(LocaleTag);

impl LocaleTag {
    /// Reads a language of two or three letters, then subtags of 2 to 8 letters or digits after `-` or `_`, 35
    /// characters at most. Written as RFC 5646, section 2.1.1 does: `-`, language in lower case, script with a
    /// capital, region in upper case.
    ///
    /// # Errors
    /// [`BadPhrase`] for anything else.
    pub fn parse(text: &str) -> Result<Self, BadPhrase> {
        if text.is_empty() || text.len() > 35 {
            return Err(BadPhrase::Length);
        }
        if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
            return Err(BadPhrase::Characters);
        }
        let mut subtags = text.split(['-', '_']);
        let language = subtags.next().unwrap_or_default();
        if !(2..=3).contains(&language.len()) || !is_letters(language) {
            return Err(BadPhrase::Form);
        }
        let mut tag = language.to_ascii_lowercase();
        for subtag in subtags {
            if !(2..=8).contains(&subtag.len()) {
                return Err(BadPhrase::Form);
            }
            tag.push('-');
            tag.push_str(&recased(subtag));
        }
        Ok(Self(tag))
    }

    /// The language alone: `pt` of `pt-BR`.
    #[must_use]
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }
}

fn is_letters(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphabetic())
}

fn recased(subtag: &str) -> String {
    let mut subtag = subtag.to_ascii_lowercase();
    match subtag.len() {
        2 => subtag.make_ascii_uppercase(),
        4 if is_letters(&subtag) => subtag[..1].make_ascii_uppercase(),
        _ => {}
    }
    subtag
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_tag_is_written_in_one_form() {
        for (text, tag, language) in [
            ("en", "en", "en"),
            ("EN-us", "en-US", "en"),
            ("pt_br", "pt-BR", "pt"),
            ("ZH-HANT-tw", "zh-Hant-TW", "zh"),
            ("es-419", "es-419", "es"),
            ("fil-PH", "fil-PH", "fil"),
            ("de-DE-1996", "de-DE-1996", "de"),
        ] {
            let parsed = LocaleTag::parse(text).expect(text);
            assert_eq!((parsed.as_str(), parsed.language()), (tag, language));
        }
    }

    #[test]
    fn texts_that_are_no_tag_are_refused() {
        for text in [
            "",
            "e",
            "engl",
            "e1",
            "en-",
            "-en",
            "en--US",
            "en-U",
            "en-abcdefghi",
            "en US",
            "../en",
            "en\0",
            "d\u{e9}",
        ] {
            assert!(LocaleTag::parse(text).is_err(), "{text:?}");
        }
        assert!(LocaleTag::parse(&format!("en{}", "-abcdefgh".repeat(3))).is_ok());
        assert_eq!(LocaleTag::parse(&format!("en{}", "-abcdefgh".repeat(4))), Err(BadPhrase::Length));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_a_tag_is_a_fixed_point(
            text in "\\PC{0,40}|[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8}){0,3}"
        ) {
            if let Ok(tag) = LocaleTag::parse(&text) {
                prop_assert_eq!(LocaleTag::parse(tag.as_str()), Ok(tag.clone()));
                prop_assert!(tag.as_str().eq_ignore_ascii_case(&text.replace('_', "-")));
            }
        }
    }
}
