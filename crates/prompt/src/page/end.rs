//! Says what happened, and where to go.

use askama::Template;

use super::Leaf;
use super::sheet::{Sheet, written};
use super::view::{End, Ended};
use super::words::Words;

impl Leaf for End {
    fn title(&self, words: &Words<'_>) -> String {
        words.say(match self.what {
            Ended::Expired => "end-expired-title",
            Ended::Used => "end-used-title",
            Ended::Elsewhere => "end-elsewhere-title",
            Ended::Unknown => "end-unknown-title",
            Ended::CookiesBlocked => "end-cookies-title",
            Ended::TooMany(_) => "end-too-many-title",
            Ended::NotEnrolled => "end-not-enrolled-title",
            Ended::Denied => "end-denied-title",
            Ended::Canceled => "end-canceled-title",
            Ended::Stale => "end-stale-title",
            Ended::Done => "end-done-title",
            Ended::Fault => "end-fault-title",
        })
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        let text = sheet.say(match self.what {
            Ended::TooMany(Some(minutes)) => {
                return self.ways(sheet, sheet.count("end-too-many-minutes", "minutes", minutes));
            }
            Ended::TooMany(None) => "end-too-many",
            Ended::Expired => "end-expired",
            Ended::Used => "end-used",
            Ended::Elsewhere => "end-elsewhere",
            Ended::Unknown => "end-unknown",
            Ended::CookiesBlocked => "end-cookies",
            Ended::NotEnrolled => "end-not-enrolled",
            Ended::Denied => "end-denied",
            Ended::Canceled => "end-canceled",
            Ended::Stale => "end-stale",
            Ended::Done => "end-done",
            Ended::Fault => "end-fault",
        });
        self.ways(sheet, text)
    }

    fn outcome(&self) -> Option<bool> {
        Some(self.what == Ended::Done)
    }
}

impl End {
    fn ways(&self, sheet: &Sheet<'_>, text: String) -> String {
        let go_on = sheet.say(match self.what {
            Ended::CookiesBlocked | Ended::Fault => "end-retry",
            _ => "end-onward",
        });
        let name = &sheet.frame.brand.name;
        let go_back =
            if name.is_empty() { sheet.say("end-back") } else { sheet.with("end-back-to", "name", name) };
        written(&Body { s: sheet, view: self, text, go_on, go_back })
    }
}

#[derive(Template)]
#[template(path = "end.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a End,
    text: String,
    go_on: String,
    go_back: String,
}
