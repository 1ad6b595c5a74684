//! Makes or uses a passkey.

use askama::Template;

use super::Leaf;
use super::sheet::{Sheet, written};
use super::view::{Ceremony, Passkey};
use super::words::Words;

impl Leaf for Passkey {
    fn title(&self, words: &Words<'_>) -> String {
        words.say(match self.ceremony {
            Ceremony::Register => "passkey-make-title",
            Ceremony::Authenticate => "passkey-use-title",
        })
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        let (ceremony, lead, button) = match self.ceremony {
            Ceremony::Register => ("register", "passkey-make", "passkey-make-button"),
            Ceremony::Authenticate => ("authenticate", "passkey-use", "passkey-use-button"),
        };
        let is_login = self.ceremony == Ceremony::Authenticate;
        written(&Body {
            s: sheet,
            view: self,
            ceremony,
            is_login,
            lead: sheet.say(lead),
            button: sheet.say(button),
        })
    }
}

#[derive(Template)]
#[template(path = "passkey.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a Passkey,
    ceremony: &'static str,
    is_login: bool,
    lead: String,
    button: String,
}
