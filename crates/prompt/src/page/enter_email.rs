//! Asks for an e-mail address.

use askama::Template;

use super::Leaf;
use super::sheet::{Sheet, written};
use super::view::EnterEmail;
use super::words::Words;

impl Leaf for EnterEmail {
    fn title(&self, words: &Words<'_>) -> String {
        words.say("email-title")
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        written(&Body { s: sheet, view: self, has_problem: sheet.frame.problem.is_some() })
    }

    fn has_field(&self) -> bool {
        true
    }
}

#[derive(Template)]
#[template(path = "enter_email.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a EnterEmail,
    has_problem: bool,
}
