//! Sets up a hardware token.

use askama::Template;

use super::Leaf;
use super::sheet::{Sheet, written};
use super::view::{Problem, Token};
use super::words::Words;

impl Leaf for Token {
    fn title(&self, words: &Words<'_>) -> String {
        words.say("token-title")
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        let problem = sheet.frame.problem;
        let is_code = matches!(
            problem,
            Some(Problem::BadCodes | Problem::WrongCode { .. } | Problem::UsedCode | Problem::ClockOff)
        );
        written(&Body { s: sheet, view: self, is_code, is_serial: problem.is_some() && !is_code })
    }

    fn has_field(&self) -> bool {
        true
    }
}

#[derive(Template)]
#[template(path = "token.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a Token,
    /// Whether something is wrong with the codes.
    is_code: bool,
    /// Whether something is wrong with the serial number, or with anything else.
    is_serial: bool,
}
