//! Asks for a telephone number.

use askama::Template;

use super::Leaf;
use super::sheet::{Sheet, written};
use super::view::EnterPhone;
use super::words::Words;

impl Leaf for EnterPhone {
    fn title(&self, words: &Words<'_>) -> String {
        words.say("phone-title")
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        written(&Body { s: sheet, view: self, has_problem: sheet.frame.problem.is_some() })
    }

    fn has_field(&self) -> bool {
        true
    }
}

#[derive(Template)]
#[template(path = "enter_phone.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a EnterPhone,
    has_problem: bool,
}
