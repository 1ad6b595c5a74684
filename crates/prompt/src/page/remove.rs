//! Asks whether to remove a method.

use askama::Template;

use super::Leaf;
use super::sheet::{Sheet, written};
use super::view::Remove;
use super::words::Words;

impl Leaf for Remove {
    fn title(&self, words: &Words<'_>) -> String {
        if self.is_last {
            words.say("remove-last-title")
        } else {
            words.with("remove-title", "what", &self.method.called(words))
        }
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        let lead = sheet.say(if self.is_last { "remove-last" } else { "remove-about" });
        written(&Body { s: sheet, view: self, lead })
    }
}

#[derive(Template)]
#[template(path = "remove.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a Remove,
    lead: String,
}
