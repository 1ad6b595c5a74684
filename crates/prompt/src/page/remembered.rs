//! Asks nothing: the browser is remembered.

use askama::Template;

use super::Leaf;
use super::sheet::{Sheet, written};
use super::view::Remembered;
use super::words::Words;

impl Leaf for Remembered {
    fn title(&self, words: &Words<'_>) -> String {
        words.say("remembered-title")
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        written(&Body { s: sheet, view: self })
    }
}

#[derive(Template)]
#[template(path = "remembered.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a Remembered,
}
