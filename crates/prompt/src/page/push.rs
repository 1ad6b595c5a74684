//! Asks for the number that a device shows.

use askama::Template;

use super::Leaf;
use super::sheet::{Sheet, written};
use super::view::{Again, Push};
use super::wait::Wait;
use super::words::Words;

impl Leaf for Push {
    fn title(&self, words: &Words<'_>) -> String {
        words.say("push-title")
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        let body = Body {
            s: sheet,
            view: self,
            lead: sheet.lead("push-named", "push", self.device.as_deref()),
            has_problem: sheet.frame.problem.is_some(),
            wait: Wait::of(self.again, &sheet.words, "wait-push", "wait-push-over"),
            can_ask_again: self.again != Again::No,
        };
        written(&body)
    }

    fn has_field(&self) -> bool {
        true
    }
}

#[derive(Template)]
#[template(path = "push.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a Push,
    /// HTML.
    lead: String,
    has_problem: bool,
    wait: Option<Wait>,
    can_ask_again: bool,
}
