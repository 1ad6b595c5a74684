//! Asks for a code.

use askama::Template;

use super::Leaf;
use super::action::Action;
use super::sheet::{Sheet, written};
use super::view::{Again, Code, CodeFrom, Way};
use super::wait::Wait;
use super::words::Words;

impl Leaf for Code {
    fn title(&self, words: &Words<'_>) -> String {
        words.say("code-title")
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        let words = &sheet.words;
        let mut body = Body {
            s: sheet,
            view: self,
            lead: String::new(),
            label: words.count("code-label", "digits", self.digits.into()),
            has_problem: sheet.frame.problem.is_some(),
            is_text: false,
            wait: None,
            again: None,
            instead: None,
            change: None,
        };
        match &self.from {
            CodeFrom::App { name } => body.lead = sheet.lead("code-app-named", "code-app", name.as_deref()),
            CodeFrom::Token { name } => {
                body.lead = sheet.lead("code-token-named", "code-token", name.as_deref())
            }
            CodeFrom::Message { way, to, again, instead, can_change } => {
                let (lead, change, repeat) = match way {
                    Way::Sms => ("code-sms", "code-change-phone", "code-again"),
                    Way::Call => ("code-call", "code-change-phone", "code-again-call"),
                    Way::Email => ("code-email", "code-change-email", "code-again"),
                };
                body.lead = written(&words.marked(lead, "to", to));
                body.is_text = *way == Way::Sms;
                body.wait = Wait::of(*again, words, "wait", "wait-over");
                body.again = (*again != Again::No).then(|| words.say(repeat));
                body.change = can_change.then(|| words.say(change));
                body.instead = match instead {
                    Some(Way::Sms) => Some((Action::Sms, words.say("code-sms-instead"))),
                    Some(Way::Call) => Some((Action::Call, words.say("code-call-instead"))),
                    Some(Way::Email) | None => None,
                };
            }
        }
        written(&body)
    }

    fn has_field(&self) -> bool {
        true
    }
}

#[derive(Template)]
#[template(path = "code.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a Code,
    /// HTML.
    lead: String,
    label: String,
    has_problem: bool,
    /// Whether the browser may be asked to read it out of the message.
    is_text: bool,
    wait: Option<Wait>,
    again: Option<String>,
    instead: Option<(Action, String)>,
    change: Option<String>,
}
