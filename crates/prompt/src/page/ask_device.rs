//! Asks before a device is asked.

use askama::Template;

use super::Leaf;
use super::sheet::{Sheet, written};
use super::view::AskDevice;
use super::words::Words;

impl Leaf for AskDevice {
    fn title(&self, words: &Words<'_>) -> String {
        words.say("send-title")
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        let lead = sheet.lead("ask-named", "ask", self.device.as_deref());
        written(&Body { s: sheet, view: self, lead })
    }
}

#[derive(Template)]
#[template(path = "ask_device.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a AskDevice,
    /// HTML.
    lead: String,
}
