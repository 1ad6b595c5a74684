//! Asks before a code is sent.

use askama::Template;

use super::Leaf;
use super::action::Action;
use super::sheet::{Sheet, written};
use super::view::{Send, Way};
use super::words::Words;

impl Leaf for Send {
    fn title(&self, words: &Words<'_>) -> String {
        words.say("send-title")
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        let button = |way: &Way| match way {
            Way::Sms => (Action::Sms, sheet.say("get-sms")),
            Way::Call => (Action::Call, sheet.say("get-call")),
            Way::Email => (Action::Continue, sheet.say("get-email")),
        };
        written(&Body { s: sheet, view: self, buttons: self.ways.iter().map(button).collect() })
    }
}

#[derive(Template)]
#[template(path = "send.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a Send,
    buttons: Vec<(Action, String)>,
}
