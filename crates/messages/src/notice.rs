//! Telling a person that something about how they sign in has changed.

use std::fmt;

use countersign_model::{Change, Method, Timestamp};
use fluent_bundle::FluentArgs;

use crate::email::{EmailText, escaped, one_line};
use crate::lang::Locale;
use crate::texts::{Texts, args};

/// What has changed.
#[derive(Clone, Copy)]
pub struct NoticeMessage<'a> {
    /// The name of the application that the person knows.
    pub friendly_name: &'a str,
    /// What happened.
    pub change: Change,
    /// Which method came or went.
    pub method: Option<Method>,
    /// What tells it from others of its kind: its name, or where it leads, masked.
    pub called: Option<&'a str>,
    /// When.
    pub at: Timestamp,
    /// Where people find help: `https:`, `mailto:` or `tel:`.
    pub support_url: Option<&'a str>,
}

/// Without what it is called.
impl fmt::Debug for NoticeMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NoticeMessage").field("change", &self.change).finish_non_exhaustive()
    }
}

impl Texts {
    /// An e-mail that tells of a change. There is no code in it, and the only address that it leads to is where people find
    /// help.
    #[must_use]
    pub fn notice(&self, locale: &Locale, notice: &NoticeMessage<'_>) -> EmailText {
        let say = |id: &str, args: &FluentArgs<'_>| self.say(*locale, id, args);
        let name = args([("friendly_name", notice.friendly_name)]);
        let subject = one_line(&say("notice-subject", &name));
        let kind = say(method(notice.method), &FluentArgs::new());
        let kind = notice.called.map_or(kind.clone(), |called| format!("{kind} ({})", one_line(called)));
        let about = args([("friendly_name", notice.friendly_name), ("method", &kind)]);
        let what = match notice.change {
            Change::Added => say("notice-added", &about),
            Change::Removed => say("notice-removed", &about),
            Change::NewCodes => say("notice-new-codes", &name),
            Change::CodeUsed => say("notice-code-used", &name),
            Change::BrowserStolen => say("notice-browser", &name),
        };
        let when = self.moment(*locale, notice.at);
        let yours = say("notice-yours", &FluentArgs::new());
        let advice = |support: &str| match notice.support_url {
            Some(_) => say("notice-support", &args([("support", support)])),
            None => say("notice-not-yours", &name),
        };
        let shown = notice.support_url.map(shown).unwrap_or_default();
        let text = format!("{what}\n\n{when}\n\n{yours}\n\n{}\n", advice(shown));
        let mut paragraphs = String::new();
        for sentence in [&what, &when, &yours] {
            paragraphs.push_str(&format!("<p>{}</p>\n", escaped(sentence)));
        }
        // Where the link stands: no address has this letter in it.
        let advice = escaped(&advice("\u{1}"));
        let link =
            notice.support_url.map(|url| format!("<a href=\"{}\">{}</a>", escaped(url), escaped(shown)));
        paragraphs.push_str(&format!("<p>{}</p>\n", advice.replace('\u{1}', &link.unwrap_or_default())));
        let html = format!(
            include_str!("notice.html"),
            lang = locale.tag(),
            subject = escaped(&subject),
            paragraphs = paragraphs,
        );
        EmailText { subject, text, html }
    }

    /// A moment in UTC, as the language writes it.
    fn moment(&self, locale: Locale, at: Timestamp) -> String {
        // `2026-11-23T12:05:09Z`
        let text = at.to_string();
        let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
        let mut when = FluentArgs::new();
        when.set("year", part(0, 4));
        when.set("month", part(5, 7).parse::<u8>().unwrap_or_default());
        when.set("day", part(8, 10).trim_start_matches('0'));
        when.set("hour", part(11, 13));
        when.set("minute", part(14, 16));
        self.say(locale, "notice-when", &when)
    }
}

/// An address as people read it: a mailbox or a number without the scheme, and without what a link may say beside it.
fn shown(url: &str) -> &str {
    let bare = url.strip_prefix("mailto:").or_else(|| url.strip_prefix("tel:"));
    bare.map_or(url, |bare| bare.split('?').next().unwrap_or(bare))
}

/// The text that names a kind. By its name: what is new has the last one until it has its own.
fn method(method: Option<Method>) -> &'static str {
    match method.map(Method::as_str) {
        Some("phone") => "notice-phone",
        Some("email") => "notice-email",
        Some("totp") => "notice-authenticator",
        Some("passkeys") => "notice-passkey",
        Some("hotp" | "hardware_totp") => "notice-token",
        Some("push") => "notice-push",
        _ => "notice-other",
    }
}
