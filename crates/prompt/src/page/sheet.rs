//! What stands around every page: head, brand, what is approved, the way out.

use std::ops::Deref;

use askama::Template;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::brand::{Colour, Logo};
use super::contrast::{TEXT, ink_on, readable};
use super::view::{Approves, Frame, Notice};
use super::words::Words;
use super::{Html, Leaf, icons, problem};

const CSS: &str = include_str!("../../assets/prompt.css");
const JS: &str = include_str!("../../assets/prompt.js");

/// The blue of pages without a colour of their own.
const BLUE: Colour = Colour([0x1f, 0x4f, 0xd8]);
/// The grounds that colours stand on in light and in dark, as the style sheet has them (`--sunk`): what can be read there can
/// be read on the card.
const LIGHT: Colour = Colour([0xf6, 0xf7, 0xf9]);
const DARK: Colour = Colour([0x22, 0x26, 0x2d]);

/// Who fills a page: its frame, in its language.
#[derive(Clone, Copy)]
pub(super) struct Sheet<'a> {
    pub(super) words: Words<'a>,
    pub(super) frame: &'a Frame,
}

/// A sheet speaks as its words do.
impl<'a> Deref for Sheet<'a> {
    type Target = Words<'a>;

    fn deref(&self) -> &Words<'a> {
        &self.words
    }
}

impl Sheet<'_> {
    /// What was wrong, as a sentence.
    pub(super) fn problem(&self) -> Option<String> {
        self.frame.problem.map(|problem| problem::sentence(problem, &self.words))
    }

    /// What the main button of a page that proves something says.
    pub(super) fn go(&self) -> String {
        self.say(if self.frame.approves.is_some() { "approve" } else { "continue" })
    }

    /// The offer to remember this browser, if there is one.
    pub(super) fn remember(&self) -> Option<String> {
        self.frame.remember_days.map(|days| self.count("remember", "days", days))
    }

    /// The whole page.
    pub(super) fn around(&self, leaf: &dyn Leaf) -> Html {
        let brand = &self.frame.brand;
        let title = leaf.title(&self.words);
        let problem = self.problem();
        let colours = colours(brand.colour.unwrap_or(BLUE));
        let page = Whole {
            s: self,
            body: leaf.body(self),
            window_title: window_title(&self.words, &title, &brand.name, problem.is_some()),
            direction: direction(self.frame.locale.tag()),
            initial: brand.name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect()),
            notice: self.frame.notice.map(|notice| (is_next(notice), self.say(sentence(notice)))),
            refresh: leaf.refresh(),
            problem: problem.filter(|_| !leaf.has_field()),
            mark: leaf
                .outcome()
                .map(|is_good| (if is_good { "good" } else { "sorry" }, icons::outcome(is_good))),
            title,
            css: CSS,
            colours: &colours,
            js: JS,
        };
        let text = written(&page);
        let logo = brand.logo.as_ref().map(Logo::source).filter(|source| *source != "data:");
        let policy = format!(
            "default-src 'none'; style-src '{}' '{}'; script-src '{}'; connect-src 'self'; img-src data:{}; \
             frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
            hash(CSS),
            hash(&colours),
            hash(JS),
            logo.map(|source| format!(" {source}")).unwrap_or_default(),
        );
        Html { text, policy }
    }
}

/// Renders a template of ours.
pub(super) fn written(template: &impl Template) -> String {
    // Writing to a string fails only if a value's own `Display` does, and ours never do.
    template.render().expect("a page can be written")
}

#[derive(Template)]
#[template(path = "whole.html")]
struct Whole<'a> {
    s: &'a Sheet<'a>,
    title: String,
    window_title: String,
    direction: &'static str,
    /// Seconds.
    refresh: Option<u32>,
    /// For a brand without a logo.
    initial: Option<String>,
    /// Whether it is about what comes next, and its sentence.
    notice: Option<(bool, String)>,
    /// Only where no field is that it belongs to.
    problem: Option<String>,
    /// Of an end: how it went, and its picture.
    mark: Option<(&'static str, &'static str)>,
    body: String,
    css: &'static str,
    colours: &'a str,
    js: &'static str,
}

