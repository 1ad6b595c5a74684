//! The pages: [`Pages::html`] makes one of a [`view::Frame`] and a [`view::Page`].
//!
//! A page is one answer: style, script and pictures stand in it, and its policy lets nothing else run. It works without
//! script, but for passkeys. What its forms send is in [`action`].

pub mod action;
pub mod brand;
pub mod contrast;
pub mod view;

mod ask_device;
mod authenticator;
mod choose;
mod code;
mod device;
mod end;
mod enter_email;
mod enter_phone;
mod enter_recovery;
mod icons;
mod lang;
mod method;
mod methods;
mod passkey;
mod problem;
mod push;
mod qr;
mod recovery_codes;
mod remove;
mod rename;
mod send;
mod sheet;
mod token;
mod wait;
mod words;

use countersign_messages::Wording;

pub use lang::language;

use sheet::Sheet;
use view::{Frame, Page};
use words::Words;

/// The pages in all languages. Build it once and share it: it is `Send + Sync`.
pub struct Pages(Wording);

/// A page that is ready to be sent.
#[derive(Clone, Debug)]
pub struct Html {
    /// The document.
    pub text: String,
    policy: String,
}

impl Html {
    /// Its `Content-Security-Policy`. A browser holds a form's answer to `form-action` also where it redirects, so a page
    /// whose form may end at the application names that origin (`https://shop.example`).
    #[must_use]
    pub fn policy(&self, application: Option<&str>) -> String {
        match application {
            Some(origin) => format!("{} {origin}", self.policy),
            None => self.policy.clone(),
        }
    }
}

impl Pages {
    /// Parses the words inside this program.
    ///
    /// # Panics
    ///
    /// If a language's file is broken or lacks a text. The files are compiled in and tests build this, so a released
    /// program never does.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "parsing every language is too much for a silent default")]
    pub fn new() -> Self {
        Self(lang::wording())
    }

    /// A page.
    #[must_use]
    pub fn html(&self, frame: &Frame, page: &Page) -> Html {
        let words = Words { wording: &self.0, locale: frame.locale };
        Sheet { words, frame }.around(leaf(page))
    }
}

/// What is one page's own.
trait Leaf {
    /// The heading, and the window's title.
    fn title(&self, words: &Words<'_>) -> String;

    /// What stands below the heading, as HTML.
    fn body(&self, sheet: &Sheet<'_>) -> String;

    /// Whether the page has a field beside which a problem is told; else it stands on top.
    fn has_field(&self) -> bool {
        false
    }

    /// After how many seconds a browser without script asks for the page again.
    fn refresh(&self) -> Option<u32> {
        None
    }

    /// Where the prompt ends: whether it went well.
    fn outcome(&self) -> Option<bool> {
        None
    }
}

fn leaf(page: &Page) -> &dyn Leaf {
    match page {
        Page::Choose(view) => view,
        Page::EnterPhone(view) => view,
        Page::EnterEmail(view) => view,
        Page::Send(view) => view,
        Page::Code(view) => view,
        Page::Authenticator(view) => view,
        Page::Passkey(view) => view,
        Page::Token(view) => view,
        Page::Device(view) => view,
        Page::AskDevice(view) => view,
        Page::Push(view) => view,
        Page::RecoveryCodes(view) => view,
        Page::EnterRecovery(view) => view,
        Page::Methods(view) => view,
        Page::Remove(view) => view,
        Page::Rename(view) => view,
        Page::End(view) => view,
    }
}
