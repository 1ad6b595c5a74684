//! Shows recovery codes, this once.

use askama::Template;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::Leaf;
use super::sheet::{Sheet, written};
use super::view::RecoveryCodes;
use super::words::Words;

impl Leaf for RecoveryCodes {
    fn title(&self, words: &Words<'_>) -> String {
        words.say("codes-title")
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        let all = self.codes.join("\n");
        let head = sheet.with("codes-file", "name", &sheet.frame.brand.name);
        // With the line ends that every system's editor knows.
        let text = format!("{head}\n\n{all}\n").replace('\n', "\r\n");
        let file = format!("data:text/plain;charset=utf-8,{}", utf8_percent_encode(&text, NON_ALPHANUMERIC));
        written(&Body { s: sheet, view: self, all, file, has_problem: sheet.frame.problem.is_some() })
    }

    fn has_field(&self) -> bool {
        true
    }
}

#[derive(Template)]
#[template(path = "recovery_codes.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a RecoveryCodes,
    /// One a line.
    all: String,
    /// The address of the file, which holds it.
    file: String,
    has_problem: bool,
}
