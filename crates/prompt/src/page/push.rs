//! Waits for a device.

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
            wait: Wait::of(self.again, &sheet.words, "wait-push", "wait-push-over"),
            can_ask_again: self.again != Again::No,
        };
        written(&body)
    }

    fn refresh(&self) -> Option<u32> {
        Some(5)
    }
}

#[derive(Template)]
#[template(path = "push.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a Push,
    /// HTML.
    lead: String,
    wait: Option<Wait>,
    can_ask_again: bool,
}
