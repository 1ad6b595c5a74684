//! The languages of the pages: those of the messages, in which a person gets the code too.

use countersign_messages::{Locale, Wording};

macro_rules! files {
    ($($tag:literal)*) => {
        [$(($tag, include_str!(concat!("lang/", $tag, ".ftl")))),*]
    };
}

/// A file a language, in the order of [`Locale::all`].
const FILES: [(&str, &str); 11] = files! { "en" "da" "de" "es" "fr" "ga" "it" "nl" "pl" "pt" "pt-BR" };

/// The words of all languages.
pub(super) fn wording() -> Wording {
    Wording::new(&FILES)
}

/// The language of a page: what the application asked for, if there are texts for it; else the first of the browser's
/// (`Accept-Language`, RFC 9110, 12.5.4) that there are texts for, by its weights; else English.
#[must_use]
pub fn language(wanted: Option<&str>, accepted: Option<&str>) -> Locale {
    let wanted = wanted.and_then(Locale::lookup);
    wanted.or_else(|| accepted.and_then(best)).unwrap_or(Locale::ENGLISH)
}

/// The heaviest language that there are texts for; of two as heavy, the first.
fn best(accepted: &str) -> Option<Locale> {
    // As many as any browser says: a longer list costs no more.
    let ranges = accepted.split(',').take(32).filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let locale = Locale::lookup(parts.next()?)?;
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1000), thousandths)?;
        (weight > 0).then_some((weight, locale))
    });
    ranges.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, locale)| locale)
}

/// A weight, `0.8` as 800. Nothing for what is none.
fn thousandths(text: &str) -> Option<u16> {
    let weight: f32 = text.parse().ok()?;
    (0.0..=1.0).contains(&weight).then_some((weight * 1000.0) as u16)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn tag(wanted: Option<&str>, accepted: Option<&str>) -> &'static str {
        language(wanted, accepted).tag()
    }

    #[test]
    fn the_application_decides_and_then_the_browser() {
        assert_eq!(tag(Some("pl"), Some("de")), "pl");
        assert_eq!(tag(Some("de-AT"), Some("fr")), "de");
        assert_eq!(tag(Some("xx"), Some("fr-CA,fr;q=0.9,en;q=0.8")), "fr");
        assert_eq!(tag(None, Some("pt-BR,pt;q=0.9")), "pt-BR");
        assert_eq!(tag(None, None), "en");
    }

    #[test]
    fn a_browsers_weights_decide_and_not_their_order() {
        assert_eq!(tag(None, Some("en;q=0.3, da;q=0.8 , nl ;q=0.5")), "da");
        assert_eq!(tag(None, Some("ja, ko;q=0.9, it;q=0.1")), "it");
        assert_eq!(tag(None, Some("es, fr")), "es");
        assert_eq!(tag(None, Some("de;q=0, it;q=0.2")), "it");
    }

    #[test]
    fn whatever_a_browser_says_there_is_a_language() {
        for nonsense in
            ["", "*", ",,,", ";q=1", "de;q=", "de;q=2", "de;q=-1", "de;q=nan", "de;q=x", "\u{0}", "q=1;de"]
        {
            assert_eq!(tag(None, Some(nonsense)), "en", "{nonsense:?}");
        }
        assert_eq!(tag(None, Some(&"xx,".repeat(100_000))), "en");
    }

    #[test]
    fn every_language_has_the_texts_of_english_and_no_other() {
        let ids = |ftl| Wording::ids(ftl).collect::<BTreeSet<_>>();
        let english = ids(FILES[0].1);
        assert_eq!(english.len(), Wording::ids(FILES[0].1).count(), "an id stands twice");
        for (tag, ftl) in FILES {
            assert_eq!(ids(ftl), english, "{tag}.ftl");
            assert_eq!(Wording::ids(ftl).count(), english.len(), "{tag}.ftl: an id stands twice");
        }
    }

    /// A value that a translation forgot would be missing on the page; one that it invented would fail.
    #[test]
    fn every_language_uses_the_values_that_english_uses() {
        fn values(ftl: &str) -> BTreeSet<(&str, &str)> {
            let mut found = BTreeSet::new();
            let mut id = "";
            for line in ftl.lines() {
                if let Some(next) = Wording::ids(line).next() {
                    id = next;
                }
                if line.starts_with('#') {
                    continue;
                }
                for (at, _) in line.match_indices('$') {
                    let name =
                        line[at + 1..].split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
                    found.insert((id, name));
                }
            }
            found
        }
        let english = values(FILES[0].1);
        for (tag, ftl) in FILES {
            assert_eq!(values(ftl), english, "{tag}.ftl");
        }
    }
}
