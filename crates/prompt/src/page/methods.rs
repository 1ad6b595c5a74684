//! Lists what is set up.

use askama::Template;

use super::Leaf;
use super::icons::icon;
use super::sheet::{Sheet, written};
use super::view::{Browser, Enrolled, Method, Methods};
use super::words::Words;

impl Leaf for Methods {
    fn title(&self, words: &Words<'_>) -> String {
        words.say("methods-title")
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        let words = &sheet.words;
        let body = Body {
            s: sheet,
            view: self,
            rows: self.methods.iter().map(|method| MethodRow::new(method, words)).collect(),
            codes_icon: icon(Method::Recovery),
            recovery: self.recovery_left.map(|left| words.count("methods-codes-left", "left", left)),
            browsers: self.browsers.iter().map(|browser| BrowserRow::new(browser, words)).collect(),
        };
        written(&body)
    }
}

#[derive(Template)]
#[template(path = "methods.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a Methods,
    rows: Vec<MethodRow<'a>>,
    codes_icon: &'static str,
    recovery: Option<String>,
    browsers: Vec<BrowserRow<'a>>,
}

struct MethodRow<'a> {
    value: &'a str,
    icon: &'static str,
    name: String,
    hint: Option<&'a str>,
    /// HTML.
    when: String,
    rename: String,
    remove: String,
}

impl<'a> MethodRow<'a> {
    fn new(method: &'a Enrolled, words: &Words<'_>) -> Self {
        let name = method.called(words);
        let when = match method.used {
            Some(used) => words.dated("used", "day", used),
            None => words.dated("added", "day", method.added),
        };
        Self {
            value: &method.value,
            icon: icon(method.method),
            hint: method.hint.as_deref(),
            when: written(&when),
            rename: words.with("rename-what", "what", &name),
            remove: words.with("remove-what", "what", &name),
            name,
        }
    }
}

struct BrowserRow<'a> {
    value: &'a str,
    name: String,
    /// HTML.
    when: String,
    forget: String,
}

impl<'a> BrowserRow<'a> {
    fn new(browser: &'a Browser, words: &Words<'_>) -> Self {
        let name = browser.name.clone().unwrap_or_else(|| words.say("browser-unknown"));
        let used = words.dated(if browser.is_this { "used-this" } else { "used" }, "day", browser.used);
        Self {
            value: &browser.value,
            when: written(&used),
            forget: words.with("forget-what", "what", &name),
            name,
        }
    }
}
