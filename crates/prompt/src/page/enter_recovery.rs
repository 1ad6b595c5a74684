//! Asks for a recovery code.

use askama::Template;

use super::Leaf;
use super::sheet::{Sheet, written};
use super::view::EnterRecovery;
use super::words::Words;

impl Leaf for EnterRecovery {
    fn title(&self, words: &Words<'_>) -> String {
        words.say("recovery-title")
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        written(&Body { s: sheet, view: self, has_problem: sheet.frame.problem.is_some() })
    }

    fn has_field(&self) -> bool {
        true
    }
}

#[derive(Template)]
#[template(path = "enter_recovery.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a EnterRecovery,
    has_problem: bool,
}
