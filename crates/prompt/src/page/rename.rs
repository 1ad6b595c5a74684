//! Asks for a method's new name.

use askama::Template;

use super::Leaf;
use super::sheet::{Sheet, written};
use super::view::Rename;
use super::words::Words;

impl Leaf for Rename {
    fn title(&self, words: &Words<'_>) -> String {
        words.with("rename-title", "what", &self.method.called(words))
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        written(&Body { s: sheet, view: self, has_problem: sheet.frame.problem.is_some() })
    }

    fn has_field(&self) -> bool {
        true
    }
}

#[derive(Template)]
#[template(path = "rename.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a Rename,
    has_problem: bool,
}
