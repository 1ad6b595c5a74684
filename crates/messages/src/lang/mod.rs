//! The languages: their texts, and which one a person gets. How to add and review one: README.md beside this file.

mod countries;

use std::fmt;

use countries::COUNTRIES;

/// A language that texts exist in.
pub(crate) struct Language {
    /// BCP 47, in its usual case: `en`, `pt-BR`.
    pub(crate) tag: &'static str,
    /// The texts, in Fluent's syntax.
    pub(crate) ftl: &'static str,
}

macro_rules! languages {
    ($($tag:literal)*) => {
        &[$(Language { tag: $tag, ftl: include_str!(concat!($tag, ".ftl")) }),*]
    };
}

/// Every language. To add one, write `<tag>.ftl` beside this file and its tag here. English stays first.
pub(crate) const LANGUAGES: &[Language] = languages! {
    "en"
    "da"
    "de"
    "es"
    "fr"
    "ga"
    "it"
    "nl"
    "pl"
    "pt"
    "pt-BR"
};

/// A language that this server can write and speak. It can only be made by choosing among those there are, so a
/// text for it always exists.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Locale {
    /// Position in [`LANGUAGES`].
    index: usize,
}

impl Locale {
    /// What everyone gets for whom nothing better is known.
    pub const ENGLISH: Self = Self { index: 0 };

    /// Every language there is, English first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..LANGUAGES.len()).map(|index| Self { index })
    }

    /// The language's BCP 47 tag, such as `en` or `de`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        LANGUAGES[self.index].tag
    }

    pub(crate) const fn index(self) -> usize {
        self.index
    }

    /// What the caller asked for, else the language of the phone's country, else English.
    pub(crate) fn resolve(requested: Option<&str>, country: Option<&str>) -> Self {
        requested
            .and_then(Self::lookup)
            .or_else(|| country.and_then(Self::of_country))
            .unwrap_or(Self::ENGLISH)
    }

    /// The best language for a tag: the tag itself, else the tag without its last part, and so on
    /// (RFC 4647 section 3.4). `de_AT`, as programming languages write it, is read as `de-AT`. Nothing for a language
    /// without texts.
    #[must_use]
    pub fn lookup(tag: &str) -> Option<Self> {
        let tag = tag.replace('_', "-");
        let mut range = tag.as_str();
        loop {
            if let Some(locale) = Self::all().find(|locale| locale.tag().eq_ignore_ascii_case(range)) {
                return Some(locale);
            }
            (range, _) = range.rsplit_once('-')?;
        }
    }

    fn of_country(country: &str) -> Option<Self> {
        COUNTRIES
            .iter()
            .find(|(_, countries)| countries.split(' ').any(|listed| listed.eq_ignore_ascii_case(country)))
            .and_then(|(tag, _)| Self::lookup(tag))
    }
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Locale({})", self.tag())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(requested: Option<&str>, country: Option<&str>) -> &'static str {
        Locale::resolve(requested, country).tag()
    }

    #[test]
    fn what_the_caller_asks_for_wins_over_the_country() {
        assert_eq!(tag(Some("en"), Some("DE")), "en");
        assert_eq!(tag(Some("de"), Some("US")), "de");
    }

    #[test]
    fn a_regional_tag_falls_back_to_its_language() {
        for german in ["de-AT", "de-at", "DE", "de_CH", "de-Latn-LI", "de-u-co-phonebk"] {
            assert_eq!(tag(Some(german), None), "de", "{german}");
        }
        assert_eq!(tag(Some("en-GB"), Some("DE")), "en");
    }

    #[test]
    fn brazil_has_portuguese_of_its_own_and_all_others_share_one() {
        for brazilian in ["pt-BR", "pt_BR", "pt-br", "pt-BR-u-nu-latn"] {
            assert_eq!(tag(Some(brazilian), Some("PT")), "pt-BR", "{brazilian}");
        }
        for portuguese in ["pt", "pt-PT", "pt_AO"] {
            assert_eq!(tag(Some(portuguese), Some("BR")), "pt", "{portuguese}");
        }
    }

    #[test]
    fn irish_is_sent_to_who_asks_for_it() {
        assert_eq!(tag(Some("ga"), Some("IE")), "ga");
        assert_eq!(tag(Some("ga-IE"), None), "ga");
        assert_eq!(tag(None, Some("IE")), "en");
    }

    #[test]
    fn a_language_without_texts_falls_back_to_the_country_and_then_to_english() {
        assert_eq!(tag(Some("ja"), Some("AT")), "de");
        assert_eq!(tag(Some("ja"), Some("JP")), "en");
        assert_eq!(tag(Some("ja"), None), "en");
    }

    #[test]
    fn a_tag_that_merely_begins_like_a_language_is_not_that_language() {
        for other in ["deu", "den", "d", "", "-", "--de", "-de"] {
            assert_eq!(tag(Some(other), None), "en", "{other}");
        }
    }

    #[test]
    fn the_country_of_the_phone_chooses_the_language() {
        for (expected, countries) in [
            ("da", "DK FO GL dk"),
            ("de", "DE AT CH LI de"),
            ("en", "US GB IE ZA JP ZZ"),
            ("es", "ES AD AR BO CL CO CR CU DO EC GQ GT HN MX NI PA PE PR PY SV UY VE"),
            ("fr", "FR LU MC GP RE SN CI MA"),
            ("it", "IT SM VA"),
            ("nl", "NL BE SR AW"),
            ("pl", "PL"),
            ("pt", "PT AO CV GW MZ ST TL"),
            ("pt-BR", "BR"),
        ] {
            for country in countries.split(' ') {
                assert_eq!(tag(None, Some(country)), expected, "{country}");
            }
        }
        assert_eq!(tag(None, Some("")), "en");
        assert_eq!(tag(None, None), "en");
    }

    #[test]
    fn english_is_the_first_language_and_no_tag_stands_twice() {
        assert_eq!(Locale::ENGLISH.tag(), "en");
        for locale in Locale::all() {
            assert_eq!(Locale::lookup(locale.tag()), Some(locale));
        }
    }
}