fn window_title(words: &Words<'_>, title: &str, name: &str, has_problem: bool) -> String {
    let title = if has_problem { words.with("title-problem", "title", title) } else { title.to_owned() };
    if name.is_empty() { title } else { format!("{title} · {name}") }
}

/// Which way a language is written. None of ours is from the right so far; the pages are ready for one.
fn direction(tag: &str) -> &'static str {
    let language = tag.split('-').next().unwrap_or(tag);
    if ["ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"].contains(&language) { "rtl" } else { "ltr" }
}

/// The style sheet of a brand's colour: buttons have the colour itself, with ink that can be read on it; links and
/// outlines have it as far as it can be read beside them.
fn colours(brand: Colour) -> String {
    format!(
        ":root{{--brand:{brand};--on-brand:{};--accent:{}}}@media(prefers-color-scheme:dark){{:root{{--accent:{}}}}}",
        ink_on(brand),
        readable(brand, LIGHT, TEXT),
        readable(brand, DARK, TEXT),
    )
}

/// A source of a content security policy that lets this very text through.
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

/// Whether a notice asks for something; the others say that something was done.
const fn is_next(notice: Notice) -> bool {
    matches!(notice, Notice::ProveFirst | Notice::OneMore | Notice::SetUpAgain)
}

const fn sentence(notice: Notice) -> &'static str {
    match notice {
        Notice::SentAgain => "notice-sent-again",
        Notice::AskedAgain => "notice-asked-again",
        Notice::Added => "notice-added",
        Notice::Renamed => "notice-renamed",
        Notice::Removed => "notice-removed",
        Notice::Forgotten => "notice-forgotten",
        Notice::ProveFirst => "notice-prove-first",
        Notice::OneMore => "notice-one-more",
        Notice::SetUpAgain => "notice-set-up-again",
    }
}

#[cfg(test)]
mod tests {
    use super::super::contrast::contrast;
    use super::*;

    #[test]
    fn the_grounds_that_colours_are_chosen_for_are_those_of_the_style_sheet() {
        let values = |name: &str| -> Vec<_> {
            let lines = CSS.lines().filter_map(|line| line.trim().strip_prefix(name)?.strip_suffix(';'));
            lines.map(|value| Colour::parse(value).expect("a colour")).collect()
        };
        let (sunk, card) = (values("--sunk: "), values("--card: "));
        assert_eq!(sunk, [LIGHT, DARK]);
        for brand in 0..=u8::MAX {
            let brand = Colour([brand, brand / 2, 255 - brand]);
            for (sunk, card) in sunk.iter().zip(&card) {
                assert!(contrast(readable(brand, *sunk, TEXT), *card) >= TEXT, "{brand} on {card}");
            }
        }
    }

    #[test]
    fn a_brands_colour_is_read_everywhere() {
        for brand in ["#000", "#fff", "#ffd400", "#1f4fd8", "#0b1530", "#e5007d", "#808080"] {
            let brand = Colour::parse(brand).expect("a colour");
            assert!(colours(brand).starts_with(&format!(":root{{--brand:{brand};")));
            assert!(contrast(ink_on(brand), brand) >= TEXT);
        }
    }

    #[test]
    fn style_and_script_end_only_where_the_page_ends_them() {
        assert!(!CSS.contains("</") && !JS.contains("</") && !JS.contains("<!--"));
    }

    #[test]
    fn a_language_that_is_written_from_the_right_is_known() {
        assert_eq!((direction("he"), direction("ar-EG")), ("rtl", "rtl"));
        assert_eq!((direction("en"), direction("pt-BR")), ("ltr", "ltr"));
    }
}
