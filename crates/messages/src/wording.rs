//! Texts in every language, parsed once.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use crate::lang::Locale;

/// A set of texts that each language has. It is `Send + Sync`; build it once and share it.
pub struct Wording {
    /// One a language, in the order of [`Locale::all`], which is what a [`Locale`] points into.
    bundles: Vec<FluentBundle<FluentResource>>,
}

impl Wording {
    /// Parses texts in Fluent's syntax: a tag and its file for each language, in the order of [`Locale::all`].
    ///
    /// # Panics
    ///
    /// If a language is missing or none of ours, if a file is broken, or if it lacks a message that the first one has.
    /// Files are compiled in and tests build this, so a released program never does.
    #[must_use]
    pub fn new(files: &[(&'static str, &'static str)]) -> Self {
        let tags = files.iter().map(|(tag, _)| *tag);
        assert!(tags.clone().eq(Locale::all().map(Locale::tag)), "a file for each language, in their order");
        let bundles: Vec<_> = files.iter().map(|(tag, ftl)| bundle(tag, ftl)).collect();
        for (tag, bundle) in tags.zip(&bundles) {
            for id in Self::ids(files[0].1) {
                assert!(
                    bundle.get_message(id).is_some_and(|m| m.value().is_some()),
                    "{tag}.ftl lacks `{id}`"
                );
            }
        }
        Self { bundles }
    }

    /// The text of a message, with its values in place. Strings stay strings: Fluent formats numbers only when given
    /// numbers, so a code keeps its zeros.
    ///
    /// # Panics
    ///
    /// If there is no such message.
    #[must_use]
    pub fn say(&self, locale: Locale, id: &str, args: &FluentArgs<'_>) -> String {
        let bundle = &self.bundles[locale.index()];
        let pattern = bundle
            .get_message(id)
            .and_then(|message| message.value())
            .unwrap_or_else(|| panic!("{}.ftl lacks `{id}`", locale.tag()));
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
        // A person waits for the text: a release says what it has. Tests render every message.
        debug_assert!(errors.is_empty(), "{} {id}: {errors:?}", locale.tag());
        text
    }

    /// The messages that a file defines: its lines that begin with a letter.
    pub fn ids(ftl: &str) -> impl Iterator<Item = &str> {
        ftl.lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
            .filter_map(|line| line.split_once('=').map(|(id, _)| id.trim()))
    }
}

fn bundle(tag: &str, ftl: &str) -> FluentBundle<FluentResource> {
    let id: LanguageIdentifier = tag.parse().unwrap_or_else(|error| panic!("{tag}: {error}"));
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Fluent would wrap every value in U+2068 and U+2069, which GSM-7 lacks: each SMS would become UCS-2, with 70
    // characters in place of 160.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(ftl.to_owned())
        .unwrap_or_else(|(_, errors)| panic!("{tag}.ftl does not parse: {errors:?}"));
    bundle.add_resource(resource).unwrap_or_else(|errors| panic!("{tag}.ftl: {errors:?}"));
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_asked_for_each_language_and_for_each_message_of_the_first() {
        let built = |last: &'static str| {
            let tags: Vec<_> = Locale::all().map(Locale::tag).collect();
            let (end, rest) = tags.split_last().expect("languages");
            let mut files: Vec<_> = rest.iter().map(|tag| (*tag, "a = A\nb = B { $x }\n")).collect();
            files.push((end, last));
            std::panic::catch_unwind(|| Wording::new(&files)).is_ok()
        };
        assert!(built("b = { $x }\na = Ä\nc = more\n"));
        assert!(!built("a = Ä\n"));
        assert!(!built("a = Ä\nb =\n"));
        assert!(std::panic::catch_unwind(|| Wording::new(&[("en", "a = A")])).is_err());
    }
}
