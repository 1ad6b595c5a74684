//! A list of methods to choose from.

use askama::Template;

use super::Leaf;
use super::icons::icon;
use super::sheet::{Sheet, written};
use super::view::{Aim, Choice, Choose};
use super::words::Words;

impl Leaf for Choose {
    fn title(&self, words: &Words<'_>) -> String {
        words.say(match self.aim {
            Aim::First => "choose-first-title",
            Aim::Add => "choose-add-title",
            Aim::AnotherWay => "choose-another-title",
        })
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        let lead = sheet.say(match self.aim {
            Aim::First => "choose-first",
            Aim::Add => "choose-add",
            Aim::AnotherWay => "choose-another",
        });
        let rows = self.choices.iter().map(|choice| Row::new(choice, &sheet.words)).collect();
        written(&Body { s: sheet, view: self, lead, rows })
    }
}

#[derive(Template)]
#[template(path = "choose.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a Choose,
    lead: String,
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    value: &'a str,
    icon: &'static str,
    name: String,
    about: String,
}

impl<'a> Row<'a> {
    fn new(choice: &'a Choice, words: &Words<'_>) -> Self {
        let about = choice.hint.clone().unwrap_or_else(|| words.say(choice.method.about()));
        Self { value: &choice.value, icon: icon(choice.method), name: words.say(choice.method.name()), about }
    }
}
