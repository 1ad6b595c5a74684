//! The words of a page, in its language.

use askama::Template;
use countersign_messages::{Locale, Wording};
use countersign_model::Timestamp;
use fluent_bundle::FluentArgs;

use super::sheet::written;

/// Stands for a value while a sentence is cut where the value goes: a character of no language.
const CUT: &str = "\u{e000}";

/// One language's voice.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) wording: &'a Wording,
    pub(super) locale: Locale,
}

impl Words<'_> {
    /// A text without values.
    pub(super) fn say(&self, id: &str) -> String {
        self.wording.say(self.locale, id, &FluentArgs::new())
    }

    /// A text with one value.
    pub(super) fn with(&self, id: &str, name: &str, value: &str) -> String {
        self.wording.say(self.locale, id, &[(name, value)].into_iter().collect())
    }

    /// A text with a number, which chooses its plural.
    pub(super) fn count(&self, id: &str, name: &str, number: u32) -> String {
        let mut args = FluentArgs::new();
        args.set(name.to_owned(), number);
        self.wording.say(self.locale, id, &args)
    }

    /// A text as HTML, with its value set off.
    pub(super) fn marked(&self, id: &str, name: &str, value: &str) -> Marked {
        let (before, after) = self.around(id, name);
        Marked { before, value: value.to_owned(), after }
    }

    /// A text as HTML that names something, or another one where it has no name.
    pub(super) fn lead(&self, named: &str, unnamed: &str, name: Option<&str>) -> String {
        match name {
            Some(name) => written(&self.marked(named, "name", name)),
            None => written(&Plain { text: self.say(unnamed) }),
        }
    }

    /// A text as HTML, with a day in it. Script writes it as the person is used to.
    pub(super) fn dated(&self, id: &str, name: &str, moment: Timestamp) -> Dated {
        let (before, after) = self.around(id, name);
        let moment = moment.to_string();
        let day = moment.split('T').next().unwrap_or_default().to_owned();
        Dated { before, moment, day, after }
    }

    /// What stands before and after a value.
    pub(super) fn around(&self, id: &str, name: &str) -> (String, String) {
        let text = self.with(id, name, CUT);
        let (before, after) = text.split_once(CUT).unwrap_or((&text, ""));
        (before.to_owned(), after.to_owned())
    }
}

/// A sentence with its value set off. `bdi`: an address keeps its direction in a language that is written from the right.
#[derive(Template)]
#[template(ext = "html", source = "{{ before }}<strong><bdi>{{ value }}</bdi></strong>{{ after }}")]
pub(super) struct Marked {
    before: String,
    value: String,
    after: String,
}

/// A sentence as it is.
#[derive(Template)]
#[template(ext = "html", source = "{{ text }}")]
struct Plain {
    text: String,
}

/// A sentence with a day in it.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{{ before }}<time datetime="{{ moment }}" data-day>{{ day }}</time>{{ after }}"#
)]
pub(super) struct Dated {
    before: String,
    moment: String,
    day: String,
    after: String,
}
